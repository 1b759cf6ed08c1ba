import type { Page } from '@playwright/test';
import { texts } from '../desk';
import { keepsNothing, kept } from '../locked';
import { Conversation } from '../pages/conversation';
import { held } from '../slow';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

const TEXTS = ['Can somebody see bed 9?', 'News 7 and rising', 'Please call 4521'];

test('what is written without a network waits over a reload, and goes once and in order', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.visit(id);
  await theirs.visit(id);
  await mine.page.evaluate(() => navigator.serviceWorker.ready);

  await world.offline(mine.page);
  for (const text of TEXTS) await mine.say(text);
  for (const text of TEXTS) await expect(mine.state(text, 'Waiting')).toBeVisible();
  const lying = () => mine.page.evaluate(() => JSON.stringify({ ...localStorage }));
  await expect.poll(lying).toContain('pando.unsent');
  expect(await lying()).not.toMatch(/bed 9|News 7|Please call|Waiting/i);

  await mine.page.reload();
  await expect(mine.page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  expect(await mine.page.content()).not.toContain('bed 9');
  await mine.page.context().setOffline(false);

  // The offline page goes by itself, back to where it stood in for.
  await theirs.shows(TEXTS);
  await mine.shows(TEXTS);
  await expect(mine.page).toHaveURL(new RegExp(`/c/${id}$`));
  await expect(mine.log.getByText('Waiting', { exact: true })).toHaveCount(0);
  await expect.poll(lying).not.toContain('pando.unsent');
  await mine.page.reload();
  await mine.shows(TEXTS);
});

/** Two messages that this device keeps, and the page that wrote them gone. */
async function left(mine: Conversation, id: string): Promise<void> {
  const { page } = mine;
  await mine.visit(id);
  await page.route('**/api/send-message', (route) => route.abort('connectionfailed'));
  const lies = () => page.evaluate(() => localStorage.getItem('pando.unsent')?.length ?? 0);
  let before = 0;
  for (const text of TEXTS.slice(0, 2)) {
    await mine.say(text);
    await expect(mine.state(text, 'Waiting')).toBeVisible();
    await expect.poll(lies).toBeGreaterThan(before);
    before = await lies();
  }
  // A place of ours without a program: coming from elsewhere, the first calls of a page are not stopped now and then.
  await page.goto('/favicon.svg');
  await page.unroute('**/api/send-message');
}

/** A browser that never has a service worker, so that every part of the program comes by the network. */
async function workerless(page: Page): Promise<void> {
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => {
      (window as { pandoAwake?: boolean }).pandoAwake = true;
      return Promise.reject(new TypeError('no workers here'));
    };
  });
}

test('what is written after a reload waits behind what cannot be read yet, which is said, and goes after it', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await theirs.visit(id);
  await left(mine, id);
  const go = await held(mine.page, 'queue-key');
  await mine.visit(id);
  await mine.say(TEXTS[2] ?? '');
  await expect(mine.state(TEXTS[2] ?? '', 'Waiting')).toBeVisible();
  await expect(mine.page.getByRole('status').filter({ hasText: 'Something you wrote here is not sent yet.' })).toBeVisible();
  await expect(new Inbox(world, mine.page).row(rhys.name)).toContainText('1 not sent yet');
  expect(await texts(rhys, id)).toEqual([]);
  go();
  for (const side of [theirs, mine]) await side.shows(TEXTS);
  await expect(mine.page.getByText('Something you wrote here is not sent yet.')).toHaveCount(0);
  await keepsNothing(mine.page);
});

test('before the program lives nothing is posted past what waits here: the program sends it, after that', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await workerless(mine.page);
  await theirs.visit(id);
  await left(mine, id);
  let go = (): void => undefined;
  const told = new Promise<void>((done) => (go = done));
  await mine.page.route(/\/pkg\/[^/]+\.wasm$/, async (route) => {
    await told;
    await route.continue();
  });
  await mine.page.goto(`/c/${id}`, { waitUntil: 'commit' });
  await mine.box.fill(TEXTS[2] ?? '');
  await mine.box.press('Enter');
  await mine.page.waitForTimeout(500);
  await expect(mine.box).toHaveValue(TEXTS[2] ?? '');
  expect(await texts(rhys, id)).toEqual([]);
  go();
  for (const side of [theirs, mine]) await side.shows(TEXTS);
  await expect(mine.box).toHaveValue('');
});

test('when the line is back after Try now the keys have a place: the box, or the list where none is open', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const mine = new Conversation(world, await world.browserOf(asha));
  const { page } = mine;
  for (const [path, place] of [[`/c/${id}`, mine.box], ['/c', page.locator('#inbox')]] as const) {
    await world.visit(page, path);
    await world.live(page);
    await world.offline(page);
    await page.getByRole('button', { name: 'Try now' }).focus();
    await page.keyboard.press('Enter');
    await page.context().setOffline(false);
    await expect(page.getByText('No connection.')).toBeHidden();
    await expect(place).toBeFocused();
  }
});

test('people hear of a lost network, go on writing, and hear when it is back', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.visit(id);
  await theirs.visit(id);
  await world.offline(mine.page);
  await expect(mine.page.getByText('No connection.')).toBeVisible();
  await mine.say('Written in the lift');
  await expect(mine.page.locator('#announcer')).toHaveText('Waiting to be sent');
  await rhys.api.send(id, 'Said meanwhile');
  await mine.page.context().setOffline(false);
  await expect(mine.page.getByText('No connection.')).toBeHidden();
  await mine.shows(['Said meanwhile', 'Written in the lift']);
  await theirs.shows(['Said meanwhile', 'Written in the lift']);
});

test('a message the server refuses comes back into the box with the reason', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(await world.direct(asha, rhys));
  const long = 'a'.repeat(4001);
  await mine.say(long);
  await expect(mine.page.getByRole('alert').filter({ hasText: 'Shorten the message by 1 characters' })).toBeVisible();
  await expect(mine.box).toHaveValue(long);
  await expect(mine.page.getByText('1 characters too many: 4001 of 4000')).toBeVisible();
});

test('a message to a group one was taken out of fails visibly, and can be deleted', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7 night team', [rhys]);
  const theirs = new Conversation(world, await world.browserOf(rhys));
  await theirs.visit(id);
  await world.offline(theirs.page);
  await theirs.say('Am I still in this?');
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  await theirs.page.context().setOffline(false);
  const lost = theirs.page.getByRole('alert').filter({ hasText: 'Not sent: you are no longer in Ward 7 night team.' });
  await expect(lost).toContainText('Am I still in this?');
  // The box has gone, and the keys have a place: this, or where one was led if that was faster.
  await expect(lost.or(theirs.page.locator('#nothing-open')).and(theirs.page.locator(':focus'))).toHaveCount(1);
  await expect(theirs.page).toHaveURL(/\/c$/);
  // Whoever is added again did not ask for it to go now: it is shown where it was written, and goes when they say so.
  await asha.api.call('add-people', { conversation: id, people: [rhys.id] });
  await theirs.visit(id);
  await expect(lost).toHaveCount(0);
  await expect(theirs.message('Am I still in this?')).toContainText('Not sent. You were not in this conversation at the time.');
  await theirs.page.reload();
  await world.live(theirs.page);
  await expect(theirs.message('Am I still in this?')).toContainText('Not sent.');
  const held = async () => (await asha.api.call<{ timeline: { messages: { body: string }[] } }>('open-conversation', { conversation: id })).timeline.messages.map((one) => one.body);
  expect(await held()).not.toContain('Am I still in this?');
  await theirs.page.getByRole('button', { name: 'Retry' }).click();
  await expect.poll(held).toContain('Am I still in this?');
});

test('what waits has a menu: its words are copied, or come back into the box with what they answer', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'How much morphine?');
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  await mine.choose('How much morphine?', 'Reply');
  await world.offline(mine.page);
  await mine.say('50 mg');
  await mine.box.fill('Call me');
  await expect(mine.message('50 mg').getByRole('button', { name: 'Waiting' })).toHaveCount(0);
  await mine.choose('50 mg', 'Take back into the box');
  await expect(mine.box).toHaveValue('50 mg\nCall me');
  await expect(mine.page.locator('.menu:popover-open')).toHaveCount(0);
  await expect(mine.page.getByText(`Reply to ${rhys.name}`)).toBeVisible();
  await expect(mine.box).toBeFocused();
  await mine.shows(['How much morphine?']);
  await mine.page.context().setOffline(false);
  await mine.box.fill('5 mg');
  await mine.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(mine.state('5 mg', /Sent|Delivered/)).toBeVisible();
  await mine.shows(['How much morphine?', '5 mg']);
});

test('what was taken back and arrives all the same is deleted, and its words stay in the box', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  const go = await held(mine.page, 'send-message');
  await mine.say('Give 50 mg');
  await mine.choose('Give 50 mg', 'Take back into the box');
  await expect(mine.box).toHaveValue('Give 50 mg');
  go();
  const there = async () => {
    const { messages } = await rhys.api.call<{ messages: { body: string; deleted_at: number | null }[] }>('list-messages', { conversation: id });
    return messages.map(({ body, deleted_at }) => (deleted_at === null ? body : 'deleted'));
  };
  await expect.poll(there).toEqual(['deleted']);
  await expect(mine.page.getByText('What you took back had arrived all the same.')).toBeVisible();
  await expect(mine.box).toHaveValue('Give 50 mg');
  // With what arrived went the draft that the server held; it holds it again.
  await expect.poll(async () => (await asha.api.call<{ draft: string }>('find-row', { conversation: id })).draft).toBe('Give 50 mg');
  await mine.box.fill('Give 5 mg');
  await mine.box.press('Enter');
  await expect(mine.state('Give 5 mg', /Sent|Delivered|Read/)).toBeVisible();
  await expect.poll(there).toEqual(['deleted', 'Give 5 mg']);
});

test('what comes back into the box as it was kept is a draft in the list again', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  const row = new Inbox(world, mine.page).row(rhys.name);
  await mine.box.pressSequentially('50 mg');
  await expect(row).toContainText('Draft: 50 mg');
  await world.offline(mine.page);
  await mine.box.press('Enter');
  await expect(row).not.toContainText('Draft: 50 mg');
  await mine.choose('50 mg', 'Take back into the box');
  await expect(mine.box).toHaveValue('50 mg');
  await expect(row).toContainText('Draft: 50 mg');
});

test('the menu of what waits is as it was opened, whatever comes of the message meanwhile', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  const go = await held(mine.page, 'send-message');
  await mine.say('50 mg');
  await mine.message('50 mg').hover();
  await mine.message('50 mg').getByRole('button', { name: 'More about this message' }).click();
  const back = mine.page.locator('#msg-menu').getByRole('button', { name: 'Take back into the box' });
  await expect(back).toBeVisible();
  go();
  await expect(mine.state('50 mg', /Sent|Delivered/)).toBeVisible();
  await expect(back).toBeVisible();
  await back.click();
  await expect(mine.page.getByText('It has been sent already')).toBeVisible();
  await expect(mine.page.locator('.menu:popover-open')).toHaveCount(0);
  await expect(mine.box).toHaveValue('');
});

test('what waits on the phone takes nothing along that stands in the box at the desk', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const phone = new Conversation(world, await world.browserOf(await world.device(asha)));
  const desk = new Conversation(world, await world.browserOf(asha));
  await phone.visit(id);
  await desk.visit(id);
  const go = await held(phone.page, 'send-message');
  await phone.say('On my way');
  const draft = async () => (await asha.api.call<{ draft: string }>('find-row', { conversation: id })).draft;
  await desk.box.pressSequentially('Mrs Jones is for theatre at');
  await expect.poll(draft).toBe('Mrs Jones is for theatre at');
  await expect(phone.box).toHaveValue('Mrs Jones is for theatre at');
  // Not for a moment, either: whoever presses Enter then would send nothing, and a reload would find nothing.
  const seen = await desk.box.evaluateHandle((area: HTMLTextAreaElement) => {
    const seen: string[] = [];
    setInterval(() => seen.includes(area.value) || seen.push(area.value), 5);
    return seen;
  });
  go();
  await expect(desk.message('On my way')).toBeVisible();
  await expect(phone.state('On my way', /Sent|Delivered/)).toBeVisible();
  // Longer than a save takes.
  await desk.page.waitForTimeout(1500);
  for (const side of [desk, phone]) await expect(side.box).toHaveValue('Mrs Jones is for theatre at');
  expect(await seen.jsonValue()).toEqual(['Mrs Jones is for theatre at']);
  expect(await draft()).toBe('Mrs Jones is for theatre at');
  // What was changed in the middle before it was sent leaves nothing behind.
  await desk.box.fill('Mr Jones is for theatre at two');
  await desk.box.press('Enter');
  await expect(desk.message('Mr Jones is for theatre at two')).toBeVisible();
  await expect.poll(draft).toBe('');
  for (const side of [desk, phone]) await expect(side.box).toHaveValue('');
});

test('what waits in a tab that is closed goes by the other one, and what was being written comes to it', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const page = await world.browserOf(asha);
  const mine = new Conversation(world, page);
  await mine.visit(id);
  await mine.say('5 mg, not 10');
  await expect(mine.state('5 mg, not 10', /Sent|Delivered/)).toBeVisible();
  const other = new Conversation(world, await page.context().newPage());
  await other.visit(id);
  await world.offline(page);
  await mine.say('Bed 9 is worse');
  await mine.choose('5 mg, not 10', 'Edit');
  await mine.box.fill('5 mg, not 100');
  await kept(page);
  // A tab that lives keeps its own.
  await expect(other.message('Bed 9 is worse')).toHaveCount(0);
  await page.close();
  await expect(other.state('Bed 9 is worse', 'Waiting')).toBeVisible({ timeout: 20_000 });
  await other.page.getByRole('button', { name: 'Go on with it' }).click();
  await expect(other.box).toHaveValue('5 mg, not 100');
  await other.page.context().setOffline(false);
  await expect(other.state('Bed 9 is worse', /Sent|Delivered/)).toBeVisible({ timeout: 20_000 });
  await other.page.getByRole('button', { name: 'Save the change' }).click();
  await other.shows(['5 mg, not 100', 'Bed 9 is worse']);
  await keepsNothing(other.page);
});

test('a proxy that answers for the server with a page of its own refuses nothing', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const chat = new Conversation(world, await world.browserOf(asha));
  await chat.visit(id);
  let times = 0;
  await chat.page.route('**/api/send-message', (route) =>
    ++times > 2 ? route.continue() : route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' }),
  );
  await chat.say('Bed 4 is ready');
  await expect(chat.state('Bed 4 is ready', /^(Sent|Delivered|Read)$/)).toBeVisible();
  await expect(chat.box).toHaveValue('');
});

test('what was written long before it arrived says both times', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.page.clock.install();
  await mine.visit(id);
  await theirs.visit(id);
  await world.offline(mine.page);
  // Three minutes on the stairs: long for a message, not long enough for the lock.
  await mine.page.clock.setSystemTime(Date.now() - 3 * 60_000);
  await mine.say('Written on the stairs');
  await expect(mine.state('Written on the stairs', /^(Waiting|Not sent yet.*)$/)).toBeVisible();
  await mine.page.clock.setSystemTime(Date.now());
  await mine.page.context().setOffline(false);
  for (const side of [mine, theirs]) {
    const line = side.message('Written on the stairs');
    await expect(line.locator('.message__meta')).toContainText(/Written \d\d:\d\d, arrived\s*\d\d:\d\d/, { timeout: 40_000 });
    const [written = '', arrived = ''] = (await line.locator('.message__meta').innerText()).match(/\d\d:\d\d/g) ?? [];
    expect(written).not.toBe(arrived);
    await expect(line).toHaveAccessibleName(new RegExp(`${written}.*${arrived}`));
  }
});

test('a conversation that could not be fetched comes by itself when the line is back', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'Bed 4 is ready');
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await world.live(page);
  await world.offline(page);
  await inbox.link(rhys.name).click();
  const main = page.getByRole('main');
  await expect(main.getByText('We could not reach Pando.')).toBeVisible();
  await expect(main.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.context().setOffline(false);
  await new Conversation(world, page).shows(['Bed 4 is ready']);
});

test('what cannot be done without a line says that there is none, and names no reference', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  await world.direct(asha, rhys);
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await world.live(page);
  await world.offline(page);
  await inbox.choose(rhys.name, 'Mute');
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes).toContainText('We could not reach Pando. Check your connection, then try again.');
  await expect(notes).not.toContainText(/support|NETWORK/);
});

test('a network that passes nothing says so: the bars soon, the screen a while after', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'Bed 4 is ready');
  const page = await world.browserOf(asha);
  await world.visit(page, '/c');
  await world.live(page);
  let swallowed = 0;
  await page.route('**/api/open-conversation', () => void (swallowed += 1));
  await page.getByRole('link', { name: rhys.name }).click();
  await expect(page.getByText('This takes longer than usual.')).toBeVisible({ timeout: 8000 });
  await expect(page.getByText('We could not reach Pando.')).toBeVisible({ timeout: 15_000 });
  expect(swallowed).toBe(1);
  await page.unroute('**/api/open-conversation');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Bed 4 is ready').last()).toBeVisible();
});
