import type { Locator, Page } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { at } from './chance';
import { kept } from './check';
import { Fault } from './deed';
import type { Line, Screen } from './screen';
import type { Walk } from './walk';

/** The message box of a page. */
export function box(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Message to / });
}

/** The button that sends, or saves a change. */
export function button(page: Page): Locator {
  return page.getByRole('button', { name: /^(Send|Save the change)$/ });
}

/** What stands in the timeline. */
export function log(page: Page): Locator {
  return page.getByRole('log', { name: 'Messages' });
}

export function line(page: Page, id: string): Locator {
  return log(page).locator(`[data-message="${id}"]`);
}

/** Puts the caret behind everything that is in the box. */
export async function toBox(page: Page): Promise<void> {
  await box(page).focus();
  await box(page).evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(area.value.length, area.value.length));
}

/** Types as a person does; a line break is Shift and Enter. */
export async function typeIn(page: Page, text: string): Promise<void> {
  await toBox(page);
  for (const [number, part] of text.split('\n').entries()) {
    if (number) await page.keyboard.press('Shift+Enter');
    await page.keyboard.type(part);
  }
}

/** Sends what is in the box of a page, by the button or by the key; Enter of a screen keyboard begins a new line. */
export async function press(walk: Walk, page: Page, by: boolean): Promise<void> {
  // A button that says it cannot be pressed is pressed all the same: nothing may come of it.
  if (by || walk.phone) return button(page).click({ force: true });
  await box(page).focus();
  await page.keyboard.press('Enter');
}

/** The pane of the conversations, brought on screen: on a phone it lies behind the open one. */
export async function toInbox(walk: Walk): Promise<void> {
  if (!walk.phone || walk.model.open === undefined) return;
  await walk.page.getByRole('link', { name: /^Back to / }).click();
  await walk.until('stuck', 'the inbox does not come', (screen) => screen.path === '/c' && !screen.box);
  walk.model.open = undefined;
}

/** Before the page goes: what only the device knows lies on it, as soon as the page has its key. */
export async function sealed(walk: Walk): Promise<void> {
  if (!walk.model.begun) return;
  const lies = walk.page.waitForFunction(() => localStorage.getItem('pando.unsent'), undefined, { timeout: 8000 });
  await lies.catch(() => {
    throw new Fault('draft', 'a half-done change, or what a text answers, is not kept on the device');
  });
}

/** Waits until the conversation of the address is on screen; where loading failed, tries again as a person would. */
export async function arrive(walk: Walk, before: Screen, kept = false): Promise<void> {
  const end = Date.now() + 25_000;
  for (;;) {
    const screen = await walk.screen().catch(() => undefined);
    const there = screen?.path.startsWith('/c/') ? screen.path.slice(3) : undefined;
    if (screen && screen.born !== before.born) {
      await walk.ready(walk.page);
      await flushed(walk);
      walk.model.reloaded(kept);
      walk.visited.clear();
      before = screen;
    }
    if (screen && screen.path === '/c' && !screen.box) {
      walk.model.open = undefined;
      return;
    }
    if (there && screen?.box?.conversation === there) {
      walk.model.open = walk.model.of(there);
      walk.visited.add(walk.model.open ?? 0);
      const title = walk.model.room(walk.model.open ?? 0).title;
      if (screen.title !== title) throw new Fault('title', `${title} is open under the name of ${screen.title}`);
      return;
    }
    // A failed load is told where the conversation would be, and the way on is a button.
    if (screen?.failed && !screen.box) await walk.page.getByRole('button', { name: 'Try again' }).first().click({ timeout: 1000 }).catch(() => undefined);
    if (Date.now() > end) throw new Fault('stuck', `${screen?.path} does not open`);
    await pause(60);
  }
}

/** What was typed when the page went has reached the server. The network may go only after that: then it would be lost. */
async function flushed(walk: Walk): Promise<void> {
  const end = Date.now() + 8000;
  for (let wrong = await kept(walk); wrong; wrong = await kept(walk)) {
    if (Date.now() > end) throw new Fault('draft', `a page was left: ${wrong}`);
    await pause(60);
  }
}

/** A message that a person could point at: one of those on screen that arrived, or one that waits; no notice, none that was deleted. */
export async function pick(walk: Walk, share: number, fit: (line: Line) => boolean = () => true, waiting = false): Promise<Line | undefined> {
  const screen = await walk.screen();
  const waits = (one: Line) => !!one.state && /^(Waiting|Not sent)/.test(one.state);
  return at(screen.lines.filter((one) => one.text !== null && one.seen && !one.deleted && waits(one) === waiting && fit(one)), share);
}

/** Chooses from the menu of a message. `false`: it does not offer that. */
export async function choose(walk: Walk, id: string, deed: string): Promise<boolean> {
  const there = line(walk.page, id);
  const more = there.getByRole('button', { name: 'More about this message' });
  const menu = walk.page.locator('#msg-menu');
  const point = { position: { x: 4, y: 4 } };
  for (let left = 4; ; left -= 1) {
    if (walk.phone) await there.locator('.message__text').tap(point);
    else await there.locator('.message__text').hover(point);
    const pressed = await more.click({ timeout: left > 0 ? 3000 : 15_000 }).then(() => true, (error: unknown) => {
      if (left === 0) throw error;
      return false;
    });
    // What came meanwhile may have moved it from under the pointer: a person points once more.
    if (pressed) break;
  }
  const item = menu.getByRole('button', { name: deed, exact: true });
  // An Escape before the menu is there would be one for the box.
  await menu.getByRole('button').first().waitFor();
  if (await item.isVisible()) {
    await item.click();
    return true;
  }
  await walk.page.keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  return false;
}

/** Takes the focus off the box, whose keys are its own. */
export async function leaveBox(page: Page): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}
