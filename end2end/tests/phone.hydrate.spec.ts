import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

async function ward(world: World): Promise<{ asha: Person; rhys: Person; id: string; group: string; page: Page }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'Is bed 4 clean? Her daughter rings at ten and wants to hear from somebody who has seen her today.');
  const group = await world.group(asha, 'Acute Medical Unit and Respiratory night team handover', [rhys]);
  await asha.api.send(group, 'https://intranet.alder-vale.example/a/very/long/address/that/nobody/can/break?at=all&and=more-of-it-without-end');
  return { asha, rhys, id, group, page: await world.browserOf(asha) };
}

test('one pane at a time, and the way back', async ({ world }) => {
  const { rhys, page } = await ward(world);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await expect(inbox.pane).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  const chat = new Conversation(world, page);
  await inbox.open(rhys.name);
  await expect(inbox.pane).toBeHidden();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(chat.box).toBeInViewport();
  await expect(chat.title).toBeFocused();
  const aside = await chat.details();
  await expect(chat.box).toBeHidden();
  await aside.getByRole('link', { name: 'Back to messages' }).click();
  await expect(chat.box).toBeVisible();
  await page.getByRole('link', { name: 'Back to messages' }).click();
  await expect(inbox.pane).toBeVisible();
  await expect(chat.box).toBeHidden();
  await page.goBack();
  await expect(chat.box).toBeVisible();
});

test('after Back and Forward the way to the list changes the address as well', async ({ world }) => {
  const { rhys, page } = await ward(world);
  const [inbox, chat] = [new Inbox(world, page), new Conversation(world, page)];
  await world.visit(page, '/settings');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Messages/ }).click();
  await inbox.open(rhys.name);
  await expect(chat.box).toBeVisible();
  await page.goBack();
  await expect(inbox.pane).toBeVisible();
  await page.goForward();
  await expect(chat.box).toBeVisible();
  await page.getByRole('link', { name: 'Back to messages' }).click();
  await expect(inbox.pane).toBeVisible();
  await expect(page).toHaveURL(/\/c$/);
});

test('whoever goes back to the inbox finds the conversation that has news on top', async ({ world }) => {
  const [asha, rhys, zoe] = [await world.person(), await world.person(), await world.person()];
  const [one, two] = [await world.direct(asha, rhys), await world.direct(asha, zoe)];
  await rhys.api.send(one, 'Bed 4 is ready');
  await zoe.api.send(two, 'Bloods are back');
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await inbox.row(rhys.name).getByRole('link').click();
  await expect(new Conversation(world, page).box).toBeVisible();
  await rhys.api.send(one, 'And swabbed');
  await page.getByRole('link', { name: 'Back to messages' }).click();
  const order = () => page.locator('[data-conversation]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-conversation')));
  await expect.poll(order).toEqual([one, two]);
});

test('flags are set from the details, where a thumb reaches them', async ({ world }) => {
  const { rhys, id, page } = await ward(world);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  const aside = await chat.details();
  const saved = page.waitForResponse('**/api/set-flags');
  await aside.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(aside.getByRole('button', { name: 'Pinned', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await saved;
  await page.goto('/c');
  await expect(new Inbox(world, page).row(rhys.name)).toContainText('Pinned');
});

test('Latest brings up no keyboard', async ({ world }) => {
  const { rhys, id, page } = await ward(world);
  for (let at = 0; at < 30; at++) await rhys.api.send(id, `Line ${at} of the night`);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await expect(chat.message('Line 29 of the night')).toBeAttached();
  await chat.log.evaluate((log) => (log.scrollTop = -log.scrollHeight));
  await page.getByRole('button', { name: /^(Latest|\d+ new messages?)$/ }).click();
  await expect(chat.message('Line 29 of the night')).toBeInViewport();
  await expect(chat.box).not.toBeFocused();
});

/** Every screen of somebody at work. */
function screens(id: string, group: string): string[] {
  return ['/c', '/c?f=archived', `/c/${id}`, `/c/${group}`, `/c/${group}?info=1`, '/new', '/new?group=1', '/people', '/settings', '/settings/profile', '/settings/devices', '/help', '/nowhere'];
}

/** Opens one of them; the page of an address that is nobody's has nothing that comes to life. */
async function show(world: World, page: Page, path: string): Promise<void> {
  await page.goto(path);
  if (path !== '/nowhere') await world.awake(page);
}

/** What sticks out of the page to the right, or is cut off without an ellipsis. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.className} "${(element.textContent ?? '').trim().slice(0, 40)}"`;
    const found = document.documentElement.scrollWidth > innerWidth + 1 ? [`the page is ${document.documentElement.scrollWidth} px wide`] : [];
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const seen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1;
      if (!seen || element.closest('.visually-hidden, .skip-links, [aria-hidden="true"]')) continue;
      // A name that its line cuts with an ellipsis is as wide as it is.
      if (element.matches('bdi') && element.parentElement && getComputedStyle(element.parentElement).textOverflow === 'ellipsis') continue;
      if (box.right > innerWidth + 1 && !element.closest('svg')) found.push(`sticks out: ${name(element)}`);
      const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const cut = element.scrollWidth > element.clientWidth + 1 && style.overflowX !== 'visible' && style.textOverflow !== 'ellipsis' && !/auto|scroll/.test(style.overflowX);
      if (words && cut && style.display !== 'inline') found.push(`cut off: ${name(element)}`);
    }
    return found;
  });
}

test('at 320 pixels nothing sticks out and nothing is cut', async ({ world }) => {
  const { id, group, page } = await ward(world);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of screens(id, group)) {
    await show(world, page, path);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
    expect.soft(await lost(page), path).toEqual([]);
  }
});

test('with text twice as large, and spaced, nothing is lost', async ({ world }) => {
  const { id, group, page } = await ward(world);
  for (const path of screens(id, group)) {
    await show(world, page, path);
    await page.evaluate(() => {
      // The browser's text size, and WCAG 1.4.12's spacing, through the sheet's own interface: no inline style is allowed.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('html { font-size: 200% } * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }');
      document.adoptedStyleSheets = [sheet];
    });
    expect.soft(await lost(page), path).toEqual([]);
  }
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.say('Still room to write');
  await expect(chat.message('Still room to write')).toBeVisible();
});

test('everything to tap is at least 44 pixels, or 24 within a line of text', async ({ world }) => {
  const { id, group, page } = await ward(world);
  for (const path of screens(id, group)) {
    await show(world, page, path);
    const small = await page.evaluate(() => {
      const found: string[] = [];
      for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
        // What is tapped is the label's whole area where a box stands in one, and the whole line where a name leads on.
        const target = element.closest('label') ?? (element.matches('.person__link') ? element.closest('.person') : null) ?? element;
        const radio = element.matches('[type=radio], [type=checkbox]') ? ((element as HTMLInputElement).labels?.[0] ?? target) : target;
        const box = radio.getBoundingClientRect();
        const seen = element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
        if (!seen || element.closest('.skip-links, .visually-hidden') || getComputedStyle(element).clipPath !== 'none') continue;
        const inline = getComputedStyle(element).display.startsWith('inline') && element.parentElement?.matches('p, dd, .message__text, .message__meta, form') && element.tagName !== 'TEXTAREA';
        const least = inline ? 24 : 43.5;
        const minor = element.matches('.message__state, .message__edited, .message__quote') ? 24 : least;
        if (Math.min(box.height, Math.max(box.width, minor)) < Math.min(minor, 44) - (inline ? 3 : 0)) {
          found.push(`${Math.round(box.width)}×${Math.round(box.height)} ${element.tagName} ${element.className} "${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)}"`);
        }
      }
      return found;
    });
    expect.soft(small, path).toEqual([]);
  }
});

test('the manifest is whole, its icons load in their sizes, and the worker is there', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/c');
  const manifest = (await (await page.request.get(`${world.server.url}/manifest.webmanifest`)).json()) as {
    id: string;
    start_url: string;
    display: string;
    icons: { src: string; sizes: string; type: string; purpose: string }[];
    shortcuts: { url: string }[];
    screenshots: { src: string; sizes: string; form_factor: string }[];
  };
  expect([manifest.id, manifest.display]).toEqual(['/', 'standalone']);
  expect(manifest.icons.some((icon) => icon.purpose === 'maskable')).toBe(true);
  for (const { src, sizes, type } of [...manifest.icons, ...manifest.screenshots.map((shot) => ({ type: 'image/png', ...shot }))]) {
    const answer = await page.request.get(`${world.server.url}${src}`);
    expect([answer.status(), answer.headers()['content-type']], src).toEqual([200, type]);
    if (type !== 'image/png') continue;
    const png = await answer.body();
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, src).toBe(sizes);
  }
  for (const { url } of manifest.shortcuts) expect((await asha.api.page(url)).status, url).toBe(200);
  expect((await asha.api.page(manifest.start_url)).status).toBe(200);
  const worker = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  expect(new URL(worker).pathname).toBe('/');
  // What the browser itself holds against installing it.
  const session = await page.context().newCDPSession(page);
  const { errors } = (await session.send('Page.getAppManifest')) as { errors: unknown[] };
  expect(errors).toEqual([]);
  const { installabilityErrors } = (await session.send('Page.getInstallabilityErrors')) as { installabilityErrors: { errorId: string }[] };
  // A test's window is a private one, which nothing can be installed from.
  expect(installabilityErrors.filter((error) => error.errorId !== 'in-incognito')).toEqual([]);
});

test('the shortcut that locks asks for a press, and does it', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await page.goto('/lock?src=pwa');
  expect((await asha.api.ask('who-am-i')).status).toBe(200);
  await page.getByRole('main').getByRole('button', { name: /^Lock/ }).click();
  await expect(page.getByRole('heading', { name: 'Pando is locked' })).toBeVisible();
});

test('the page leaves room for the keyboard and the notch, and lets people zoom', async ({ world }) => {
  const { id, page } = await ward(world);
  await world.visit(page, `/c/${id}`);
  const viewport = (await page.locator('meta[name="viewport"]').getAttribute('content')) ?? '';
  for (const part of ['width=device-width', 'viewport-fit=cover', 'interactive-widget=resizes-content']) expect(viewport).toContain(part);
  expect(viewport).not.toMatch(/user-scalable|maximum-scale/);
  const size = await new Conversation(world, page).box.evaluate((box) => parseFloat(getComputedStyle(box).fontSize));
  expect(size).toBeGreaterThanOrEqual(16);
  // A keyboard takes half of the screen: the box is still in sight, and so is the last message.
  await page.setViewportSize({ width: 390, height: 420 });
  await expect(new Conversation(world, page).box).toBeInViewport();
});

test('to talk to somebody takes two taps and a few letters', async ({ world }) => {
  const { rhys, page } = await ward(world);
  await new Inbox(world, page).visit();
  await page.getByRole('link', { name: 'New message' }).first().tap();
  const directory = new Directory(world, page);
  await directory.find(rhys.name.split(' ')[1]?.slice(0, 5) ?? '');
  await directory.found.getByRole('button').filter({ hasText: rhys.name }).tap();
  await expect(new Conversation(world, page).title).toHaveText(rhys.name);
});

/** Enter of a screen keyboard that does not say which key it was, only that a line shall break. */
function unnamedEnter(page: Page): Promise<boolean> {
  return page.getByRole('textbox', { name: /^Message to / }).evaluate((box) => {
    box.focus();
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Unidentified', keyCode: 229, bubbles: true, cancelable: true }));
    // Whether the browser would go on and break the line.
    return box.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertLineBreak', bubbles: true, cancelable: true }));
  });
}

test('Enter of a screen keyboard begins a new line, and its key says so', async ({ world }) => {
  const { id, page } = await ward(world);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await expect(chat.box).toHaveAttribute('enterkeyhint', 'enter');
  await chat.box.fill('One');
  await chat.box.press('Enter');
  await page.keyboard.type('Two');
  await expect(chat.box).toHaveValue('One\nTwo');
  expect(await unnamedEnter(page)).toBe(true);
  await expect(chat.message('One')).toHaveCount(0);
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await expect(chat.message('One')).toBeVisible();
});

test('whoever set it so sends with the Enter of a screen keyboard, named or not; the desk’s own setting is another', async ({ world }) => {
  const { asha, id, page } = await ward(world);
  await asha.api.call('save-settings', { theme: 'auto', density: 'regular', enter_sends: false, touch_enter_sends: true, single_keys: true, announce: 'all' });
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await expect(chat.box).toHaveAttribute('enterkeyhint', 'send');
  await chat.box.fill('Named');
  await chat.box.press('Enter');
  await expect(chat.message('Named')).toBeVisible();
  await expect(chat.box).toHaveValue('');
  await chat.box.fill('Unnamed');
  expect(await unnamedEnter(page)).toBe(false);
  await expect(chat.message('Unnamed')).toHaveCount(1);
  await expect(chat.box).toHaveValue('');
  const desk = new Conversation(world, await world.browserOf(asha, { viewport: { width: 1440, height: 900 }, hasTouch: false, isMobile: false }));
  await desk.visit(id);
  await desk.box.fill('At the desk');
  await desk.box.press('Enter');
  await expect(desk.box).toHaveValue('At the desk\n');
});

test('the list says that the line is lost, and which conversation has messages that are not sent', async ({ world }) => {
  const { rhys, page } = await ward(world);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await inbox.open(rhys.name);
  const chat = new Conversation(world, page);
  await world.offline(page);
  await chat.say('Bed 4 is ready');
  await chat.say('Her daughter knows');
  await page.getByRole('link', { name: 'Back to messages' }).click();
  await expect(inbox.row(rhys.name)).toContainText('2 not sent yet');
  await expect(inbox.pane.getByText('No connection.')).toBeVisible();
  await page.context().setOffline(false);
  await expect(inbox.pane.getByText('No connection.')).toBeHidden();
  await expect(inbox.row(rhys.name)).not.toContainText('not sent');
});

test('a telephone on its side shows more of what was said than of what stands around it', async ({ world }) => {
  const { id, page } = await ward(world);
  for (const viewport of [{ width: 667, height: 375 }, { width: 844, height: 390 }, { width: 932, height: 430 }]) {
    await page.setViewportSize(viewport);
    await new Conversation(world, page).visit(id);
    const share = await page.locator('#timeline').evaluate((timeline) => timeline.clientHeight / innerHeight);
    expect(share, `${viewport.width} × ${viewport.height}`).toBeGreaterThan(0.66);
  }
});

test('the smallest phone has the words of all five places, and the counts keep their shape', async ({ world }) => {
  const { asha, rhys, page } = await ward(world);
  for (let at = 0; at < 12; at++) await rhys.api.send(await world.group(rhys, `Ward ${at} night team`, [asha]), 'Please look at bed 9');
  const busy = await world.group(rhys, 'Ward 12 night team', [asha]);
  for (let at = 1; at <= 12; at++) await rhys.api.send(busy, `Line ${at} of the night`);
  await page.setViewportSize({ width: 320, height: 640 });
  await new Inbox(world, page).visit();
  const rail = page.getByRole('navigation', { name: 'Main' });
  for (const word of ['Messages', 'People', 'Settings', 'Help', 'Lock']) await expect(rail.getByText(word, { exact: true })).toBeInViewport({ ratio: 1 });
  expect(await rail.evaluate((bar) => bar.scrollWidth - bar.clientWidth)).toBeLessThanOrEqual(0);
  const badges = page.locator('.badge').filter({ hasText: /^\D*1[0-9]/ });
  await expect(badges).not.toHaveCount(0);
  for (const badge of await badges.all()) {
    const { width = 0, height = 0 } = (await badge.boundingBox()) ?? {};
    expect(Math.abs(width - height), 'a circle').toBeLessThan(2);
  }
});

test('among those who have read it no name is broken', async ({ world }) => {
  const asha = await world.person();
  const { email } = world.someone();
  const rhys = await world.person({ name: 'Oluwaseun Featherstonehaugh', email });
  const id = await world.direct(asha, rhys);
  await asha.api.send(id, 'Bloods sent');
  await new Conversation(world, await world.browserOf(rhys)).visit(id);
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.state('Bloods sent', /^(Delivered|Read)$/).click();
  const line = page.getByRole('dialog').getByRole('listitem').filter({ hasText: rhys.name });
  await expect(line).toContainText('Delivered');
  const { height } = await line.locator('bdi').evaluate((name) => name.getBoundingClientRect());
  expect(height, 'one line').toBeLessThan(30);
});
