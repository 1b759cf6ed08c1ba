import { longNight, texts, two } from '../desk';
import { held, late } from '../slow';
import { expect, test } from '../world';

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

test('a half-done change waits in its conversation', async ({ world }) => {
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

test('a message that is changed to nothing is not saved, and it is said what else can be done', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.say('10 mg');
  await chat.choose('10 mg', 'Edit');
  await chat.box.fill('');
  await chat.box.press('Enter');
  const told = chat.page.getByRole('alert').filter({ hasText: 'Write something, or delete the message instead.' });
  await expect(told).toBeVisible();
  await chat.box.fill('5 mg');
  await expect(told).toHaveCount(0);
  await chat.box.press('Enter');
  await expect(chat.message('5 mg')).toBeVisible();
  // In an empty box nothing was meant.
  await chat.box.press('Enter');
  await expect(told).toHaveCount(0);
  expect(await texts(ben, withBen)).toEqual(['Ben here', '5 mg']);
});

test('the box is as high as its text in a window of any width', async ({ world }) => {
  const { withBen, chat } = await two(world);
  await chat.page.setViewportSize({ width: 1280, height: 800 });
  await chat.visit(withBen);
  const height = () => chat.box.evaluate((area) => area.clientHeight);
  await chat.box.fill('Bed 4 is ready, and bed 5 will be. '.repeat(4));
  const wide = await height();
  await chat.page.setViewportSize({ width: 390, height: 800 });
  await expect.poll(height).toBeGreaterThan(wide);
  await chat.page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(height).toBe(wide);
});

test('an answer waits in its conversation, and goes as one', async ({ world }) => {
  const { asha, ben, cleo, withBen, withCleo, chat, inbox } = await two(world);
  await asha.api.call('save-draft', { conversation: withCleo, body: 'for Cleo' });
  await chat.visit(withBen);
  await chat.choose('Ben here', 'Reply');
  await chat.box.fill('give morphine 5 mg');
  const find = async () => {
    await chat.page.keyboard.press('Control+k');
    await chat.page.getByRole('combobox').fill(cleo.name);
    await chat.page.getByRole('option').first().waitFor();
    await chat.page.keyboard.press('Enter');
  };
  for (const go of [() => inbox.open(cleo.name), find]) {
    await go();
    await expect(chat.title).toContainText(cleo.name);
    await expect(chat.box).toHaveValue('for Cleo');
    await expect(chat.page.getByText(/^Reply to /)).toHaveCount(0);
    await inbox.open(ben.name);
    await expect(chat.box).toHaveValue('give morphine 5 mg');
    await expect(chat.page.getByText(/^Reply to /)).toBeVisible();
  }
  const draft = async (conversation: string) => (await asha.api.call<{ draft: string }>('find-row', { conversation })).draft;
  await expect.poll(() => draft(withBen)).toBe('give morphine 5 mg');
  expect(await draft(withCleo)).toBe('for Cleo');
  await chat.box.press('Enter');
  await expect(chat.message('give morphine 5 mg').locator('.message__quote')).toContainText('Ben here');
  expect(await texts(cleo, withCleo)).toEqual(['Cleo here']);
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
  await expect(chat.page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  await chat.page.getByRole('button', { name: 'Leave it as it now is' }).click();
  await expect(chat.page.locator('#announcer')).toContainText('Left as it is');
  await expect(chat.message('5 mg')).toBeVisible();
  await expect(chat.box).toHaveValue('');
});

test('a change of which only the answer is lost is done', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.say('10 mg');
  await expect(chat.state('10 mg', /Sent|Delivered|Read/)).toBeVisible();
  await chat.page.route('**/api/edit-message', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await chat.choose('10 mg', 'Edit');
  await chat.box.fill('5 mg');
  await chat.box.press('Enter');
  await expect(chat.message('5 mg')).toBeVisible();
  await expect(chat.page.getByText('Edit message')).toHaveCount(0);
  await expect(chat.box).toHaveValue('');
  await expect(chat.page.locator('.nhsuk-error-message')).toHaveCount(0);
  expect(await texts(ben, withBen)).toEqual(['Ben here', '5 mg']);
});

test('a change of what was deleted meanwhile is told so, and its words are kept', async ({ world }) => {
  const { asha, withBen, chat } = await two(world);
  const said = await asha.api.send(withBen, '10 mg');
  await chat.visit(withBen);
  await chat.choose('10 mg', 'Edit');
  await chat.box.fill('100 mg');
  const go = await held(chat.page, 'edit-message');
  await chat.box.press('Enter');
  await asha.api.call('delete-message', { conversation: withBen, message: said.id });
  go();
  await expect(chat.page.getByText('This message was deleted meanwhile')).toBeVisible();
  await expect(chat.page.getByText('15 minutes')).toHaveCount(0);
  await expect(chat.box).toHaveValue('100 mg');
  await chat.page.getByRole('button', { name: 'Discard it' }).click();
  await expect(chat.page.getByText('This message was deleted meanwhile')).toHaveCount(0);
  await expect(chat.box).toHaveValue('');
});

test('what one answers follows its message, in the box and on its way', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  const said = await ben.api.send(withBen, 'give 10 mg');
  await chat.visit(withBen);
  await chat.choose('give 10 mg', 'Reply');
  const context = chat.page.locator('.composer__context');
  await expect(context).toContainText('give 10 mg');
  await ben.api.call('edit-message', { conversation: withBen, message: said.id, version: 1, body: 'give 1 mg' });
  await expect(context).toContainText('give 1 mg');
  await expect(context).not.toContainText('10 mg');
  const go = await held(chat.page, 'send-message');
  await chat.say('Given');
  const quote = chat.message('Given').locator('.message__quote');
  await expect(quote).toContainText('give 1 mg');
  // While it waits, too.
  await ben.api.call('edit-message', { conversation: withBen, message: said.id, version: 2, body: 'give half a tablet' });
  await expect(quote).toContainText('give half a tablet');
  await ben.api.call('delete-message', { conversation: withBen, message: said.id });
  await expect(quote).toContainText('Message deleted');
  await expect(chat.page.getByText('give half a tablet')).toHaveCount(0);
  go();
  await expect(chat.state('Given', /Sent|Delivered|Read/)).toBeVisible();
  await expect(quote).toContainText('Message deleted');
});

test('whoever answers sees and hears that the message was changed or deleted meanwhile', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  const said = await ben.api.send(withBen, 'give 10 mg');
  await chat.visit(withBen);
  await chat.choose('give 10 mg', 'Reply');
  await chat.box.pressSequentially('Will do');
  const context = chat.page.locator('.composer__context');
  const polite = chat.page.locator('#announcer');
  await expect(context).toContainText('give 10 mg');
  await expect(context).not.toContainText('since you started');
  await ben.api.call('edit-message', { conversation: withBen, message: said.id, version: 1, body: 'give 1 mg' });
  await expect(context).toContainText('Changed since you started');
  await expect(polite).toHaveText(`${ben.name} changed the message you are answering: give 1 mg`);
  await expect(chat.box).toHaveValue('Will do');
  await expect(chat.box).toBeFocused();
  await ben.api.call('delete-message', { conversation: withBen, message: said.id });
  await expect(context).toContainText('Deleted since you started');
  await expect(polite).toHaveText(`${ben.name} deleted the message you are answering`);
  // An answer that is begun anew is one to the message as it is.
  const other = await ben.api.send(withBen, 'or 2 mg');
  await chat.choose('or 2 mg', 'Reply');
  await expect(context).toContainText('or 2 mg');
  await expect(context).not.toContainText('since you started');
  await ben.api.call('edit-message', { conversation: withBen, message: other.id, version: 1, body: 'or 3 mg' });
  await expect(context).toContainText('Changed since you started');
});

test('what waited over a reload does not bring back what was deleted meanwhile', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  const said = await ben.api.send(withBen, 'give 10 mg');
  await chat.visit(withBen);
  await chat.page.route('**/api/send-message', (route) => route.abort('connectionfailed'));
  await chat.choose('give 10 mg', 'Reply');
  await chat.say('Given');
  await expect(chat.state('Given', 'Waiting')).toBeVisible();
  await expect.poll(() => chat.page.evaluate(() => JSON.stringify({ ...localStorage }))).toContain('pando.unsent');
  // A place of ours without a program: coming from elsewhere, the first calls of a page are not stopped now and then.
  await chat.page.goto('/favicon.svg');
  await ben.api.call('delete-message', { conversation: withBen, message: said.id });
  await chat.visit(withBen);
  await expect(chat.state('Given', 'Waiting')).toBeVisible();
  await expect(chat.message('Given').locator('.message__quote')).toContainText('Message deleted');
  await expect(chat.page.getByText('give 10 mg')).toHaveCount(0);
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
  const first = await longNight(asha, ben, withBen);
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

test('at the first unread of 130 one’s own message is on the screen, and stays after Latest', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  await asha.api.call('mark-read', { conversation: withBen });
  for (let at = 0; at < 130; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await chat.visit(withBen);
  await expect(chat.message('Line 0 of the night')).toBeInViewport();
  await chat.say('On my way');
  await expect(chat.message('On my way')).toBeInViewport();
  await expect(chat.state('On my way', /Sent|Delivered|Read/)).toBeVisible();
  await chat.log.hover();
  for (let turn = 0; turn < 12; turn++) await chat.page.mouse.wheel(0, -900);
  await chat.page.getByRole('button', { name: /^Latest|^Go to the latest/ }).click();
  await expect(chat.message('On my way')).toHaveCount(1);
  await expect(chat.message('On my way')).toBeInViewport();
  await expect(chat.message('Line 129 of the night')).toBeInViewport();
});

test('a link to a message of the open conversation leads there, and Back leads back', async ({ world }) => {
  const { asha, ben, withBen, chat, inbox } = await two(world);
  const first = await longNight(asha, ben, withBen);
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

test('the same link leads there a second time', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  const first = await longNight(asha, ben, withBen);
  await ben.api.send(withBen, `See ${world.server.url}/c/${withBen}?m=${first.id}`);
  await asha.api.call('mark-read', { conversation: withBen });
  await chat.visit(withBen);
  const link = chat.log.getByRole('link', { name: /\/c\/.*\?m=/ });
  for (const time of ['first', 'second', 'third']) {
    await link.click();
    await expect(chat.message('The very first line'), `the ${time} time`).toBeInViewport();
    await expect(chat.message('The very first line')).toBeFocused();
    await chat.page.getByRole('button', { name: 'Latest' }).click();
    await expect(link).toBeInViewport();
  }
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

test('Alt and an arrow lead from a half-written text to a box of its own', async ({ world }) => {
  const { asha, ben, cleo, withBen, withCleo, chat } = await two(world);
  await chat.visit(withBen);
  await chat.box.fill('give morphine 5 mg');
  await chat.message('Ben here').click();
  const first = (await chat.page.locator('[data-conversation]').first().getAttribute('data-conversation')) === withBen;
  await chat.page.keyboard.press(first ? 'Alt+ArrowDown' : 'Alt+ArrowUp');
  await expect(chat.title).toContainText(cleo.name);
  await expect(chat.box).toHaveValue('');
  await chat.box.press('Enter');
  const draft = async (conversation: string) => (await asha.api.call<{ draft: string }>('find-row', { conversation })).draft;
  await expect.poll(() => draft(withBen)).toBe('give morphine 5 mg');
  expect([await draft(withCleo), await texts(cleo, withCleo), await texts(ben, withBen)]).toEqual(['', ['Cleo here'], ['Ben here']]);
});

test('what is pasted goes as it was copied, from the tab before its first letter on', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  await chat.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.visit(withBen);
  const copied = '\tNa\tK\r135\t4.1\r\nParacetamol 1 g\rIbuprofen 400 mg';
  await chat.page.evaluate((text) => navigator.clipboard.writeText(text), copied);
  // WebKit pastes line by line only where the box keeps its lines (browsers/pasting).
  await expect(chat.box).toHaveCSS('white-space', /^pre/);
  await chat.box.press('Control+v');
  await chat.box.press('Enter');
  await expect(chat.message('Ibuprofen 400 mg')).toBeVisible();
  await expect.poll(() => texts(ben, withBen)).toEqual(['Ben here', '\tNa\tK\n135\t4.1\nParacetamol 1 g\nIbuprofen 400 mg']);
});

test('what the browser would put back into a box is nobody’s typing', async ({ world }) => {
  const { asha, withBen, withCleo, chat } = await two(world);
  await chat.visit(withBen);
  await chat.say('10 mg');
  // A page of its own for each: the way Back then makes the page anew.
  await world.visit(chat.page, `/c/${withBen}`);
  await chat.choose('10 mg', 'Edit');
  await chat.box.pressSequentially(' now');
  await world.visit(chat.page, `/c/${withCleo}`);
  await chat.page.goBack();
  await world.awake(chat.page);
  await expect(chat.title).toBeVisible();
  // The change that was half done is there again, as a change: it is no draft.
  await expect(chat.box).toHaveValue('10 mg now');
  await expect(chat.page.locator('.composer__context--edit')).toContainText('10 mg');
  await chat.page.waitForTimeout(1200);
  const { rows } = await asha.api.call<{ rows: { draft: string }[] }>('list-inbox', { filter: '' });
  expect(rows.map((row) => row.draft)).toEqual(['', '']);
});

test('when the way to the end is cut the end is fetched again, and the screen does not stay empty', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  const first = await longNight(asha, ben, withBen);
  await chat.visit(withBen, `?m=${first.id}`);
  await expect(chat.message('The very first line')).toBeInViewport();
  let cuts = 0;
  await chat.page.route('**/api/list-messages', (route) => (++cuts > 2 ? route.continue() : route.abort('connectionfailed')));
  await chat.page.keyboard.press('Control+End');
  await expect(chat.message('Line 129 of the night')).toBeInViewport({ timeout: 15_000 });
});

test('older lines that come after a send leave it on the screen', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  await longNight(asha, ben, withBen);
  await chat.visit(withBen);
  const { page } = chat;
  const toTop = () => page.getByRole('log', { name: 'Messages' }).evaluate((scroller) => scroller.scrollBy(0, -scroller.scrollHeight));
  const loaded = page.waitForResponse('**/api/list-messages');
  await toTop();
  await loaded;
  await expect(page.locator('[data-message]')).toHaveCount(100);
  const older = await late(page, 'list-messages');
  await toTop();
  await older.made;
  await chat.say('5 mg given');
  await expect(chat.message('5 mg given')).toBeInViewport();
  older.go();
  await page.waitForTimeout(1000);
  await expect(chat.message('5 mg given')).toBeInViewport();
});

test('whoever writes on after Enter on a change loses nothing, and corrects what was said last', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  const page = chat.page;
  await chat.visit(withBen);
  await page.route('**/api/edit-message', async (route) => {
    await new Promise((done) => setTimeout(done, 600));
    await route.continue();
  });
  await chat.say('Give 10 mg');
  await expect(chat.state('Give 10 mg', /Sent|Delivered/)).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type(' now');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await expect(chat.box).toHaveValue('Give 10 mg now');
  await page.keyboard.type(', slowly');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Then tell me');
  await page.keyboard.press('Enter');
  await page.keyboard.type('I am on 7');
  await expect(chat.message('Give 10 mg now, slowly')).toBeVisible();
  await expect(chat.message('Then tell me')).toBeVisible();
  await expect(chat.box).toHaveValue('I am on 7');
  expect((await texts(ben, withBen)).slice(-2)).toEqual(['Give 10 mg now, slowly', 'Then tell me']);
});
