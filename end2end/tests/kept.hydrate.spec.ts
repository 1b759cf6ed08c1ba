import type { Page } from '@playwright/test';
import { SECRET, atWork, cut, holdsNothing, keepsNothing, kept, mend, unlock } from '../locked';
import { Conversation } from '../pages/conversation';
import { Door } from '../pages/door';
import { held } from '../slow';
import { PIN, expect, test } from '../world';

test('what was being written without a line is there again after a lock', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  await new Conversation(world, page).visit(id);
  const box = page.getByRole('textbox', { name: /^Message to / });
  await cut(page.context());
  await box.pressSequentially('Potassium binder given');
  await page.getByRole('button', { name: 'Lock' }).click();
  await holdsNothing(page, rhys.name);
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  expect(stored).toContain('pando.unsent');
  expect(stored).not.toContain('binder');
  await mend(page.context());
  await expect(page).toHaveURL(/\/unlock/);
  await unlock(page);
  await expect(box).toHaveValue('Potassium binder given');
  await expect.poll(async () => (await asha.api.call<{ rows: { draft: string }[] }>('list-inbox', { filter: '' })).rows[0]?.draft).toBe('Potassium binder given');
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('what was being written in a group that one was taken out of is shown, and can be given up', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const page = await world.browserOf(rhys);
  await new Conversation(world, page).visit(id);
  await cut(page.context());
  await page.getByRole('textbox', { name: /^Message to / }).pressSequentially('Bed 4 needs a review');
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  await mend(page.context());
  const lost = page.getByRole('alert').filter({ hasText: 'Not sent: you are no longer in Ward 7.' });
  await expect(lost).toContainText('Bed 4 needs a review');
  // It is there on the next page too, with the name of its place, and in its place again for whoever is added again.
  await page.reload();
  await expect(lost).toContainText('Bed 4 needs a review');
  await page.getByRole('button', { name: 'Lock' }).click();
  await holdsNothing(page, 'Ward 7', 'Bed 4');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/Ward 7|Bed 4/);
  await unlock(page);
  await expect(lost).toContainText('Bed 4 needs a review');
  await asha.api.call('add-people', { conversation: id, people: [rhys.id] });
  await new Conversation(world, page).visit(id);
  await expect(page.getByRole('textbox', { name: /^Message to / })).toHaveValue('Bed 4 needs a review');
  await expect.poll(async () => (await rhys.api.call<{ draft: string }>('find-row', { conversation: id })).draft).toBe('Bed 4 needs a review');
  await asha.api.call('rename', { conversation: id, title: 'Ward 7 nights' });
  await expect(page.locator('#chat-title')).toHaveText('Ward 7 nights');
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  const again = page.getByRole('alert').filter({ hasText: 'Not sent: you are no longer in Ward 7 nights.' });
  await expect(again).toContainText('Bed 4 needs a review');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await again.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Bed 4 needs a review');
  await again.getByRole('button', { name: 'Delete' }).click();
  await expect(again).toHaveCount(0);
});

test('a draft of a conversation that is put away is no stray', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await cut(page.context());
  await page.getByRole('textbox', { name: /^Message to / }).pressSequentially('Potassium binder given');
  await asha.api.call('set-flags', { conversation: id, archived: true });
  await page.getByRole('button', { name: 'Lock' }).click();
  await mend(page.context());
  // The page that needs no line has that address behind its own, and goes there by itself.
  await expect(page.getByLabel('PIN', { exact: true })).toBeVisible();
  await world.visit(page, '/c');
  // A save would bring its row down the line: without one, only what was asked says that the conversation is there.
  await page.route('**/api/save-draft', () => undefined);
  const asked = page.waitForRequest(/\/api\/(find-row|save-draft)/);
  await unlock(page);
  await asked;
  await world.awake(page);
  await expect(page.getByText('No conversations yet')).toBeVisible();
  await expect(page.getByText('you are no longer in')).toHaveCount(0);
  await page.unroute('**/api/save-draft');
  await page.reload();
  const draft = async () => (await asha.api.call<{ rows: { draft: string }[] }>('list-inbox', { filter: 'archived' })).rows[0]?.draft;
  await expect.poll(draft, { timeout: 20_000 }).toBe('Potassium binder given');
});

test('what an earlier page was writing is kept while this one asks where it belongs', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  const ward = await world.group(asha, 'Ward 7', [rhys]);
  await cut(page.context());
  await page.getByRole('textbox', { name: /^Message to / }).pressSequentially('Potassium binder given');
  await asha.api.call('set-flags', { conversation: id, archived: true });
  await page.getByRole('button', { name: 'Lock' }).click();
  await mend(page.context());
  await expect(page.getByLabel('PIN', { exact: true })).toBeVisible();
  // The answer never comes while this page lives, and hands write something else meanwhile.
  await page.route('**/api/find-row', () => undefined);
  await world.visit(page, `/c/${ward}`);
  const asked = page.waitForRequest('**/api/find-row');
  await unlock(page);
  await asked;
  await page.getByRole('textbox', { name: /^Message to / }).pressSequentially('Bay 2 is full');
  const drafts = async (filter: string) => (await asha.api.call<{ rows: { draft: string }[] }>('list-inbox', { filter })).rows.map((row) => row.draft);
  await expect.poll(() => drafts('')).toEqual(['Bay 2 is full']);
  expect(await page.evaluate(() => localStorage.getItem('pando.unsent'))).not.toBeNull();
  await page.unroute('**/api/find-row');
  await page.reload();
  await expect.poll(() => drafts('archived'), { timeout: 20_000 }).toEqual(['Potassium binder given']);
});

test('a change that is half done, and what a text answers, are there again after a reload and a lock', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const chat = new Conversation(world, page);
  await chat.choose(SECRET, 'Reply');
  await chat.box.fill('Binder given');
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await kept(page);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/5 mg|Binder|Potassium/);
  const stands = async () => {
    await expect(chat.box).toHaveValue('Give 5 mg');
    await expect(page.locator('.composer__context--edit')).toContainText('Give 10 mg');
  };
  await page.reload();
  await stands();
  await page.getByRole('button', { name: 'Lock' }).click();
  await holdsNothing(page, rhys.name, 'Give 5 mg');
  await unlock(page);
  await stands();
  await page.getByRole('button', { name: 'Save the change' }).click();
  await expect(chat.box).toHaveValue('Binder given');
  await expect(page.getByText(`Reply to ${rhys.name}`)).toBeVisible();
  await page.reload();
  await world.live(page);
  await expect(page.getByText(`Reply to ${rhys.name}`)).toBeVisible();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(chat.message('Binder given').locator('.message__quote')).toContainText(SECRET);
  await chat.shows([SECRET, 'Give 5 mg', 'Binder given']);
  await keepsNothing(page);
});

test('signing out asks first where words would go with it, and says on the next day what went', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const chat = new Conversation(world, page);
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  const out = page.getByRole('button', { name: 'Sign out', exact: true });
  const asked = page.getByRole('dialog', { name: 'Lose what you were writing?' });
  // The answer that loses nothing has the focus: neither Escape nor a second Enter signs out.
  for (const key of ['Escape', 'Enter']) {
    await out.focus();
    await page.keyboard.press('Enter');
    await expect(asked).toContainText('What you were writing is not saved yet. Signing out loses it.');
    await expect(asked.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
    await page.keyboard.press(key);
    await expect(asked).toBeHidden();
    await expect(out).toBeFocused();
  }
  expect((await asha.api.ask('who-am-i')).status).toBe(200);
  // Signed out from elsewhere nobody is asked: whoever comes back is told.
  await asha.api.call('sign-out-everywhere');
  await expect(page).toHaveURL(/sign-in/);
  await expect(page.getByText('Something written on this device before it was signed out was not sent.')).toBeVisible();
  const door = new Door(world, page);
  await door.enter(await door.ask(asha.email));
  await door.pin.fill(PIN);
  await door.again.fill(PIN);
  await door.button('Open Pando').click();
  await expect(page).toHaveURL(/\/c$/);
  const told = page.getByRole('alert').filter({ hasText: 'Something written on this device before it was signed out was not sent.' });
  await told.getByRole('button', { name: 'OK' }).click();
  await expect(told).toHaveCount(0);
  await page.reload();
  await world.live(page);
  await expect(told).toHaveCount(0);
});

test('the question before signing out goes by itself once everything is sent', async ({ world }) => {
  const { page } = await atWork(world);
  await page.route('**/api/send-message', (route) => route.abort('connectionfailed'));
  await new Conversation(world, page).say('Potassium binder given');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  const out = page.getByRole('button', { name: 'Sign out', exact: true });
  await out.click();
  const asked = page.getByRole('dialog', { name: 'Lose what is not sent?' });
  await expect(asked).toContainText('You have messages that are not sent yet. Signing out loses them.');
  await page.unroute('**/api/send-message');
  await expect(asked).toBeHidden({ timeout: 30_000 });
  await expect(page.locator('#announcer')).toContainText('Nothing is unsent any more');
  await out.click();
  await expect(page).toHaveURL(/\/sign-in$/);
});

test('where storage is full or refused, locking and signing out are done all the same', async ({ world }) => {
  const { asha, page } = await atWork(world);
  await page.context().addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await page.reload();
  await world.live(page);
  await page.getByRole('button', { name: 'Lock' }).click();
  await holdsNothing(page);
  await expect(page).toHaveURL(/\/unlock/);
  expect((await asha.api.ask('who-am-i')).status).toBe(423);
  await unlock(page);
  await expect(page.getByText(SECRET).first()).toBeVisible();
  await world.visit(page, '/settings');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/[^#]\/sign-in$/);
  await world.awake(page);
  expect((await asha.api.ask('who-am-i')).status).toBe(401);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

/** The device has no room any more; what comes back makes some. */
async function fill(page: Page): Promise<() => Promise<void>> {
  const real = await page.evaluateHandle(() => {
    const real = Storage.prototype.setItem;
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    return real;
  });
  return () => real.evaluate((real) => void (Storage.prototype.setItem = real));
}

test('a device without room to keep what waits says so, for as long as that is so', async ({ world }) => {
  const { page } = await atWork(world);
  const chat = new Conversation(world, page);
  const told = page.getByRole('status').filter({ hasText: 'Keep this page open.' });
  const room = await fill(page);
  // What goes at once needs no room.
  await chat.say('Binder given');
  await expect(chat.state('Binder given', /Sent|Delivered/)).toBeVisible();
  await expect(told).toHaveCount(0);
  await cut(page.context());
  await chat.say('Bed 9 is worse');
  await expect(told).toContainText('This device has no room to keep what you have not sent or saved yet');
  await room();
  await expect(told).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem('pando.unsent'))).not.toBeNull();
  const again = await fill(page);
  await chat.say('Bed 8 as well');
  await expect(told).toBeVisible();
  await mend(page.context());
  await expect(chat.state('Bed 8 as well', /Sent|Delivered/)).toBeVisible({ timeout: 30_000 });
  await expect(told).toHaveCount(0);
  await again();
});

test('locking asks first where it would lose something, over an empty page, and whoever stays has the page back', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const chat = new Conversation(world, page);
  await fill(page);
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await expect(page.getByText('Keep this page open.')).toBeVisible();
  const out = page.getByRole('button', { name: 'Lock' });
  const questions: string[] = [];
  const answer = (leaves: boolean) => world.answers.push((question) => (questions.push(question), leaves));
  // Nothing is on screen while it is asked.
  await page.evaluate(() => {
    const real = window.confirm.bind(window);
    window.confirm = (words) => {
      document.documentElement.dataset.asked = document.documentElement.hidden ? 'empty' : 'shown';
      return real(words);
    };
  });
  const words = 'confirm: This device cannot keep what you have not sent or saved yet. Locking loses it. Lock all the same?';
  answer(false);
  await out.click();
  await expect.poll(() => questions).toEqual([words]);
  await expect(chat.box).toHaveValue('Give 5 mg');
  await expect(chat.box).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-asked', 'empty');
  await expect(out).toBeFocused();
  expect((await asha.api.ask('who-am-i')).status).toBe(200);
  expect(await page.evaluate(() => [localStorage.getItem('pando.owed'), document.cookie])).toEqual([null, '']);
  // The browser does not ask once more.
  answer(true);
  await out.click();
  await expect(page).toHaveURL(/\/unlock/);
  await holdsNothing(page, rhys.name, 'Give 5 mg');
  expect(questions).toEqual([words, words]);
  expect((await asha.api.ask('who-am-i')).status).toBe(423);
});

test('a locked page says that something waits for the PIN, and does not give it up at one press', async ({ world }) => {
  const { page } = await atWork(world);
  await cut(page.context());
  await new Conversation(world, page).say('Potassium binder given');
  await kept(page);
  await page.getByRole('button', { name: 'Lock' }).click();
  await mend(page.context());
  await expect(page).toHaveURL(/\/unlock/);
  await world.awake(page);
  await expect(page.getByText('Something you wrote here is not sent yet. It is kept until you unlock.')).toBeVisible();
  await page.getByRole('button', { name: /Forgotten your PIN/ }).click();
  const asked = page.getByRole('dialog', { name: 'Lose what is not sent?' });
  await expect(asked).toContainText('is lost if you sign out');
  await expect(asked.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(asked).toBeHidden();
  await unlock(page);
  await expect(new Conversation(world, page).state('Potassium binder given', /Sent|Delivered/)).toBeVisible({ timeout: 20_000 });
});

test('a browser that refuses to tell tabs apart keeps what was written all the same', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  await page.context().addInitScript(() => {
    navigator.locks.request = () => Promise.reject(new DOMException('no', 'SecurityError'));
  });
  await page.reload();
  await world.live(page);
  const chat = new Conversation(world, page);
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await kept(page);
  await page.reload();
  await expect(chat.box).toHaveValue('Give 5 mg');
});

test('a half-done change stands in the tab it was written in again, also when the other one is sooner past the PIN', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const mine = new Conversation(world, page);
  const other = new Conversation(world, await page.context().newPage());
  await other.visit(id);
  await mine.choose('Give 10 mg', 'Edit');
  await mine.box.fill('Give 5 mg');
  await kept(page);
  await page.getByRole('button', { name: 'Lock' }).click();
  for (const tab of [page, other.page]) await expect(tab).toHaveURL(/\/unlock/);
  // The tab in which it was written cannot read anything yet when the other one can.
  const go = await held(page, 'queue-key');
  const asked = page.waitForRequest('**/api/queue-key');
  const read = other.page.waitForResponse('**/api/queue-key');
  await unlock(page);
  await Promise.all([asked, read]);
  await world.live(other.page);
  // Longer than a tab that has gone is waited for.
  await page.waitForTimeout(12_000);
  await expect(other.box).toHaveValue('');
  go();
  await expect(mine.box).toHaveValue('Give 5 mg');
  await expect(page.locator('.composer__context--edit')).toContainText('Give 10 mg');
  await expect(other.box).toHaveValue('');
});

test('the copy of a tab leaves the half-done change where it was written', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const mine = new Conversation(world, page);
  await mine.choose('Give 10 mg', 'Edit');
  await mine.box.fill('Give 5 mg');
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('pando.tab'))).not.toBeNull();
  // A window that a page opens begins with a copy of what its tab noted, as a duplicated tab does.
  const [copy] = await Promise.all([page.context().waitForEvent('page'), page.evaluate(() => void window.open(location.href))]);
  const other = new Conversation(world, copy);
  await world.live(copy);
  await expect.poll(() => copy.evaluate(() => sessionStorage.getItem('pando.tab'))).toBeNull();
  await expect(other.box).toHaveValue('');
  await page.reload();
  await expect(mine.box).toHaveValue('Give 5 mg');
  await expect(other.box).toHaveValue('');
  await page.getByRole('button', { name: 'Cancel the change' }).click();
  await expect.poll(() => page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)])).toEqual([[], []]);
});

test('a browser that was closed and opened anew takes up all that was left', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const context = page.context();
  const mine = new Conversation(world, page);
  await expect(mine.message('Give 10 mg')).toBeVisible();
  await cut(context);
  await mine.say('Bed 9 is worse');
  await mine.choose('Give 10 mg', 'Edit');
  await mine.box.fill('Give 5 mg');
  await kept(page);
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('pando.tab'))).not.toBeNull();
  await page.close();
  await mend(context);
  const later = new Conversation(world, await context.newPage());
  await later.visit(id);
  await expect(later.state('Bed 9 is worse', /Sent|Delivered/)).toBeVisible({ timeout: 20_000 });
  // Whoever is there may be writing something else by now.
  await later.page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(later.box).toHaveValue('Give 5 mg');
});
