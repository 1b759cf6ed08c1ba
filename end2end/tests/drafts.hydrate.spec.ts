import { Conversation } from '../pages/conversation';
import { two } from '../desk';
import { expect, test } from '../world';

test('an answer begun on one device is one on the other, and goes as one from there', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  const phone = new Conversation(world, await world.browserOf(await world.device(asha)));
  await phone.visit(withBen);
  await chat.visit(withBen);
  await chat.choose('Ben here', 'Reply');
  const answering = phone.page.getByText(/^Reply to /);
  await expect(chat.page.getByText(/^Reply to /)).toBeVisible();
  await expect(answering).toBeVisible();
  await chat.box.pressSequentially('give 5 mg');
  await expect(phone.box).toHaveValue('give 5 mg');
  // A change of mind is one on both.
  await phone.page.getByRole('button', { name: 'Cancel the reply' }).click();
  await expect(chat.page.getByText(/^Reply to /)).toHaveCount(0);
  await expect(chat.box).toHaveValue('give 5 mg');
  await chat.choose('Ben here', 'Reply');
  await expect(answering).toBeVisible();
  await phone.page.reload();
  await expect(answering).toBeVisible();
  await phone.box.press('End');
  await phone.box.pressSequentially(' now');
  await phone.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(phone.message('give 5 mg now').locator('.message__quote')).toContainText('Ben here');
  await expect(chat.message('give 5 mg now').locator('.message__quote')).toContainText('Ben here');
  await expect(chat.box).toHaveValue('');
  await expect(chat.page.getByText(/^Reply to /)).toHaveCount(0);
});

test('what was written without a line takes the place of nothing that was written at the desk meanwhile', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  const phone = new Conversation(world, await world.browserOf(await world.device(asha)));
  await phone.visit(withBen);
  await chat.visit(withBen);
  await phone.box.pressSequentially('INR 3.1');
  await expect(chat.box).toHaveValue('INR 3.1');
  await world.offline(phone.page);
  await phone.box.press('End');
  await phone.box.pressSequentially(' K 5');
  await chat.box.press('End');
  await chat.box.pressSequentially(', K 5.1, bleeped');
  const draft = async () => (await asha.api.call<{ draft: string }>('find-row', { conversation: withBen })).draft;
  await expect.poll(draft).toBe('INR 3.1, K 5.1, bleeped');
  await phone.page.context().setOffline(false);
  const both = 'INR 3.1, K 5.1, bleeped\nK 5';
  await expect(phone.box).toHaveValue(both, { timeout: 15_000 });
  await expect(chat.box).toHaveValue(both);
  await expect.poll(draft).toBe(both);
});

test('of two devices that write at the same moment neither takes the words of the other', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  const phone = new Conversation(world, await world.browserOf(await world.device(asha)));
  await phone.visit(withBen);
  await chat.visit(withBen);
  await Promise.all([chat.box.pressSequentially('from the desk'), phone.box.pressSequentially('from the phone')]);
  for (const box of [chat.box, phone.box]) {
    await expect(box).toHaveValue(/from the desk/, { timeout: 15_000 });
    await expect(box).toHaveValue(/from the phone/);
  }
  expect(await chat.box.inputValue()).toBe(await phone.box.inputValue());
});

test('a box that was drawn while the page before it kept its last words takes nothing back', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  await asha.api.call('save-draft', { conversation: withBen, body: 'Bed 4 is nearly ready' });
  // The box was drawn first, everything else a moment later.
  await chat.page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      const box = document.querySelector('form.composer textarea');
      if (document.readyState === 'interactive' && box) box.textContent = 'Bed 4';
    });
  });
  await chat.visit(withBen);
  await expect(chat.box).toHaveValue('Bed 4 is nearly ready');
  await chat.page.waitForTimeout(1500);
  const row = await asha.api.call<{ draft: string }>('find-row', { conversation: withBen });
  expect(row.draft).toBe('Bed 4 is nearly ready');
});

test('the last words before the tab is closed are kept', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.box.pressSequentially('almost');
  await chat.page.close({ runBeforeUnload: true });
  await expect
    .poll(async () => (await asha.api.call<{ draft: string }>('find-row', { conversation: withBen })).draft)
    .toBe('almost');
});

test('as a page goes its last words go past the worker, in a call that outlives it', async ({ world }) => {
  const { withBen, chat } = await two(world);
  const { page } = chat;
  await page.addInitScript(() => {
    const lasting = navigator.sendBeacon.bind(navigator);
    navigator.sendBeacon = (url, body) => {
      sessionStorage.setItem('lasting', `${sessionStorage.getItem('lasting') ?? ''}${String(url)} ${String(body)}\n`);
      return lasting(url, body);
    };
  });
  await chat.visit(withBen);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await world.live(page);
  expect(await page.evaluate(() => !!navigator.serviceWorker.controller), 'a worker controls the page').toBe(true);
  const saved = page.waitForResponse('**/api/save-draft');
  await chat.box.pressSequentially('almost');
  expect((await saved).fromServiceWorker()).toBe(false);
  await chat.box.pressSequentially(' there');
  await page.goto('/help');
  expect(await page.evaluate(() => sessionStorage.getItem('lasting'))).toMatch(/save-draft .*almost\+there/);
});

test('drafts are saved one at a time, and none after a send', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  await chat.visit(withBen);
  const saves = { asked: 0, under: 0, most: 0 };
  await chat.page.route('**/api/save-draft', async (route) => {
    saves.asked += 1;
    saves.most = Math.max(saves.most, ++saves.under);
    // The first is the slowest: side by side with another it would land last.
    await new Promise((done) => setTimeout(done, saves.asked === 1 ? 2500 : 50));
    const answer = await route.fetch();
    saves.under -= 1;
    await route.fulfill({ response: answer });
  });
  await chat.box.pressSequentially('Bed 4');
  await chat.page.waitForTimeout(1200);
  await chat.box.pressSequentially(' is ready');
  await chat.page.waitForTimeout(1200);
  await chat.box.press('Enter');
  await expect(chat.state('Bed 4 is ready', /Sent|Delivered|Read/)).toBeVisible();
  await chat.page.waitForTimeout(3000);
  expect(saves.most).toBe(1);
  await expect.poll(async () => (await asha.api.call<{ draft: string }>('find-row', { conversation: withBen })).draft).toBe('');
  await expect(chat.box).toHaveValue('');
});
