import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

/** Asha with two conversations open to her, in a browser of hers. */
async function two(world: World): Promise<{ asha: Person; ben: Person; cleo: Person; withBen: string; withCleo: string; chat: Conversation; inbox: Inbox }> {
  const [asha, ben, cleo] = [await world.person(), await world.person(), await world.person()];
  const [withBen, withCleo] = [await world.direct(asha, ben), await world.direct(asha, cleo)];
  await ben.api.send(withBen, 'Ben here');
  await cleo.api.send(withCleo, 'Cleo here');
  const chat = new Conversation(world, await world.browserOf(asha));
  return { asha, ben, cleo, withBen, withCleo, chat, inbox: new Inbox(world, chat.page) };
}

const texts = async (person: Person, conversation: string) =>
  (await person.api.call<{ messages: { body: string }[] }>('list-messages', { conversation })).messages.map((message) => message.body);

test('what was typed for one never goes to another, and is there when one comes back', async ({ world }) => {
  const { ben, cleo, withBen, withCleo, chat, inbox } = await two(world);
  await chat.visit(withBen);
  await chat.box.fill('give morphine 5 mg');
  await inbox.open(cleo.name);
  await expect(chat.title).toContainText(cleo.name);
  await expect(chat.box).toHaveValue('');
  await chat.page.keyboard.press('Enter');
  await inbox.open(ben.name);
  await expect(chat.title).toContainText(ben.name);
  await expect(chat.box).toHaveValue('give morphine 5 mg');
  expect(await texts(cleo, withCleo)).toEqual(['Cleo here']);
  await chat.box.press('Enter');
  await expect(chat.message('give morphine 5 mg')).toBeInViewport();
  await expect(chat.box).toHaveValue('');
  await expect.poll(() => texts(ben, withBen)).toEqual(['Ben here', 'give morphine 5 mg']);
  expect(await texts(cleo, withCleo)).toEqual(['Cleo here']);
});

test('an answer and a half-done change wait in their conversation', async ({ world }) => {
  const { ben, cleo, withBen, chat, inbox } = await two(world);
  await chat.visit(withBen);
  await chat.say('10 mg');
  await chat.choose('10 mg', 'Edit');
  await chat.box.fill('5 mg');
  await inbox.open(cleo.name);
  await expect(chat.title).toContainText(cleo.name);
  await expect(chat.box).toHaveValue('');
  await expect(chat.page.getByText('Edit message')).toHaveCount(0);
  await inbox.open(ben.name);
  await expect(chat.page.getByText('Edit message')).toBeVisible();
  await expect(chat.box).toHaveValue('5 mg');
  await chat.box.press('Enter');
  await expect(chat.message('5 mg')).toBeVisible();
});

test('whoever edits second is told, and sees both', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.say('10 mg');
  await expect(chat.state('10 mg', /Sent|Delivered|Read/)).toBeVisible();
  await chat.choose('10 mg', 'Edit');
  await chat.box.fill('100 mg');
  const said = (await asha.api.call<{ messages: { id: string; body: string }[] }>('list-messages', { conversation: withBen })).messages.at(-1);
  await asha.api.call('edit-message', { conversation: withBen, message: said?.id ?? '', version: 1, body: '5 mg' });
  await expect(chat.page.getByRole('main').getByRole('alert')).toContainText('5 mg');
  await expect(chat.box).toHaveValue('100 mg');
  await chat.page.getByRole('button', { name: 'Leave it as it now is' }).click();
  await expect(chat.message('5 mg')).toBeVisible();
  await expect(chat.box).toHaveValue('');
});

test('the wheel moves what is under the pointer', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  for (let at = 0; at < 60; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: withBen });
  await chat.visit(withBen);
  await expect(chat.message('Line 59 of the night')).toBeInViewport();
  await chat.message('Line 55 of the night').hover();
  const top = () => chat.log.evaluate((log) => log.scrollTop);
  for (let notch = 0; notch < 10; notch++) {
    await chat.page.mouse.wheel(0, -100);
    await chat.page.waitForTimeout(30);
  }
  await expect.poll(top).toBeLessThan(-700);
});

test('one’s own message is on the screen at once, wherever one was reading', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  const first = await ben.api.send(withBen, 'The very first line');
  for (let at = 0; at < 130; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: withBen });
  await chat.visit(withBen, `?m=${first.id}`);
  await expect(chat.message('The very first line')).toBeInViewport();
  await chat.page.route('**/api/list-messages*', async (route) => {
    await new Promise((done) => setTimeout(done, 1500));
    await route.continue();
  });
  await chat.box.fill('On my way');
  await chat.box.press('Enter');
  await expect(chat.message('On my way')).toBeInViewport({ timeout: 1000 });
  await expect(chat.message('Line 129 of the night')).toBeVisible();
  await expect(chat.message('On my way')).toBeInViewport();
  await expect(chat.message('On my way')).toHaveCount(1);
});

test('a link to a message of the open conversation leads there, and Back leads back', async ({ world }) => {
  const { asha, ben, withBen, chat, inbox } = await two(world);
  const first = await ben.api.send(withBen, 'The very first line');
  for (let at = 0; at < 130; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: withBen });
  await chat.visit(withBen);
  await expect(chat.message('Line 129 of the night')).toBeInViewport();
  await chat.page.evaluate((path) => {
    const link = Object.assign(document.createElement('a'), { href: path, textContent: 'there' });
    document.querySelector('#main')?.prepend(link);
    link.click();
  }, `/c/${withBen}?m=${first.id}`);
  await expect(chat.message('The very first line')).toBeInViewport();
  await chat.page.goBack();
  await inbox.open(ben.name);
  await chat.say('Still here');
  await expect(chat.message('Still here')).toBeInViewport();
});

test('a box with text keeps its own keys', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.box.fill('half a sentence');
  await chat.page.keyboard.press('Alt+ArrowDown');
  await chat.page.keyboard.press('Alt+ArrowUp');
  await expect(chat.title).toContainText(ben.name);
  await expect(chat.box).toHaveValue('half a sentence');
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

test('when the way to the end is cut the end is fetched again, and the screen does not stay empty', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  const first = await ben.api.send(withBen, 'The very first line');
  for (let at = 0; at < 130; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: withBen });
  await chat.visit(withBen, `?m=${first.id}`);
  await expect(chat.message('The very first line')).toBeInViewport();
  let cuts = 0;
  await chat.page.route('**/api/list-messages', (route) => (++cuts > 2 ? route.continue() : route.abort('connectionfailed')));
  await chat.page.keyboard.press('Control+End');
  await expect(chat.message('Line 129 of the night')).toBeInViewport({ timeout: 15_000 });
});
