import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type World, expect, test } from '../world';

// Without scripts everything that can be pressed leads somewhere, posts something or opens something. What each deed does is told
// where no browser is needed (server/src/tests/plain.rs); here is what only a browser knows: what is seen, hit and reached.

test.skip(({ javaScriptEnabled }) => javaScriptEnabled !== false, 'with scripts the program takes the presses');

/** What a page offers to press; past the head one skips only with Tab. */
const CONTROLS = ':is(a[href], button, summary):not(.skip-links *)';

/** Presses everything that is to be seen on a screen, and what that opens; answers what did nothing. */
async function pressAll(page: Page, path: string): Promise<{ dead: string[]; links: string[]; pressed: number }> {
  await page.goto(path);
  let asked = '';
  // Whatever is asked for is noted and answered with nothing, so that the page stays.
  await page.route('**/*', (route) => {
    if (!route.request().isNavigationRequest()) return route.continue();
    asked = `${route.request().method()} ${route.request().url()}`;
    return route.fulfill({ status: 204 });
  });
  const opened = () => page.evaluate(() => [...document.querySelectorAll('details, [popover]')].map((one) => one.matches('[open], :popover-open')).join());
  const [dead, links] = [[] as string[], [] as string[]];
  let pressed = 0;
  const controls = page.locator(CONTROLS);
  const all = await controls.count();
  for (let at = 0; at < all; at++) {
    const control = controls.nth(at);
    if (!(await control.isVisible())) {
      const menu = await control.evaluate((one) => one.closest('[popover]')?.id);
      if (menu) await page.locator(`[popovertarget="${menu}"]:not([popover] *)`).click();
      if (!(await control.isVisible())) continue;
    }
    const name = await control.evaluate((one) => `${one.tagName} ${one.getAttribute('aria-label') ?? one.textContent?.trim()}`);
    const before = `${await opened()} ${page.url()}`;
    asked = '';
    await control.focus();
    await page.keyboard.press('Enter');
    const answered = async () => asked !== '' || `${await opened()} ${page.url()}` !== before;
    await expect.poll(answered, { timeout: 3000 }).toBe(true).catch(() => dead.push(`${name} on ${path}`));
    if (asked.startsWith('GET ')) links.push(asked.slice(4));
    pressed += 1;
    // A fold stays open, so that what is in it is pressed next; a menu does not.
    if (await page.locator(':popover-open').count()) await page.keyboard.press('Escape');
  }
  await page.unroute('**/*');
  return { dead, links, pressed };
}

async function ward(world: World) {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const group = await world.group(asha, 'Ward 7', [rhys, mei]);
  const { id: theirs } = await rhys.api.send(group, 'Bed 4 is ready');
  const { id: own } = await asha.api.send(group, 'Thank you');
  await asha.api.call('edit-message', { conversation: group, message: own, version: 1, body: 'Thank you, Rhys' });
  await asha.api.call('save-draft', { conversation: group, body: 'Which', answers: theirs });
  const direct = await world.direct(asha, rhys);
  await rhys.api.send(direct, 'Please see bed 9');
  return { asha, rhys, mei, group, direct, own, theirs };
}

test('nothing that can be pressed is dead on any screen of somebody at work', async ({ world }) => {
  test.setTimeout(240_000);
  const { asha, rhys, group, direct, own, theirs } = await ward(world);
  const page = await world.browserOf(asha);
  const screens = [
    '/c', '/c?f=groups', '/c?f=archived', `/c/${group}`, `/c/${direct}`, `/c/${group}?info=1`, `/c/${direct}?info=1`,
    `/c/${group}?info=${own}`, `/c/${group}?info=${theirs}`, `/c/${group}?info=add&q=${encodeURIComponent(rhys.name)}`,
    `/c/${group}?info=leave`, `/c/${group}?info=remove&person=${rhys.id}`,
    '/new', `/new?group=1&people[]=${rhys.id}`, '/people', `/people/${rhys.id}`,
    '/settings', '/settings/profile', '/settings/pin', '/settings/devices', '/help', '/lock',
  ];
  const led = new Set<string>();
  for (const screen of screens) {
    const { dead, links, pressed } = await pressAll(page, screen);
    expect(dead, screen).toEqual([]);
    expect(pressed, screen).toBeGreaterThan(1);
    for (const link of links) led.add(link.replace(/#.*/, ''));
  }
  for (const link of led) {
    const answer = await page.context().request.get(link);
    expect(answer.status(), link).toBeLessThan(400);
  }
});

test('nothing that can be pressed is dead before one is in', async ({ world }) => {
  const asha = await world.person();
  await asha.api.call('lock');
  const locked = await world.browserOf(asha);
  for (const [page, screen] of [[await world.stranger(), '/sign-in'], [locked, '/unlock']] as const) {
    const { dead, pressed } = await pressAll(page, screen);
    expect(dead, screen).toEqual([]);
    expect(pressed, screen).toBeGreaterThan(0);
  }
});

test('a finger reaches what can be done with each message and each conversation', async ({ world }) => {
  const { asha, group } = await ward(world);
  const page = await world.browserOf(asha, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const [inbox, chat] = [new Inbox(world, page), new Conversation(world, page)];
  await inbox.visit();
  await inbox.row('Ward 7').getByRole('button', { name: 'More for Ward 7' }).tap();
  await page.getByRole('button', { name: 'Mute', exact: true }).tap();
  await expect(page.getByRole('button', { name: 'Muted', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await chat.visit(group);
  await chat.message('Bed 4 is ready').getByRole('button', { name: 'More about this message' }).tap();
  const aside = page.getByRole('complementary', { name: 'About this message' });
  await expect(aside.getByRole('heading', { name: 'Who has read it' })).toBeVisible();
  await aside.getByRole('button', { name: 'Reply' }).tap();
  await chat.say('Which side?');
  await expect(chat.message('Which side?').locator('.message__quote')).toContainText('Bed 4 is ready');
});

test('every conversation of the inbox is reached with Tab', async ({ world }) => {
  const { asha, rhys } = await ward(world);
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await inbox.link(rhys.name).focus();
  for (const name of [`More for ${rhys.name}`, 'More for Ward 7']) {
    const button = inbox.pane.getByRole('button', { name });
    await page.keyboard.press('Tab');
    if (name === 'More for Ward 7') await page.keyboard.press('Tab');
    await expect(button).toBeFocused();
  }
});
