import type { Locator, Page } from '@playwright/test';
import { texts } from '../desk';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { held } from '../slow';
import { type World, expect, test } from '../world';

// Ctrl+K again, before the Enter of the search before has led anywhere.

/** Ctrl+K on a page without a conversation. */
async function open(world: World, page: Page): Promise<void> {
  await world.visit(page, '/c');
  await world.live(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
}

/** Ctrl+K, and somebody’s whole name: the box, with nobody else in the list. */
async function look(page: Page, name: string): Promise<Locator> {
  await page.keyboard.press('Control+k');
  const finder = page.getByRole('combobox', { name: 'Find a person or conversation' });
  await expect(finder).toBeFocused();
  await page.keyboard.type(name);
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option')).toContainText([name]);
  return finder;
}

for (const path of ['/c', '/people']) {
  test(`a conversation that comes behind the switcher leaves it where it is, with every letter: from ${path}`, async ({ world }) => {
    const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
    const page = await world.browserOf(asha);
    const [chat, inbox] = [new Conversation(world, page), new Inbox(world, page)];
    await world.visit(page, path);
    await world.live(page);
    const finder = await look(page, rhys.name);
    const [started, opened] = [await held(page, 'start-direct'), await held(page, 'open-conversation')];
    await page.keyboard.press('Enter');
    await page.keyboard.type('Bed 4 is ');
    await page.keyboard.press('Control+k');
    await expect(finder).toBeFocused();
    await page.keyboard.type(mei.name.slice(0, 4));
    const stays = async (typed: string): Promise<void> => {
      await expect(finder).toBeFocused();
      await expect(finder).toHaveValue(typed);
      expect(await finder.evaluate((box) => box.closest('dialog')?.matches(':modal'))).toBe(true);
    };
    started();
    await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
    await stays(mei.name.slice(0, 4));
    opened();
    await expect(chat.title).toHaveText(rhys.name);
    await expect(page.locator('#message-box')).toHaveValue('Bed 4 is ');
    // So that whatever the next frame does has been done.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.keyboard.type(mei.name.slice(4));
    await stays(mei.name);
    await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option')).toContainText([mei.name]);
    await page.keyboard.press('Enter');
    await expect(chat.title).toHaveText(mei.name);
    await expect(chat.box).toBeFocused();
    await expect(chat.box).toHaveValue('');
    await inbox.open(rhys.name);
    await expect(chat.box).toHaveValue('Bed 4 is ');
    expect(await texts(rhys, await world.direct(asha, rhys))).toEqual([]);
    expect(await texts(mei, await world.direct(asha, mei))).toEqual([]);
  });
}

test('whoever closes the switcher that a conversation came behind is in its message box', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await world.visit(page, '/c');
  await world.live(page);
  const finder = await look(page, rhys.name);
  const opened = await held(page, 'open-conversation');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Bed 4 ');
  await page.keyboard.press('Control+k');
  await expect(finder).toBeFocused();
  opened();
  await expect(page.locator('#message-box')).toHaveValue('Bed 4 ');
  await expect(finder).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chat.box).toBeFocused();
  await page.keyboard.type('is ready');
  await expect(chat.box).toHaveValue('Bed 4 is ready');
});

test('whoever has gone on to somebody else is not called back, and what they typed before is a draft', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const [chat, inbox] = [new Conversation(world, page), new Inbox(world, page)];
  await world.visit(page, '/c');
  await world.live(page);
  const addresses: string[] = [];
  page.on('framenavigated', (frame) => addresses.push(frame.url()));
  await look(page, rhys.name);
  const started = await held(page, 'start-direct');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Ring me');
  await look(page, mei.name);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Bed 4');
  started();
  await expect(chat.title).toHaveText(mei.name);
  await expect(chat.box).toHaveValue('Bed 4');
  await expect(page.getByLabel('Notes')).toContainText(`Kept as a draft: ${rhys.name}`);
  const withRhys = await world.direct(asha, rhys);
  expect(addresses.filter((address) => address.includes(withRhys))).toEqual([]);
  await inbox.open(rhys.name);
  await expect(chat.box).toHaveValue('Ring me');
  expect(await texts(rhys, withRhys)).toEqual([]);
});

test('what is typed before it is known where Enter leads is a draft there, though the search has begun anew', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const [chat, inbox] = [new Conversation(world, page), new Inbox(world, page)];
  await open(world, page);
  const finder = page.getByRole('combobox');
  const answer = await held(page, 'search-people');
  await page.keyboard.type(rhys.name);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Looking…')).toBeVisible();
  await page.keyboard.type('Ring me');
  await page.keyboard.press('Control+k');
  await expect(finder).toHaveValue('');
  await page.keyboard.type(mei.name.slice(0, 4));
  answer();
  await expect(page.getByLabel('Notes')).toContainText(`Kept as a draft: ${rhys.name}`);
  await expect(page).toHaveURL(/\/c$/);
  await page.keyboard.type(mei.name.slice(4));
  await expect(finder).toHaveValue(mei.name);
  await expect(page.getByRole('option')).toContainText([mei.name]);
  await page.keyboard.press('Enter');
  await expect(chat.title).toHaveText(mei.name);
  await expect(chat.box).toHaveValue('');
  await inbox.open(rhys.name);
  await expect(chat.box).toHaveValue('Ring me');
  expect(await texts(rhys, await world.direct(asha, rhys))).toEqual([]);
});

test('what was typed for somebody who cannot be found, or is given up, is shown', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  await open(world, page);
  const dialog = page.getByRole('dialog');
  const answer = await held(page, 'search-people');
  await page.keyboard.type('qqwwzz');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Looking…')).toBeVisible();
  await page.keyboard.type('Ring me');
  answer();
  await expect(dialog.getByText('Nothing found')).toContainText('Not kept: Ring me');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toHaveValue('');
  await expect(dialog.getByText('Not kept')).toHaveCount(0);
  await held(page, 'search-people');
  await page.keyboard.type('qqwwyy');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Looking…')).toBeVisible();
  await page.keyboard.type('Bed 4');
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('Notes')).toContainText('Not kept: Bed 4');
});

test('a dialog that was opened again stays open when the browser tells late that it was closed before', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  await world.visit(page, '/people');
  await world.live(page);
  const finder = await look(page, rhys.name);
  await page.evaluate(() => document.querySelector('#switcher')?.dispatchEvent(new Event('close')));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await expect(finder).toBeFocused();
  await expect(finder).toHaveValue(rhys.name);
  await page.keyboard.press('Escape');
  await expect(finder).toHaveCount(0);
});
