import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { late, refused } from '../slow';
import { type Person, type World, expect, test } from '../world';

interface Ward {
  asha: Person;
  others: Person[];
  ids: string[];
  inbox: Inbox;
}

/** Somebody with three conversations, in each of which a colleague has said something; the last one spoke last. */
async function ward(world: World): Promise<Ward> {
  const asha = await world.person();
  const others = [await world.person(), await world.person(), await world.person()];
  const ids: string[] = [];
  for (const [at, other] of others.entries()) {
    const id = await world.direct(asha, other);
    await other.api.send(id, `Line ${at}`);
    ids.push(id);
  }
  const inbox = new Inbox(world, await world.browserOf(asha));
  await inbox.visit();
  return { asha, others, ids, inbox };
}

const names = (people: (Person | undefined)[]) => people.map((person) => person?.name ?? '');

test('the unread stand first, the latest on top; the title and the badge count them', async ({ world }) => {
  const { others, ids, inbox } = await ward(world);
  const [one, two, three] = others;
  await expect(inbox.titles()).toHaveText(names([three, two, one]));
  await expect(inbox.page).toHaveTitle(/^\(3\) /);
  await inbox.open(three?.name ?? '');
  await expect(inbox.page).toHaveTitle(/^\(2\) /);
  await one?.api.send(ids[0] ?? '', 'Something new');
  await expect(inbox.row(one?.name ?? '')).toContainText('Something new');
  await expect(inbox.row(one?.name ?? '')).toContainText('2 unread messages');
  await inbox.page.goto('/c');
  await expect(inbox.titles()).toHaveText(names([one, two, three]));
});

test('pinned stays on top, on every device', async ({ world }) => {
  const { asha, others, inbox } = await ward(world);
  const [one, two, three] = others;
  const phone = new Inbox(world, await world.browserOf(await world.device(asha)));
  await phone.visit();
  await inbox.choose(one?.name ?? '', 'Pin to the top');
  for (const side of [inbox, phone]) {
    await expect(side.titles()).toHaveText(names([one, three, two]));
    await expect(side.pane.getByRole('heading', { name: 'Pinned' })).toBeVisible();
  }
  await inbox.page.getByRole('button', { name: 'Undo' }).click();
  for (const side of [inbox, phone]) await expect(side.titles()).toHaveText(names([three, two, one]));
});

test('a muted conversation does not ask for attention', async ({ world }) => {
  const { others, inbox } = await ward(world);
  const [one, two, three] = others;
  await inbox.choose(three?.name ?? '', 'Mute');
  await expect(inbox.row(three?.name ?? '')).toContainText('Muted');
  await expect(inbox.titles()).toHaveText(names([two, one, three]));
  await inbox.choose(three?.name ?? '', 'Unmute');
  await expect(inbox.titles()).toHaveText(names([three, two, one]));
});

test('an archived conversation goes away, comes back by undo, and by itself when something new is said', async ({ world }) => {
  const { others, ids, inbox } = await ward(world);
  const name = others[2]?.name ?? '';
  await inbox.choose(name, 'Archive');
  await expect(inbox.row(name)).toHaveCount(0);
  await inbox.page.getByRole('button', { name: 'Undo' }).click();
  await expect(inbox.row(name)).toBeVisible();
  await inbox.choose(name, 'Archive');
  await expect(inbox.row(name)).toHaveCount(0);
  await inbox.filter('Archived').click();
  await expect(inbox.row(name)).toBeVisible();
  await inbox.filter('All').click();
  await expect(inbox.row(name)).toHaveCount(0);
  await others[2]?.api.send(ids[2] ?? '', 'Back again');
  await expect(inbox.row(name)).toContainText('Back again');
});

test('filters show what they say, and nothing at all in words', async ({ world }) => {
  const { asha, others, inbox } = await ward(world);
  await world.group(asha, 'Ward 7 night team', others);
  await expect(inbox.row('Ward 7 night team')).toBeVisible();
  await inbox.filter('Groups').click();
  await expect(inbox.titles()).toHaveText(['Ward 7 night team']);
  await inbox.filter('Unread').click();
  await expect(inbox.titles()).toHaveCount(3);
  await expect(inbox.filter('Unread')).toHaveAttribute('aria-current', 'true');
  await inbox.page.getByRole('button', { name: 'More', exact: true }).click();
  await inbox.page.getByRole('button', { name: /^Mark all as read/ }).click();
  await expect(inbox.pane).toContainText('You are up to date');
  await inbox.filter('Archived').click();
  await expect(inbox.pane).toContainText('Nothing is archived');
});

test('marked as unread, it stays so until it is opened again, and sends no receipt', async ({ world }) => {
  const { others, inbox } = await ward(world);
  const name = others[0]?.name ?? '';
  await inbox.choose(name, 'Mark as read');
  await expect(inbox.row(name)).not.toContainText('unread');
  await inbox.choose(name, 'Mark as unread');
  await expect(inbox.row(name)).toContainText('Marked as unread');
  await inbox.page.reload();
  await expect(inbox.row(name)).toContainText('Marked as unread');
  await world.live(inbox.page);
  await inbox.open(name);
  await expect(inbox.row(name)).not.toContainText('unread');
});

test('everything marked as read is no receipt, and can be taken back', async ({ world }) => {
  const { others, ids, inbox } = await ward(world);
  await inbox.page.keyboard.press('Shift+Escape');
  await expect(inbox.page.getByText('Everything is marked as read')).toBeVisible();
  await expect(inbox.page).not.toHaveTitle(/^\(/);
  const receipts = async () => {
    const opened = await others[0]?.api.call<{ timeline: { messages: { id: string; notice: unknown }[] } }>('open-conversation', { conversation: ids[0] });
    const message = opened?.timeline.messages.find((line) => !line.notice)?.id;
    return others[0]?.api.receipts(ids[0] ?? '', message ?? '');
  };
  expect((await receipts())?.map((receipt) => receipt.read_at)).toEqual([null]);
  await inbox.page.getByRole('button', { name: 'Undo' }).click();
  await expect(inbox.page).toHaveTitle(/^\(3\) /);
});

test('what is read on one device is read on the other', async ({ world }) => {
  const { asha, others, ids, inbox } = await ward(world);
  const phone = new Conversation(world, await world.browserOf(await world.device(asha)));
  await phone.visit(ids[0] ?? '');
  await expect(inbox.row(others[0]?.name ?? '')).not.toContainText('unread');
  await expect(inbox.page).toHaveTitle(/^\(2\) /);
});

test('a draft is on both devices, and gone from both when it is sent', async ({ world }) => {
  const { asha, others, ids, inbox } = await ward(world);
  const name = others[0]?.name ?? '';
  const phone = new Conversation(world, await world.browserOf(await world.device(asha)));
  await phone.visit(ids[0] ?? '');
  await inbox.open(name);
  const desk = new Conversation(world, inbox.page);
  await desk.box.pressSequentially('Please keep bed 4');
  await expect(phone.box).toHaveValue('Please keep bed 4');
  await inbox.open(others[1]?.name ?? '');
  await expect(desk.box).toHaveValue('');
  await expect(inbox.row(name)).toContainText('Draft: Please keep bed 4');
  await phone.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(inbox.row(name)).toContainText('You: Please keep bed 4');
  await inbox.open(name);
  await expect(desk.box).toHaveValue('');
});

test('a pin that fails is taken back, and nothing else is', async ({ world }) => {
  const { others, ids, inbox } = await ward(world);
  const name = others[0]?.name ?? '';
  const refuse = await refused(inbox.page, 'set-flags');
  await inbox.choose(name, 'Pin to the top');
  await expect(inbox.row(name)).toContainText('Pinned');
  await others[0]?.api.send(ids[0] ?? '', 'Something new');
  await expect(inbox.row(name)).toContainText('Something new');
  refuse();
  await expect(inbox.row(name)).not.toContainText('Pinned');
  await expect(inbox.row(name)).toContainText('Something new');
  await expect(inbox.row(name)).toContainText('2 unread messages');
});

test('a pin of which only the answer is lost stays, as the server has it', async ({ world }) => {
  const { others, inbox } = await ward(world);
  const name = others[0]?.name ?? '';
  await inbox.page.route('**/api/set-flags', async (route) => {
    await route.fetch();
    // The line tells of it first.
    await inbox.page.waitForTimeout(700);
    await route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' });
  });
  const lost = inbox.page.waitForResponse('**/api/set-flags');
  await inbox.choose(name, 'Pin to the top');
  await lost;
  await inbox.page.waitForTimeout(700);
  await expect(inbox.row(name)).toContainText('Pinned');
});

test('marking as read that fails is taken back, and what came meanwhile counts', async ({ world }) => {
  const { others, ids, inbox } = await ward(world);
  const name = others[0]?.name ?? '';
  const refuse = await refused(inbox.page, 'mark-read');
  await inbox.choose(name, 'Mark as read');
  await expect(inbox.row(name)).not.toContainText('unread');
  await others[0]?.api.send(ids[0] ?? '', 'Something new');
  await expect(inbox.row(name)).toContainText('1 unread message');
  refuse();
  await expect(inbox.row(name)).toContainText('2 unread messages');
  await expect(inbox.row(name)).toContainText('Something new');
});

test('a page that was loaded elsewhere has its line: it counts, and Ctrl+K finds', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  for (const [path, title] of [['/settings', 'Settings'], ['/people', 'People'], ['/help', 'Help']] as const) {
    const page = await world.browserOf(asha);
    await page.addInitScript(() => {
      const badge = (count?: number) => Promise.resolve(document.documentElement.setAttribute('data-badge', String(count ?? 0)));
      Object.assign(navigator, { setAppBadge: badge, clearAppBadge: badge });
    });
    await world.visit(page, path);
    await world.live(page);
    await asha.api.call('mark-all-read');
    await expect(page).toHaveTitle(`${title} – Pando`);
    await rhys.api.send(id, 'Please see bed 9');
    await expect(page).toHaveTitle(`(1) ${title} – Pando`);
    await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('1 unread');
    await expect(page.locator('html'), 'the badge of the app').toHaveAttribute('data-badge', '1');
    await page.keyboard.press('Control+k');
    const finder = page.getByRole('dialog', { name: 'Find a person or conversation' });
    await finder.getByRole('combobox').fill(rhys.name);
    await finder.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await expect(new Conversation(world, page).message('Please see bed 9').first()).toBeVisible();
    await page.context().close();
  }
});

test('what a conversation was opened with never takes the place of what came since', async ({ world }) => {
  const { others, ids, inbox } = await ward(world);
  const [one, two] = [others[0]?.name ?? '', others[1]?.name ?? ''];
  const chat = new Conversation(world, inbox.page);
  await inbox.open(one);
  await inbox.open(two);
  await others[0]?.api.send(ids[0] ?? '', 'Newer than what was opened');
  await expect(inbox.row(one)).toContainText('Newer than what was opened');
  await inbox.open(one);
  await expect(inbox.row(one)).toContainText('Newer than what was opened');
  await expect(chat.message('Newer than what was opened')).toHaveCount(1);

  // An answer that was made before something was said, and comes after it.
  const three = others[2]?.name ?? '';
  const { made, go } = await late(inbox.page, 'open-conversation');
  await inbox.link(three).click();
  await made;
  await others[2]?.api.send(ids[2] ?? '', 'Said meanwhile');
  await expect(inbox.row(three)).toContainText('Said meanwhile');
  go();
  await expect(chat.title).toHaveText(three);
  await chat.shows(['Line 2', 'Said meanwhile']);
  await expect(inbox.row(three)).toContainText('Said meanwhile');
});

test('the focus goes with a row that moves, and on to the next where one leaves the list', async ({ world }) => {
  const { others, inbox } = await ward(world);
  const { page } = inbox;
  const link = (at: number) => inbox.link(others[at]?.name ?? '');
  const deed = async (name: string) => {
    await page.keyboard.press('Shift+F10');
    const item = page.getByRole('button', { name, exact: true });
    await item.focus();
    await item.press('Enter');
  };
  await link(0).focus();
  await deed('Pin to the top');
  await expect(inbox.titles().first()).toHaveText(others[0]?.name ?? '');
  await expect(link(0)).toBeFocused();
  await link(2).focus();
  await deed('Archive');
  await expect(link(2)).toHaveCount(0);
  await expect(link(1)).toBeFocused();
  await deed('Mute');
  await expect(inbox.row(others[1]?.name ?? '')).toContainText('Muted');
  await expect(link(1)).toBeFocused();
});

test('how much is unread stands on every screen, however one came there', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  for (const other of [rhys, mei]) await other.api.send(await world.direct(other, asha), 'Bed 4 is ready');
  const page = await world.browserOf(asha);
  for (const address of ['/people', '/settings', '/c']) {
    await world.visit(page, address);
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Messages/ })).toContainText('2');
  }
});

test('what was said to be done and was not is said no longer: its note tells why instead', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  await world.direct(asha, rhys);
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await world.offline(page);
  await inbox.choose(rhys.name, 'Archive');
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes).toContainText(`Not archived: ${rhys.name}. We could not reach Pando.`);
  await expect(notes.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await expect(inbox.row(rhys.name)).toBeVisible();
});
