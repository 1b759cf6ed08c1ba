import type { CDPSession, Locator, Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

// What can be done with a row or a message, by every hand: a long press, a right click, the keyboard.

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function ward(world: World, options = {}): Promise<{ rhys: Person; id: string; page: Page; inbox: Inbox; chat: Conversation }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  for (let at = 0; at < 60; at++) await rhys.api.send(id, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: id });
  const page = await world.browserOf(asha, options);
  return { rhys, id, page, inbox: new Inbox(world, page), chat: new Conversation(world, page) };
}

/** A finger on the middle of something, and off again after `rest`, perhaps after it has moved. */
async function press(page: Page, on: Locator, rest: number, move = 0): Promise<void> {
  const box = await on.boundingBox();
  if (!box) throw new Error('nothing to press');
  const session: CDPSession = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  for (let step = 1; step <= 4 && move !== 0; step++) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: at.x, y: at.y + (move * step) / 4 }] });
  }
  await page.waitForTimeout(rest);
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('a long press on a row opens what can be done with it, and nothing else', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  const menu = page.locator('#row-menu');
  await press(page, inbox.link(rhys.name), 800);
  for (const deed of ['Mark as unread', 'Pin to the top', 'Mute', 'Archive']) await expect(menu.getByRole('button', { name: deed, exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/c$/);
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
  await menu.getByRole('button', { name: 'Pin to the top' }).tap();
  await expect(inbox.row(rhys.name)).toContainText('Pinned');
  await expect(menu).toBeHidden();
  // A short one opens the conversation, as ever.
  await inbox.link(rhys.name).tap();
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeVisible();
});

test('a finger that scrolls opens nothing', async ({ world }) => {
  const { rhys, id, page, inbox, chat } = await ward(world, PHONE);
  await inbox.visit();
  await press(page, inbox.link(rhys.name), 800, -60);
  await expect(page.locator('#row-menu')).toBeHidden();
  await chat.visit(id);
  await press(page, chat.message('Line 56 of the night').locator('.message__bubble'), 800, 120);
  await expect(page.locator('#msg-menu')).toBeHidden();
});

test('a long press on a message opens the same menu as its button', async ({ world }) => {
  const { id, page, chat } = await ward(world, PHONE);
  await chat.visit(id);
  const menu = page.locator('#msg-menu');
  await press(page, chat.message('Line 56 of the night').locator('.message__bubble'), 800);
  await expect(menu.getByRole('button', { name: 'Copy text' })).toBeVisible();
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
  await menu.getByRole('button', { name: 'Reply', exact: true }).tap();
  await expect(page.getByText(/^Reply to /)).toBeVisible();
  await expect(page.locator('.composer')).toContainText('Line 56 of the night');
});

test('lifting the finger presses nothing that lies under it by then', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  await world.live(page);
  const box = await inbox.link(rhys.name).boundingBox();
  if (!box) throw new Error('nothing to press');
  const session = await page.context().newCDPSession(page);
  const menu = page.locator('#row-menu');
  const pin = menu.getByRole('button', { name: 'Pin to the top' });
  /** A click that no browser of this test makes: what some make of the end of a long press, or (0) of a key. */
  const click = (detail: number) => pin.evaluate((item, detail) => item.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail })), detail);
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] });
  await expect(pin).toBeVisible();
  await click(1);
  await expect(menu).toBeVisible();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(inbox.row(rhys.name)).not.toContainText('Pinned');
  // What no pointer has pressed counts at once.
  await click(0);
  await expect(inbox.row(rhys.name)).toContainText('Pinned');
});

test('a menu says what it is about, and so does the note of what was done', async ({ world }) => {
  const { rhys, id, page, inbox, chat } = await ward(world);
  await chat.visit(id);
  await inbox.link(rhys.name).click({ button: 'right' });
  await page.getByRole('group', { name: rhys.name }).getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Notes' })).toContainText(`Muted: ${rhys.name}`);
  await chat.message('Line 58 of the night').locator('.message__bubble').click({ button: 'right' });
  await expect(page.getByRole('group', { name: new RegExp(`^Message from ${rhys.name} at \\d\\d:\\d\\d$`) })).toBeVisible();
  await page.keyboard.press('Escape');
  await chat.say('Mine');
  await expect(chat.state('Mine', /Sent|Delivered/)).toBeVisible();
  await chat.message('Mine').locator('.message__bubble').click({ button: 'right' });
  await expect(page.getByRole('group', { name: /^Your message at \d\d:\d\d$/ })).toBeVisible();
});

test('where there is no pointer a row’s button stands in a column of its own', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  const row = inbox.row(rhys.name);
  const [time, button] = [await row.locator('time').boundingBox(), await row.getByRole('button').boundingBox()];
  expect((time?.x ?? 0) + (time?.width ?? 0)).toBeLessThanOrEqual(button?.x ?? 0);
  await row.getByRole('button', { name: `More for ${rhys.name}` }).tap();
  await expect(page.locator('#row-menu').getByRole('button', { name: 'Archive', exact: true })).toBeVisible();
});

test('the button of a row does not lie over its time', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world);
  await inbox.visit();
  const row = inbox.row(rhys.name);
  const [time, button] = [row.locator('time'), row.getByRole('button')];
  const shown = async (time_is: string, button_is: string): Promise<void> => {
    await expect(time).toHaveCSS('opacity', time_is);
    await expect(button).toHaveCSS('opacity', button_is);
  };
  await page.mouse.move(0, 0);
  await shown('1', '0');
  // With a pointer it takes the time's place, and by keyboard too; it never lies over what counts the unread.
  await row.hover();
  await shown('0', '1');
  const [flags, over] = [await row.locator('.inbox-row__flags').boundingBox(), await button.boundingBox()];
  expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual((flags?.y ?? 0) + 4);
  await page.mouse.move(0, 0);
  await inbox.link(rhys.name).focus();
  await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await shown('0', '1');
});

test('a right click opens the menu, which stays when the button is lifted', async ({ world }) => {
  const { rhys, id, page, inbox, chat } = await ward(world);
  await chat.visit(id);
  await inbox.link(rhys.name).click({ button: 'right' });
  await expect(page.locator('#row-menu').getByRole('button', { name: 'Mute', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#row-menu')).toBeHidden();
  await chat.message('Line 58 of the night').locator('.message__bubble').click({ button: 'right' });
  await expect(page.locator('#msg-menu').getByRole('button', { name: 'Copy text' })).toBeVisible();
  await page.locator('#msg-menu').getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(page.locator('.composer')).toContainText('Line 58 of the night');
});

test('the menu key and Shift+F10 open the menu, the arrows walk in it, Space opens a row', async ({ world }) => {
  const { rhys, id, page, inbox, chat } = await ward(world);
  await chat.visit(id);
  for (const key of ['ContextMenu', 'Shift+F10']) {
    await inbox.link(rhys.name).focus();
    await page.keyboard.press(key);
    const menu = page.locator('#row-menu');
    await expect(menu.getByRole('button', { name: 'Mark as unread' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(menu.getByRole('button', { name: 'Pin to the top' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    await expect(inbox.link(rhys.name)).toBeFocused();
  }
  await chat.message('Line 58 of the night').focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.locator('#msg-menu').getByRole('button', { name: 'Reply', exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chat.message('Line 58 of the night')).toBeFocused();
  await inbox.visit();
  await inbox.link(rhys.name).focus();
  await page.keyboard.press('Space');
  await expect(chat.title).toHaveText(rhys.name);
});

test('a pointer over messages changes nothing in the page, and the wheel moves them', async ({ world }) => {
  const { id, page, chat } = await ward(world);
  await chat.visit(id);
  await expect(chat.message('Line 59 of the night')).toBeInViewport();
  await page.evaluate(() => {
    const counted = window as { drawn?: number };
    counted.drawn = 0;
    const watch = new MutationObserver((changes) => (counted.drawn = (counted.drawn ?? 0) + changes.length));
    watch.observe(document.getElementById('timeline') ?? document.body, { childList: true, characterData: true, subtree: true });
  });
  for (const at of [59, 58, 57, 56]) await chat.message(`Line ${at} of the night`).locator('.message__bubble').hover();
  await expect(chat.message('Line 56 of the night').getByRole('button', { name: 'Reply' })).toBeVisible();
  expect(await page.evaluate(() => (window as { drawn?: number }).drawn)).toBe(0);
  const from = await chat.log.evaluate((log) => log.scrollTop);
  for (let notch = 0; notch < 5; notch++) {
    await page.mouse.wheel(0, -100);
    await page.waitForTimeout(60);
  }
  await expect.poll(() => chat.log.evaluate((log) => log.scrollTop)).toBeLessThan(from - 400);
});

test('with a pointer one message alone shows what can be done with it', async ({ world }) => {
  const { id, page, chat } = await ward(world);
  await chat.visit(id);
  await chat.message('Line 58 of the night').locator('.message__text').click();
  await chat.message('Line 56 of the night').hover();
  const shown = (): Promise<number> =>
    page.evaluate(() => [...document.querySelectorAll('.message:has(.message__tool)')].filter((one) => [...one.querySelectorAll('.message__tool')].some((tool) => getComputedStyle(tool).opacity !== '0')).length);
  await expect.poll(shown).toBe(1);
});

test('where there are no keys nobody is offered a table of them', async ({ world }) => {
  const { page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  await inbox.pane.getByRole('button', { name: 'More', exact: true }).tap();
  await expect(page.locator('#inbox-menu').getByRole('button', { name: 'Mark all as read' })).toBeVisible();
  await expect(page.locator('#inbox-menu').getByRole('button', { name: 'Keyboard shortcuts' })).toBeHidden();
});

test('every menu keeps to one rule: it has the focus, the arrows walk, Tab and Escape give it back', async ({ world }) => {
  const { rhys, id, page, chat } = await ward(world);
  const asha = await world.person();
  await chat.visit(id);
  const line = chat.message('Line 58 of the night');
  await line.focus();
  const openers = [
    [line.getByRole('button', { name: 'More about this message' }), '#msg-menu'],
    [page.getByRole('button', { name: `More for ${rhys.name}` }), '#row-menu'],
    [page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name: 'More', exact: true }), '#inbox-menu'],
  ] as const;
  for (const [opener, id] of openers) {
    const [menu, items] = [page.locator(id), page.locator(id).locator('.menu__item')];
    for (const close of ['Tab', 'Escape']) {
      await opener.focus();
      await page.keyboard.press('Enter');
      await expect(items.first()).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await expect(items.nth(1)).toBeFocused();
      await page.keyboard.press('End');
      await expect(items.last()).toBeFocused();
      await page.keyboard.press('Home');
      await expect(items.first()).toBeFocused();
      await page.keyboard.press(close);
      await expect(menu).toBeHidden();
      await expect(opener).toBeFocused();
    }
  }
  const group = await world.group(asha, 'Ward 7', [rhys]);
  const theirs = new Conversation(world, await world.browserOf(asha));
  await theirs.visit(group, '?info=1');
  await theirs.page.getByRole('button', { name: `Change ${rhys.name}` }).focus();
  await theirs.page.keyboard.press('Enter');
  await expect(theirs.page.getByRole('button', { name: 'Make an admin' })).toBeFocused();
  await theirs.page.keyboard.press('End');
  await expect(theirs.page.locator('.menu').getByRole('button', { name: 'Take out of the group' })).toBeFocused();
  await theirs.page.keyboard.press('Tab');
  await expect(theirs.page.getByRole('button', { name: `Change ${rhys.name}` })).toBeFocused();
});

test('a tap beside a sheet closes it and presses nothing that lies there', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  await world.live(page);
  const menu = page.locator('#row-menu');
  const box = await inbox.link(rhys.name).boundingBox();
  if (!box) throw new Error('nothing to press');
  await inbox.row(rhys.name).getByRole('button').tap();
  await expect(menu).toBeVisible();
  await page.touchscreen.tap(box.x + box.width / 3, box.y + box.height / 2);
  await expect(menu).toBeHidden();
  // Time for a row that was pressed to open.
  await page.waitForTimeout(500);
  await expect(page).toHaveURL(/\/c$/);
  // The next tap is for the row.
  await inbox.link(rhys.name).tap();
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeVisible();
});

test('what is pressed right after something was chosen from a sheet is pressed', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  await world.live(page);
  const row = await inbox.link(rhys.name).boundingBox();
  if (!row) throw new Error('nothing to press');
  await inbox.row(rhys.name).getByRole('button').tap();
  const mute = page.locator('#row-menu').getByRole('button', { name: /^Mute/ });
  await expect(mute).toBeVisible();
  const item = await mute.boundingBox();
  if (!item) throw new Error('nothing to choose');
  await page.touchscreen.tap(item.x + item.width / 2, item.y + item.height / 2);
  await page.touchscreen.tap(row.x + row.width / 3, row.y + row.height / 2);
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeVisible();
});

test('the keyboard gets to what a dialog scrolls, and stops at nothing that does not', async ({ world }) => {
  const page = await world.browserOf(await world.person(), { viewport: { width: 1440, height: 520 } });
  await world.visit(page, '/c');
  await world.live(page);
  await page.keyboard.press('Control+/');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const body = dialog.getByRole('group', { name: 'Keyboard shortcuts' });
  await expect(body).toHaveAttribute('tabindex', '0');
  await page.setViewportSize({ width: 1440, height: 2400 });
  await expect(dialog.locator('.dialog__body')).not.toHaveAttribute('tabindex');
});

test('with letters twice as large a row shows a name, and its time below', async ({ world }) => {
  const { rhys, page, inbox } = await ward(world, PHONE);
  await inbox.visit();
  await page.evaluate(() => (document.documentElement.style.fontSize = '32px'));
  const row = inbox.row(rhys.name);
  const [name, time] = [await row.locator('.inbox-row__name').boundingBox(), await row.locator('time').boundingBox()];
  expect(name?.width ?? 0).toBeGreaterThan(120);
  expect(time?.y ?? 0).toBeGreaterThanOrEqual((name?.y ?? 0) + (name?.height ?? 0) - 4);
});
