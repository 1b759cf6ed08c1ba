import { SECRET, atWork, cut, holdsNothing, mend, unlock } from '../locked';
import { Conversation } from '../pages/conversation';
import { PIN, type Person, type World, expect, test } from '../world';

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
    'search-conversations': { text: 'a' },
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

/** A page at work that the offline page can stand in for. */
async function outOfReach(world: World): Promise<{ asha: Person; rhys: Person; page: Page }> {
  const { asha, rhys, id, page } = await atWork(world);
  // Locking takes the place of the page it locks: going back has to lead to one before it.
  await new Conversation(world, page).visit(id, '?info=1');
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
  // Whether the server has heard is not asked yet: what the browser cuts lets a first call through now and then.
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

test('a space in the PIN box is no digit', async ({ world }) => {
  const { page } = await atWork(world);
  await page.getByRole('button', { name: 'Lock' }).click();
  await expect(page).toHaveURL(/\/unlock/);
  await world.awake(page);
  const pin = page.getByLabel('PIN', { exact: true });
  await pin.focus();
  await page.keyboard.type(` ${PIN.slice(0, 2)} ${PIN.slice(2, 3)} `);
  await expect(pin).toHaveValue(PIN.slice(0, 3));
  await page.keyboard.type(PIN.slice(3));
  await expect(page.getByText(SECRET).first()).toBeVisible();
});
