import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

// On a slow phone a page stands for seconds before its program does: what is pressed then is not lost.

/** A page whose program is held back is never loaded to its end. */
const ASLEEP = { waitUntil: 'commit' } as const;

/** A browser of somebody's whose program is held back until told. */
async function held(world: World, person: Person): Promise<{ page: Page; go: () => Promise<void> }> {
  const page = await world.browserOf(person);
  let open = (): void => undefined;
  const told = new Promise<void>((done) => (open = done));
  await page.route(/\.wasm$/, async (route) => {
    await told;
    // Whoever asked may be gone.
    await route.continue().catch(() => undefined);
  });
  const go = async (): Promise<void> => {
    open();
    await world.awake(page);
    await world.live(page);
  };
  return { page, go };
}

async function ward(world: World) {
  const [asha, rhys] = [await world.person(), await world.person()];
  const group = await world.group(asha, 'Ward 7', [rhys]);
  const { id } = await rhys.api.send(group, 'Bed 4 is ready');
  const { page, go } = await held(world, asha);
  return { asha, rhys, group, id, page, go, chat: new Conversation(world, page), inbox: new Inbox(world, page) };
}

test('Reply pressed before the page lives answers, and what was typed stays', async ({ world }) => {
  const { rhys, group, page, go, chat } = await ward(world);
  await page.goto(`/c/${group}`, ASLEEP);
  await chat.box.fill('At once');
  const line = chat.message('Bed 4 is ready');
  await line.hover();
  await line.getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(page.getByText(`Reply to ${rhys.name}`)).toBeVisible();
  await expect(chat.box).toHaveValue('At once');
  await go();
  await expect(page.getByText(`Reply to ${rhys.name}`)).toBeVisible();
  await chat.say('At once');
  await expect(chat.message('At once').locator('.message__quote')).toContainText('Bed 4 is ready');
});

test('Enter before the page lives sends, as the hint under the box says', async ({ world }) => {
  const { group, page, go, chat } = await ward(world);
  await page.goto(`/c/${group}`, ASLEEP);
  await chat.box.fill('At once');
  await chat.box.press('Enter');
  await expect(chat.message('At once')).toBeVisible();
  await expect(chat.box).toHaveValue('');
  await go();
  await chat.shows(['Bed 4 is ready', 'At once']);
});

test('what was sent before the page lived is no draft, however long the answer takes', async ({ world }) => {
  const { asha, group, page, go, chat } = await ward(world);
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/api/send-message', async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    await held;
    await route.fulfill({ response });
  });
  await page.goto(`/c/${group}`, ASLEEP);
  await chat.box.fill('At once');
  const part = page.waitForResponse(/split_conversation.*wasm/);
  await chat.box.press('Enter', { noWaitAfter: true });
  const lives = go();
  await (await part).finished();
  // So long it would take to come alive.
  await page.waitForTimeout(1500);
  answer();
  await expect(chat.message('At once')).toBeVisible();
  await lives;
  await expect(chat.box).toHaveValue('');
  await chat.shows(['Bed 4 is ready', 'At once']);
  const { rows } = await asha.api.call<{ rows: { draft: string }[] }>('list-inbox', { filter: '' });
  expect(rows.map((row) => row.draft)).toEqual(['']);
});

test('More about a message pressed before the page lives shows it beside the others, and works when it does', async ({ world }) => {
  const { group, id, page, go, chat } = await ward(world);
  await page.goto(`/c/${group}`, ASLEEP);
  const line = chat.message('Bed 4 is ready');
  await line.hover();
  await line.getByRole('button', { name: 'More about this message' }).click();
  await expect(page).toHaveURL(new RegExp(`info=${id}`));
  const aside = page.getByRole('complementary', { name: 'About this message' });
  await expect(aside.getByRole('heading', { name: 'Who has read it' })).toBeVisible();
  await go();
  await aside.getByRole('button', { name: 'Reply' }).click();
  await expect(chat.box).toBeFocused();
  await aside.getByRole('link', { name: 'Close details' }).click();
  await expect(aside).toHaveCount(0);
  // From now on it is a menu.
  await chat.choose('Bed 4 is ready', 'Who has read it');
  await expect(page.getByRole('dialog', { name: 'Who has read it' })).toBeVisible();
});

test('the menu of a row pressed before the page lives leads to its details, and is a menu afterwards', async ({ world }) => {
  const { page, go, inbox } = await ward(world);
  await page.goto('/c', ASLEEP);
  await inbox.row('Ward 7').hover();
  await inbox.row('Ward 7').getByRole('button', { name: 'More for Ward 7' }).click();
  await page.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Muted', exact: true })).toBeVisible();
  await go();
  await expect(page.getByRole('button', { name: 'Muted', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await inbox.choose('Ward 7', 'Unmute');
  await expect(page.getByRole('button', { name: 'Mute', exact: true }).first()).toHaveAttribute('aria-pressed', 'false');
});

test('Mark all as read pressed before the page lives is done, and said', async ({ world }) => {
  const { asha, page, go, inbox } = await ward(world);
  await page.goto('/c', ASLEEP);
  await expect(inbox.row('Ward 7')).toContainText('1 unread message');
  await inbox.pane.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('button', { name: /^Mark all as read/ }).click();
  await expect(page.getByText('Everything is marked as read')).toBeVisible();
  await go();
  await expect(inbox.row('Ward 7')).not.toContainText('unread');
  await expect(page.locator('.toasts').getByText('Everything is marked as read')).toHaveCount(1);
  const inboxNow = await asha.api.call<{ rows: { unread: number }[] }>('list-inbox', { filter: '' });
  expect(inboxNow.rows.map((row) => row.unread)).toEqual([0]);
});

test('a member’s menu, adding and leaving pressed before the page lives are asked in the page', async ({ world }) => {
  const { rhys, group, page, go } = await ward(world);
  await page.goto(`/c/${group}?info=1`, ASLEEP);
  await page.getByRole('button', { name: `Change ${rhys.name}` }).click();
  await page.getByRole('button', { name: 'Make an admin' }).click();
  const aside = page.getByRole('complementary');
  await expect(aside.getByText('Admin', { exact: true })).toBeVisible();
  await aside.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(aside.getByRole('searchbox')).toBeVisible();
  await page.goto(`/c/${group}?info=1`, ASLEEP);
  await aside.getByRole('button', { name: 'Leave group' }).click();
  await expect(aside.getByText('You will no longer see what is said in it')).toBeVisible();
  await go();
  await aside.getByRole('link', { name: 'Stay' }).click();
  // The program asks over the page.
  await aside.getByRole('button', { name: 'Leave group' }).click();
  await expect(page.getByRole('dialog', { name: 'Leave this group?' })).toBeVisible();
});

test('who has read a message, pressed before the page lives, is shown', async ({ world }) => {
  const { asha, group, page, chat } = await ward(world);
  const { id } = await asha.api.send(group, 'Thank you');
  await page.goto(`/c/${group}`, ASLEEP);
  await chat.message('Thank you').locator('.message__state').click();
  await expect(page).toHaveURL(new RegExp(`info=${id}`));
  await expect(page.getByText('Read by 0 of 1').first()).toBeVisible();
});
