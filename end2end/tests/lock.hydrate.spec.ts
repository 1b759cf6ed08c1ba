import type { BrowserContext, Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Door } from '../pages/door';
import { PIN, type Person, type World, expect, test } from '../world';

/** Words that only a conversation has. */
const SECRET = 'Potassium 6.1, bed 12';

/** Somebody with a conversation on screen. */
async function atWork(world: World): Promise<{ asha: Person; rhys: Person; id: string; page: Page }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, SECRET);
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.shows([SECRET]);
  return { asha, rhys, id, page };
}

/** The last digit sends it, once the page lives. */
async function unlock(page: Page, pin = PIN): Promise<void> {
  await page.waitForFunction(() => 'pandoAwake' in window);
  await page.getByLabel('PIN', { exact: true }).fill(pin);
}

/** Nothing of a conversation is in the page: no words, no names, no titles. */
async function holdsNothing(page: Page, ...words: string[]): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Pando is locked' })).toBeVisible();
  const html = await page.content();
  for (const word of [SECRET, ...words]) expect(html).not.toContain(word);
}

test('locked by hand: nothing is left on screen, no call answers, and the PIN leads back', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  // Locking takes the place of the page it locks: going back has to lead to one before it.
  await new Conversation(world, page).visit(id, '?info=1');
  await page.getByRole('button', { name: 'Lock' }).click();
  await expect(page).toHaveURL(/\/unlock/);
  await holdsNothing(page, rhys.name);
  for (const [name, fields] of Object.entries({
    'who-am-i': {},
    'list-inbox': { filter: '' },
    'open-conversation': { conversation: id },
    'send-message': { conversation: id, body: 'x' },
    'search-people': { text: 'a' },
    'queue-key': {},
  })) {
    expect((await asha.api.ask(name, fields)).status, name).toBe(423);
  }
  await page.goBack();
  await expect(page).toHaveURL(/\/unlock/);
  await holdsNothing(page, rhys.name);
  await unlock(page);
  await expect(page.getByText(SECRET).first()).toBeVisible();
});

test('the fifth wrong PIN has to wait, the right one too, and all tabs count together', async ({ world }) => {
  const { asha, page } = await atWork(world);
  await page.getByRole('button', { name: 'Lock' }).click();
  await expect(page).toHaveURL(/\/unlock/);
  for (const left of [9, 8, 7]) {
    await unlock(page, '9753');
    await expect(page.getByText(new RegExp(`\\b${left} tr(y|ies)`)).first()).toBeVisible();
  }
  // A fourth in another tab, a fifth without any.
  const other = await page.context().newPage();
  await world.visit(other, '/unlock');
  await expect(other.getByText('7 tries left')).toBeVisible();
  await unlock(other, '9753');
  await expect(other.getByText(/\b6 tr(y|ies)/).first()).toBeVisible();
  expect((await asha.api.ask('unlock', { pin: '9753' })).status).toBeGreaterThanOrEqual(400);
  const early = await asha.api.ask('unlock', { pin: PIN });
  expect(early.status).toBe(429);
  expect(early.text).toContain('Too many wrong PINs');
  await page.reload();
  await expect(page.getByRole('timer')).toHaveText(/^0:1\d$/);
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeDisabled();
  await expect(page.getByText('5 tries left')).toBeVisible();
  // The wait is over after fifteen seconds: then the right one opens.
  await expect(page.getByRole('timer')).toHaveText('', { timeout: 20_000 });
  await unlock(page);
  await expect(page).toHaveURL(/\/c/);
});

test('an idle page warns first, stays open for whoever answers, and locks for whoever does not', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, SECRET);
  const page = await world.browserOf(asha);
  await page.clock.install();
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.shows([SECRET]);
  const warning = page.getByRole('alertdialog', { name: 'Pando is about to lock' });
  await page.clock.fastForward('04:42');
  await expect(warning).toBeVisible();
  await expect(warning).toContainText(/0:(1\d|20)/);
  await expect(page.getByRole('button', { name: 'Stay unlocked' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(warning).toBeHidden();
  await expect(chat.message(SECRET)).toBeVisible();

  await page.clock.fastForward('04:42');
  await expect(warning).toBeVisible();
  await page.clock.fastForward(25_000);
  await expect(page).toHaveURL(/\/unlock\?next=/);
  await holdsNothing(page, rhys.name);
  expect((await asha.api.ask('who-am-i')).status).toBe(423);
});

test('what happens in one tab keeps the others open; what locks one locks all', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  const other = await page.context().newPage();
  await new Conversation(world, other).visit(id);
  await page.getByRole('button', { name: 'Lock' }).click();
  await expect(other).toHaveURL(/\/unlock/, { timeout: 2000 });
  await holdsNothing(other, rhys.name);
  await unlock(page);
  await expect(page.getByText(SECRET).first()).toBeVisible();
  await expect(other.getByText(SECRET).first()).toBeVisible();
  // Locked from elsewhere, without any tab's doing: the sockets tell.
  await asha.api.call('lock');
  for (const tab of [page, other]) await expect(tab).toHaveURL(/\/unlock/);
});

test('a page nobody can see is covered, and uncovered when it is seen again', async ({ world }) => {
  const { page } = await atWork(world);
  const hide = (hidden: boolean) =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (now ? 'hidden' : 'visible') });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, hidden);
  const covered = () =>
    page.evaluate(() => {
      const corners = [[5, 5], [innerWidth / 2, innerHeight / 2], [innerWidth - 5, innerHeight - 5]] as const;
      return corners.every(([x, y]) => document.elementFromPoint(x, y)?.closest('#cover'));
    });
  expect(await covered()).toBe(false);
  await hide(true);
  await expect.poll(covered).toBe(true);
  await hide(false);
  await expect.poll(covered).toBe(false);
  await expect(page.getByText(SECRET).first()).toBeVisible();
});

test('removing the cover or the dialog by hand opens nothing', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.call('lock');
  await expect(page).toHaveURL(/\/unlock/);
  await world.awake(page);
  const tried = await page.evaluate(async (conversation) => {
    document.querySelectorAll('dialog, #cover, main').forEach((part) => part.remove());
    const answer = await fetch('/api/open-conversation', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ conversation }),
    });
    const socket = new WebSocket(`ws://${location.host}/live`);
    const opened = await new Promise((done) => {
      socket.onopen = () => done(true);
      socket.onerror = () => done(false);
    });
    return { status: answer.status, text: await answer.text(), opened };
  }, id);
  expect(tried.status).toBe(423);
  expect(tried.text).not.toContain(SECRET);
  expect(tried.opened).toBe(false);
});

test('a lost PIN is no dead end: signing out leads to a code by email', async ({ world }) => {
  const { asha, page } = await atWork(world);
  await page.getByRole('button', { name: 'Lock' }).click();
  await page.getByRole('button', { name: /Forgotten your PIN/ }).click();
  await expect(page).toHaveURL(/[^#]\/sign-in$/);
  await world.awake(page);
  expect((await asha.api.ask('unlock', { pin: PIN })).status).toBe(401);
});

const UNHEARD = /\/api\/(lock|sign-out)/;

/** The line is gone. What the first call of a page that is just being made could still slip through is stopped as well. */
async function cut(context: BrowserContext): Promise<void> {
  await context.route(UNHEARD, (route) => route.abort('internetdisconnected'));
  await context.setOffline(true);
}

/** The line is there again. */
async function mend(context: BrowserContext): Promise<void> {
  await context.unroute(UNHEARD);
  await context.setOffline(false);
}

/** A page at work that the offline page can stand in for. */
async function outOfReach(world: World): Promise<{ asha: Person; rhys: Person; page: Page }> {
  const { asha, rhys, id, page } = await atWork(world);
  // Locking takes the place of the page it locks: going back has to lead to one before it.
  await new Conversation(world, page).visit(id, '?info=1');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await cut(page.context());
  return { asha, rhys, page };
}

test('without a network the lock is there at once, stays on the way back, and the server hears of it with the line', async ({ world }) => {
  const { asha, rhys, page } = await outOfReach(world);
  await page.getByRole('button', { name: 'Lock' }).click();
  await holdsNothing(page, rhys.name);
  await expect(page).toHaveTitle('Pando is locked – Pando');
  await page.goBack();
  await holdsNothing(page, rhys.name);
  expect((await asha.api.ask('who-am-i')).status).toBe(200);
  await mend(page.context());
  await expect(page).toHaveURL(/\/unlock\?next=/);
  await holdsNothing(page, rhys.name);
  expect((await asha.api.ask('who-am-i')).status).toBe(423);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await unlock(page);
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
});

test('a tab that was closed after a lock without a network: the next page locks before it shows anything', async ({ world }) => {
  const { asha, rhys, page } = await outOfReach(world);
  await page.getByRole('button', { name: 'Lock' }).click();
  await holdsNothing(page, rhys.name);
  const context = page.context();
  const other = await context.newPage();
  await page.close();
  await mend(context);
  await other.goto('/c').catch(() => undefined);
  await expect(other).toHaveURL(/\/unlock\?next=/);
  await holdsNothing(other, rhys.name);
  expect((await asha.api.ask('who-am-i')).status).toBe(423);
});

test('signing out without a network leaves nothing on screen, says so, and is told to the server with the line', async ({ world }) => {
  const { asha, rhys, page } = await outOfReach(world);
  await mend(page.context());
  await world.visit(page, '/settings');
  await cut(page.context());
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pando is closed on this device' })).toBeVisible();
  await expect(page.getByText('has not heard yet that you signed out')).toBeVisible();
  const html = await page.content();
  for (const word of [SECRET, rhys.name, asha.name]) expect(html).not.toContain(word);
  await mend(page.context());
  await expect(page).toHaveURL(/[^#]\/sign-in$/);
  await world.awake(page);
  expect((await asha.api.ask('who-am-i')).status).toBe(401);
  expect(await page.context().cookies()).toEqual([]);
});

test('what locks or signs out one tab empties the others at once, with the line dead or hanging', async ({ world }) => {
  const { asha, rhys, page } = await outOfReach(world);
  const context = page.context();
  await mend(context);
  const other = await context.newPage();
  await new Conversation(world, other).visit(await world.direct(asha, rhys));
  await expect(other.getByText(SECRET).first()).toBeVisible();
  await world.visit(page, '/settings');
  await cut(context);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  for (const tab of [page, other]) {
    await expect(tab.getByRole('heading', { level: 1, name: 'Pando is closed on this device' })).toBeVisible();
    expect(await tab.content()).not.toContain(SECRET);
  }
  await mend(context);
  for (const tab of [page, other]) {
    await expect(tab).toHaveURL(/[^#]\/sign-in$/);
    await world.awake(tab);
  }
  expect((await asha.api.ask('who-am-i')).status).toBe(401);
});

test('signing out outlasts a refusal', async ({ world }) => {
  const { asha, page } = await atWork(world);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await world.visit(page, '/settings');
  let refusals = 0;
  await page.route('**/api/sign-out', (route) => {
    refusals += 1;
    return refusals > 2 ? route.continue() : route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503</h1>' });
  });
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pando is closed on this device' })).toBeVisible();
  await expect(page).toHaveURL(/[^#]\/sign-in$/, { timeout: 20_000 });
  await world.awake(page);
  expect(refusals).toBe(3);
  expect((await asha.api.ask('who-am-i')).status).toBe(401);
});

test('what was being written without a line is there again after a lock', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  await new Conversation(world, page).visit(id);
  await page.evaluate(() => navigator.serviceWorker.ready);
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
  await expect(lost).toContainText('Bed 4 needs a review', { timeout: 20_000 });
  // It is there on the next page too, and in its place again for whoever is added again.
  await page.reload();
  await expect(page.getByRole('alert').filter({ hasText: 'Bed 4 needs a review' })).toBeVisible({ timeout: 20_000 });
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
  await expect(page).toHaveURL(/\/unlock/);
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
  await expect(page).toHaveURL(/\/unlock/);
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
  await expect.poll(() => page.evaluate(() => localStorage.getItem('pando.unsent'))).not.toBeNull();
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
  await expect.poll(() => page.evaluate(() => localStorage.getItem('pando.unsent'))).toBeNull();
});

test('signing out asks first where words would go with it, and says on the next day what went', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Give 10 mg');
  const chat = new Conversation(world, page);
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await page.getByRole('link', { name: 'Settings' }).first().click();
  const out = page.getByRole('button', { name: 'Sign out', exact: true });
  await out.click();
  await expect(page.getByRole('alert').filter({ hasText: 'What you were writing is not saved yet. Signing out loses it.' })).toBeVisible();
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
  await world.visit(page, `/c/${id}`);
  const told = page.getByRole('alert').filter({ hasText: 'Something written on this device before it was signed out was not sent.' });
  await told.getByRole('button', { name: 'OK' }).click();
  await expect(told).toHaveCount(0);
  await page.reload();
  await world.live(page);
  await expect(told).toHaveCount(0);
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

test('a locked page says that something waits for the PIN, and does not give it up at one press', async ({ world }) => {
  const { page } = await atWork(world);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await cut(page.context());
  await new Conversation(world, page).say('Potassium binder given');
  await expect.poll(() => page.evaluate(() => localStorage.getItem('pando.unsent'))).not.toBeNull();
  await page.getByRole('button', { name: 'Lock' }).click();
  await mend(page.context());
  await expect(page).toHaveURL(/\/unlock/);
  await world.awake(page);
  await expect(page.getByText('Something you wrote here is not sent yet. It is kept until you unlock.')).toBeVisible();
  await page.getByRole('button', { name: /Forgotten your PIN/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'is lost if you sign out' })).toBeVisible();
  await unlock(page);
  await expect(new Conversation(world, page).state('Potassium binder given', /Sent|Delivered/)).toBeVisible({ timeout: 20_000 });
});
