import { type Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { PIN, type Person, type World, expect, test } from '../world';

async function ward(world: World): Promise<{ asha: Person; others: Person[]; ids: string[]; page: Page; chat: Conversation; inbox: Inbox }> {
  const asha = await world.person();
  const others = [await world.person(), await world.person(), await world.person()];
  const ids: string[] = [];
  for (const [at, other] of others.entries()) {
    const id = await world.direct(asha, other);
    for (const line of ['first', 'second', 'third']) await other.api.send(id, `${line} of ${at}`);
    ids.push(id);
  }
  await asha.api.call('mark-all-read');
  const page = await world.browserOf(asha);
  return { asha, others, ids, page, chat: new Conversation(world, page), inbox: new Inbox(world, page) };
}

/** Presses Tab until something has the focus; fails if it is not to be reached. */
async function tabTo(page: Page, name: RegExp, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLLabelElement> };
      // The page itself has the words of everything on it.
      if (element === document.body) return '';
      const label = element.labels?.[0]?.textContent ?? '';
      return element.getAttribute('aria-label') ?? (label || element.textContent || '');
    });
    if (name.test(focused.trim())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

test('the whole story by keyboard alone: come in, find somebody, talk, lock, come back', async ({ world }) => {
  const { name, email } = world.someone();
  const rhys = await world.person();
  const page = await world.stranger();
  const keys = page.keyboard;
  await world.visit(page, '/sign-in');
  await tabTo(page, /Work email address/);
  await keys.type(email);
  const code = await world.server.codeFor(email, () => keys.press('Enter'));
  await expect(page.getByLabel('Code of 8 digits')).toBeVisible();
  await tabTo(page, /Code of 8 digits/);
  await keys.type(code);
  await keys.press('Enter');
  await expect(page.getByRole('heading', { name: 'Who are you?' })).toBeVisible();
  for (const [label, text] of [[/First and last name/, name], [/What you do/, 'Registrar'], [/Grade or band/, 'ST4'], [/Who registers you/, 'GMC'], [/Registration number/, '1234567']] as const) {
    await tabTo(page, label);
    await keys.type(text);
  }
  await keys.press('Enter');
  await expect(page.getByLabel('New PIN')).toBeVisible();
  await tabTo(page, /New PIN/);
  await keys.type(PIN);
  await tabTo(page, /The same PIN again/);
  await keys.type(PIN);
  await keys.press('Enter');
  await expect(page).toHaveURL(/\/c$/);
  await world.live(page);

  await keys.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await keys.type(rhys.name);
  const offer = page.getByRole('option').filter({ hasText: rhys.name });
  await expect(offer).toHaveAttribute('aria-selected', 'true');
  await keys.press('Enter');
  const chat = new Conversation(world, page);
  await expect(chat.box).toBeFocused();
  await keys.type('Is bed 4 clean?');
  await keys.press('Shift+Enter');
  await keys.type('And bed 5?');
  await keys.press('Enter');
  await chat.shows(['Is bed 4 clean?\nAnd bed 5?']);
  // What is not sent yet is not changed but taken back.
  await expect(chat.state('Is bed 4 clean?', /Sent|Delivered|Read/)).toBeVisible();
  await keys.press('ArrowUp');
  await expect(chat.box).toHaveValue('Is bed 4 clean?\nAnd bed 5?');
  await keys.type(' And 6?');
  await keys.press('Enter');
  await chat.shows(['Is bed 4 clean?\nAnd bed 5? And 6?']);
  await tabTo(page, /^Lock$/);
  await keys.press('Enter');
  await expect(page.getByRole('heading', { name: 'Pando is locked' })).toBeVisible();
  await tabTo(page, /^PIN$/);
  await keys.type(PIN);
  await keys.press('Enter');
  await expect(page.getByText('And 6?').first()).toBeVisible();
});

test('between conversations', async ({ world }) => {
  const { others, ids, page, chat } = await ward(world);
  await chat.visit(ids[2] ?? '');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(chat.title).toHaveText(others[1]?.name ?? '');
  await expect(chat.box).toBeFocused();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(chat.title).toHaveText(others[0]?.name ?? '');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(chat.title).toHaveText(others[1]?.name ?? '');
  await others[0]?.api.send(ids[0] ?? '', 'Please look');
  await expect(page).toHaveTitle(/^\(1\) /);
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await expect(chat.title).toHaveText(others[0]?.name ?? '');
});

test('the row of the open conversation leads to its box, as any other row does', async ({ world }) => {
  const { others, ids, page, chat, inbox } = await ward(world);
  await chat.visit(ids[2] ?? '');
  const row = inbox.link(others[2]?.name ?? '');
  await row.click();
  await expect(chat.box).toBeFocused();
  for (const key of ['Enter', 'Space']) {
    await row.focus();
    await page.keyboard.press(key);
    await expect(chat.box).toBeFocused();
  }
});

test('ArrowUp says so when the last message is too old to be changed', async ({ world }) => {
  const { ids, page, chat } = await ward(world);
  await chat.visit(ids[0] ?? '');
  await chat.say('10 mg');
  await expect(chat.state('10 mg', /Sent|Delivered|Read/)).toBeVisible();
  // A quarter of an hour later, for this key alone: the lock comes sooner.
  await chat.box.evaluate((area) => {
    const real = Date.now;
    Date.now = () => real() + 16 * 60_000;
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, cancelable: true }));
    Date.now = real;
  });
  const words = 'Your last message can no longer be changed.';
  await expect(page.getByRole('region', { name: 'Notes' })).toContainText(words);
  await expect(page.locator('#announcer')).toContainText(words);
  await expect(chat.box).toHaveValue('');
});

test('only the unread, everything read, details, help', async ({ world }) => {
  const { others, ids, page, chat, inbox } = await ward(world);
  await chat.visit(ids[2] ?? '');
  await others[0]?.api.send(ids[0] ?? '', 'Please look');
  await expect(page).toHaveTitle(/^\(1\) /);
  await page.keyboard.press('Control+Shift+U');
  await expect(page).toHaveURL(/f=unread/);
  await expect(inbox.row(others[0]?.name ?? '')).toBeVisible();
  await page.keyboard.press('Control+Shift+U');
  await expect(page).not.toHaveURL(/f=unread/);
  await page.keyboard.press('Shift+Escape');
  await expect(page).not.toHaveTitle(/^\(/);
  await page.keyboard.press('Control+.');
  await expect(page.getByRole('complementary', { name: /^Details/ })).toBeVisible();
  await page.keyboard.press('Control+.');
  await expect(page.getByRole('complementary', { name: /^Details/ })).toBeHidden();
  await page.keyboard.press('Control+Shift+L');
  await expect(chat.box).toBeFocused();
  await page.keyboard.press('Control+/');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toContainText('Find a person or conversation');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await expect(chat.box).toBeFocused();
});

test('among the messages, and what letters do there', async ({ world }) => {
  const { ids, page, chat } = await ward(world);
  await chat.visit(ids[0] ?? '');
  await chat.message('third of 0').focus();
  await page.keyboard.press('ArrowUp');
  await expect(chat.message('second of 0')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(chat.message('first of 0')).toBeFocused();
  await page.keyboard.press('End');
  await expect(chat.message('third of 0')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('r');
  await expect(chat.box).toBeFocused();
  await expect(page.getByText(/^Reply to /)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^Reply to /)).toBeHidden();

  await chat.message('second of 0').focus();
  await page.keyboard.press('i');
  const receipts = page.getByRole('dialog', { name: 'Who has read it' });
  await expect(receipts).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(receipts).toBeHidden();
  await expect(chat.message('second of 0')).toBeFocused();
  await page.keyboard.press('u');
  await expect(chat.log.getByText('New', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.box).toBeFocused();
  await page.keyboard.press('Shift+PageUp');
  await expect(chat.log.getByText('New', { exact: true })).toBeInViewport();
  await page.keyboard.press('Control+End');
  await expect(chat.message('third of 0')).toBeInViewport();
  // From a message Tab leads to what can be done with it.
  await chat.message('second of 0').focus();
  await tabTo(page, /^More about this message$/, 8);
  await page.keyboard.press('Enter');
  await expect(page.locator('#msg-menu').getByRole('button', { name: 'Copy text' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#msg-menu').getByRole('button', { name: 'Copy text' })).toBeHidden();
});

test('letters do nothing when they are switched off, and Enter starts a line when it is set so', async ({ world }) => {
  const { asha, ids, page, chat } = await ward(world);
  await asha.api.call('save-settings', { theme: 'auto', density: 'regular', enter_sends: false, single_keys: false, announce: 'all' });
  await chat.visit(ids[0] ?? '');
  await chat.message('third of 0').focus();
  await page.keyboard.press('r');
  await expect(chat.message('third of 0')).toBeFocused();
  await page.keyboard.press('Control+Shift+L');
  await expect(chat.box).toBeFocused();
  await page.keyboard.type('One');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Two');
  await expect(chat.box).toHaveValue('One\nTwo');
  await page.keyboard.press('Control+Enter');
  await expect(chat.message('One')).toBeVisible();
  await expect(chat.box).toHaveValue('');
});

test('one tab stop for a list, arrows within it, and regions by F6', async ({ world }) => {
  const { others, ids, page, chat, inbox } = await ward(world);
  await chat.visit(ids[2] ?? '');
  const link = (at: number) => inbox.link(others[at]?.name ?? '');
  await link(2).focus();
  await page.keyboard.press('ArrowDown');
  await expect(link(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(link(0)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(link(2)).toBeFocused();
  await expect(inbox.pane.locator('[data-conversation] a[tabindex="0"]')).toHaveCount(1);
  const region = () => page.evaluate(() => ['rail', 'inbox', 'timeline', 'composer', 'details'].find((id) => document.getElementById(id)?.contains(document.activeElement)));
  const walked: (string | undefined)[] = [];
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press('Control+F6');
    walked.push(await region());
  }
  expect(walked).toEqual(['timeline', 'composer', 'rail', 'inbox']);
  await page.keyboard.press('Control+Shift+F6');
  expect(await region()).toBe('rail');
});

test('F6 reaches every region in turn, the details too, and Shift+F6 the other way round', async ({ world }) => {
  const { ids, page, chat } = await ward(world);
  await chat.visit(ids[2] ?? '', '?info=1');
  await chat.box.focus();
  const regions = ['rail', 'inbox', 'timeline', 'composer', 'details'];
  const walk = async (keys: string) => {
    const walked: (string | undefined)[] = [];
    for (let step = 0; step < 5; step++) {
      await page.keyboard.press(keys);
      walked.push(await page.evaluate((regions) => regions.find((id) => document.getElementById(id)?.contains(document.activeElement)), regions));
    }
    return walked;
  };
  expect(await walk('Control+F6')).toEqual(['details', 'rail', 'inbox', 'timeline', 'composer']);
  expect(await walk('Control+Shift+F6')).toEqual(['timeline', 'inbox', 'rail', 'details', 'composer']);
});

test('F6 on a screen without a conversation goes between the rail and what the screen is for', async ({ world }) => {
  const { page } = await ward(world);
  for (const [path, regions] of [['/people', ['rail', 'main']], ['/settings', ['rail', 'main']], ['/help', ['rail', 'main']], ['/c', ['rail', 'inbox', 'main']]] as const) {
    await world.visit(page, path);
    await page.evaluate(() => document.getElementById('main')?.focus());
    for (const [keys, order] of [['Control+F6', regions], ['Control+Shift+F6', [...regions].reverse().slice(1)]] as const) {
      for (const region of order) {
        await page.keyboard.press(keys);
        expect(await page.evaluate((id) => document.getElementById(id)?.contains(document.activeElement), region), `${path}, ${region}`).toBe(true);
      }
    }
  }
});

test('skip links are the first stops, and lead where they say', async ({ world }) => {
  const { ids, page, chat } = await ward(world);
  await chat.visit(ids[0] ?? '');
  for (const [name, id] of [['Skip to conversations', 'inbox'], ['Skip to messages', 'timeline'], ['Skip to message box', 'message-box']] as const) {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.getByRole('link', { name }).focus();
    await expect(page.getByRole('link', { name })).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.locator(`#${id}`)).toBeFocused();
  }
});

test('behind an open dialog no key moves anything', async ({ world }) => {
  const { others, ids, page, chat, inbox } = await ward(world);
  await chat.visit(ids[2] ?? '');
  await others[0]?.api.send(ids[0] ?? '', 'Please look');
  await expect(page).toHaveTitle(/^\(1\) /);
  await chat.choose('third of 2', 'Who has read it');
  const dialog = page.getByRole('dialog', { name: 'Who has read it' });
  await expect(dialog).toBeVisible();
  const url = page.url();
  for (const keys of ['Alt+ArrowDown', 'Alt+ArrowUp', 'Alt+Shift+ArrowDown', 'Alt+Shift+ArrowUp', 'Control+Shift+U', 'Control+.', 'Control+Shift+L', 'Control+k', 'Control+/', 'Shift+PageUp', 'Control+End', 'Control+F6']) {
    await page.keyboard.press(keys);
    await expect(dialog, keys).toBeVisible();
    expect(page.url(), keys).toBe(url);
    expect(await page.evaluate(() => Boolean(document.activeElement === document.body || document.activeElement?.closest('dialog'))), keys).toBe(true);
    await expect(page.locator('dialog:modal'), keys).toHaveCount(1);
  }
  await page.keyboard.press('Shift+Escape');
  await expect(inbox.row(others[0]?.name ?? '')).toContainText('1 unread message');
  await expect(page).toHaveTitle(/^\(1\) /);
});

test('in a box with text Ctrl+End and Shift+PageUp move the caret, and nothing else', async ({ world }) => {
  const { others, ids, asha, page, chat } = await ward(world);
  for (let at = 0; at < 60; at++) await others[0]?.api.send(ids[0] ?? '', `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: ids[0] });
  await chat.visit(ids[0] ?? '');
  await expect(chat.message('Line 59 of the night')).toBeInViewport();
  await chat.box.fill('one\ntwo\nthree');
  await chat.message('Line 30 of the night').scrollIntoViewIfNeeded();
  const stand = () => chat.log.evaluate((log) => Math.round(log.scrollTop));
  const caret = () => chat.box.evaluate((area: HTMLTextAreaElement) => [area.selectionStart, area.selectionEnd]);
  await chat.box.evaluate((area: HTMLTextAreaElement) => {
    area.focus({ preventScroll: true });
    area.setSelectionRange(0, 0);
  });
  const before = await stand();
  await page.keyboard.press('Control+End');
  expect(await caret()).toEqual([13, 13]);
  await page.keyboard.press('Shift+PageUp');
  expect((await caret())[0]).toBeLessThan(13);
  expect(await stand()).toBe(before);
  await expect(chat.box).toBeFocused();
  await expect(chat.box).toHaveValue('one\ntwo\nthree');
});

test('from a message to the one it answers, by Tab or by the menu', async ({ world }) => {
  const { ids, others, page, chat } = await ward(world);
  await others[0]?.api.send(ids[0] ?? '', 'How much?');
  await chat.visit(ids[0] ?? '');
  await chat.choose('How much?', 'Reply');
  await chat.say('Ten');
  await expect(chat.state('Ten', /Sent|Delivered/)).toBeVisible();
  const quote = chat.message('Ten').getByRole('link', { name: /How much\?/ });
  await expect(quote).toHaveAttribute('tabindex', '-1');
  await chat.message('Ten').focus();
  await page.keyboard.press('Tab');
  await expect(quote).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(chat.message('How much?')).toBeFocused();
  await chat.choose('Ten', 'Go to the quoted message');
  await expect(chat.message('How much?')).toBeFocused();
});

test('to the latest and to the oldest unread the focus goes along, and keys go on from there', async ({ world }) => {
  const { ids, page, chat } = await ward(world);
  await chat.visit(ids[0] ?? '');
  await chat.message('first of 0').focus();
  await page.keyboard.press('Control+End');
  await expect(chat.message('third of 0')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(chat.message('second of 0')).toBeFocused();
  await page.keyboard.press('u');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+PageUp');
  await expect(chat.message('second of 0')).toBeFocused();
  // The timeline as a whole leads into the messages, and back to the box.
  await chat.log.focus();
  await page.keyboard.press('ArrowUp');
  await expect(chat.message('second of 0')).toBeFocused();
  await chat.log.focus();
  await page.keyboard.press('Escape');
  await expect(chat.box).toBeFocused();
  // Whoever writes stays in the box.
  await page.keyboard.press('Shift+PageUp');
  await page.keyboard.press('Control+End');
  await expect(chat.box).toBeFocused();
  await chat.say('All read');
  await page.keyboard.press('Shift+PageUp');
  await expect(page.locator('#announcer')).toContainText('Nothing unread here');
});

test('the details take the focus when a key opens them, and give it back', async ({ world }) => {
  const { ids, page, chat } = await ward(world);
  await chat.visit(ids[0] ?? '');
  const heading = page.getByRole('heading', { level: 2, name: 'Details' });
  await chat.box.focus();
  for (const close of ['Control+.', 'Escape']) {
    await page.keyboard.press('Control+.');
    await expect(heading).toBeFocused();
    await page.keyboard.press(close);
    await expect(heading).toBeHidden();
    await expect(chat.box).toBeFocused();
  }
  // Opened by its own button, which keeps the focus until somebody goes on.
  await page.locator('#details-toggle').focus();
  await page.keyboard.press('Enter');
  await expect(heading).toBeVisible();
  await expect(page.locator('#details-toggle')).toBeFocused();
  await page.getByRole('link', { name: 'Close details' }).focus();
  await page.keyboard.press('Enter');
  await expect(heading).toBeHidden();
  await expect(page.locator('#details-toggle')).toBeFocused();
});
