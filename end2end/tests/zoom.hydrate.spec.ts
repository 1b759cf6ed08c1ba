import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

// A desktop of 1440 × 900 at 400 %: what somebody sees who needs large letters.
const VIEWPORT = { width: 360, height: 225 };

async function enlarged(world: World): Promise<{ asha: Person; rhys: Person; id: string; group: string; page: Page }> {
  const [asha, rhys] = [await world.person(), await world.person({ role: 'Registrar' })];
  const id = await world.direct(asha, rhys);
  for (let at = 0; at < 30; at++) await rhys.api.send(id, `Line ${at} of the night`);
  const group = await world.group(asha, 'Acute Medical Unit and Respiratory night team handover', [rhys]);
  await asha.api.call('mark-all-read');
  return { asha, rhys, id, group, page: await world.browserOf(asha, { viewport: VIEWPORT }) };
}

/** How much of the window's height these take together, as they lie on it. */
const share = (page: Page, ...parts: string[]): Promise<number> =>
  page.evaluate((parts) => {
    const lies = (part: string): number => {
      const { top, bottom } = document.querySelector(part)?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
      return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
    };
    return parts.map(lies).reduce((sum, one) => sum + one, 0) / innerHeight;
  }, parts);

test('at 400 % more than half of a conversation is what was said', async ({ world }) => {
  const { id, group, page } = await enlarged(world);
  const chat = new Conversation(world, page);
  for (const one of [id, group]) {
    await chat.visit(one);
    expect(await share(page, '.chat > .pane__head', '.chat > .composer')).toBeLessThan(0.5);
    expect(await share(page, '.timeline')).toBeGreaterThan(0.5);
  }
  await chat.visit(id);
  await expect(chat.message('Line 29 of the night')).toBeInViewport({ ratio: 1 });
  // The day goes with its messages: it takes none of what is left.
  await expect(chat.log.locator('.day__heading')).toHaveCSS('position', 'static');
});

test('at 400 % something is written, sent, and seen', async ({ world }) => {
  const { rhys, id, page } = await enlarged(world);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await expect(chat.box).toBeInViewport({ ratio: 1 });
  await chat.box.click();
  await page.keyboard.type('Bloods sent, gas at nine, ');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('ring me when they are back');
  await expect(chat.box).toBeInViewport({ ratio: 1 });
  const send = page.getByRole('button', { name: 'Send', exact: true });
  await expect(send).toBeInViewport({ ratio: 1 });
  await send.click();
  await expect(chat.message('ring me when')).toBeInViewport({ ratio: 1 });
  // What comes before the server has one's own stands above it.
  await expect(chat.state('ring me when', /Sent|Delivered|Read/)).toBeVisible();
  await rhys.api.send(id, 'Back now');
  await expect(chat.message('Back now')).toBeInViewport({ ratio: 1 });
});

test('at 400 % the inbox scrolls away what stands above it', async ({ world }) => {
  const { rhys, page } = await enlarged(world);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await page.mouse.move(VIEWPORT.width / 2, VIEWPORT.height - 20);
  await page.mouse.wheel(0, 2000);
  await expect.poll(() => share(page, '.rail', '.shell__list > .pane__head')).toBeLessThan(0.25);
  await inbox.open(rhys.name);
  await expect(new Conversation(world, page).box).toBeInViewport();
  // The window is narrow, and the keyboard is one on a desk: what is typed now has a place.
  await expect(new Conversation(world, page).box).toBeFocused();
});

for (const [letters, viewport] of [['400 %', VIEWPORT], ['200 %', { width: 720, height: 450 }], ['150 %', { width: 960, height: 600 }]] as const) {
  test(`at ${letters} details that cover the messages take the focus from their button, and Escape gives it back`, async ({ world }) => {
    const { group, page } = await enlarged(world);
    await page.setViewportSize(viewport);
    await new Conversation(world, page).visit(group);
    const toggle = page.locator('#details-toggle');
    await toggle.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 2, name: 'Details' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/info/);
    await expect(toggle).toBeFocused();
  });
}

test('at 400 % no screen scrolls sideways, and none of them hides its end', async ({ world }) => {
  const { asha, id, group, page } = await enlarged(world);
  /** Everything that is wider than the room it has and could be pushed aside. */
  const sideways = () =>
    page.evaluate(() => {
      const wide = [...document.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX));
      const page = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
      return [...page, ...wide.map((one) => `${one.tagName} ${one.className}`)];
    });
  const ends = async (): Promise<void> => {
    const last = page.locator('main').locator('a, button, input, select').filter({ visible: true }).last();
    await last.scrollIntoViewIfNeeded();
    await expect(last).toBeInViewport({ ratio: 1 });
  };
  for (const path of ['/settings', '/settings/profile', '/settings/pin', '/settings/devices', '/help', '/people', '/new?group=1']) {
    await world.visit(page, path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await sideways(), path).toEqual([]);
    await ends();
  }
  for (const path of ['/c', `/c/${id}`, `/c/${group}`, `/c/${group}?info=1`]) {
    await world.visit(page, path);
    await world.live(page);
    expect(await sideways(), path).toEqual([]);
  }
  const directory = new Directory(world, page);
  await directory.visit();
  await directory.find('a');
  await expect(directory.found.getByRole('button').first()).toBeVisible();
  expect(await sideways(), 'people found').toEqual([]);
  await page.goto('about:blank');
  await asha.api.call('lock');
  await page.goto('/unlock');
  expect(await sideways(), 'locked').toEqual([]);
  await ends();
  const stranger = await world.stranger({ viewport: VIEWPORT });
  await stranger.goto('/sign-in');
  expect(await stranger.evaluate(() => document.documentElement.scrollWidth)).toBe(VIEWPORT.width);
});
