import type { Locator, Page, Route } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { type Person, type World, expect, test } from '../world';

/** What a loader says of a part that it cannot have. */
const LOADER = /Failed to fetch|Failed to execute 'compile' on 'WebAssembly'|signal timed out|NetworkError/;
/** Every part of the program but the main one. */
const PART = /\/pkg\/(?!pando\.)[^/]+\.wasm$/;

/** A browser that never has a service worker (a private window, an old telephone), so that every part comes by the network. */
async function workerless(world: World, person?: Person): Promise<Page> {
  const page = await world.browserOf(person ?? (await world.person()));
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => {
      (window as { pandoAwake?: boolean }).pandoAwake = true;
      return Promise.reject(new TypeError('no workers here'));
    };
  });
  world.foreseen.push(LOADER);
  return page;
}

const cut = (route: Route): Promise<void> => route.abort('connectionfailed');
const gone = (route: Route): Promise<void> => route.fulfill({ status: 404, body: 'gone' });

function reload(page: Page): Locator {
  return page.getByRole('button', { name: 'Reload' });
}

const SCREENS = [
  ['Settings', /\/settings$/],
  ['People', /\/people$/],
  ['Help', /\/help$/],
] as const;

for (const [link, address] of SCREENS) {
  test(`${link} without its code says so, and comes when the network does`, async ({ world }) => {
    const page = await workerless(world);
    await world.visit(page, '/c');
    await world.whole(page);
    await page.route(PART, cut);
    await page.getByRole('link', { name: link, exact: true }).click();
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { name: 'This could not be loaded' })).toBeVisible();
    await expect(reload(page)).toHaveCount(1);
    await expect(page).toHaveURL(address);
    await main.getByRole('button', { name: 'Try again' }).click();
    await expect(reload(page)).toBeVisible();
    await page.unroute(PART);
    await main.getByRole('button', { name: 'Try again' }).click();
    await expect(main.getByRole('heading', { level: 1, name: 'This could not be loaded' })).toHaveCount(0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // The rest of the page has gone on living.
    await page.getByRole('link', { name: 'Messages' }).click();
    await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
  });

  test(`${link} whose code is gone says so, and Reload leads there`, async ({ world }) => {
    const page = await workerless(world);
    await world.visit(page, '/c');
    await world.whole(page);
    await page.route(PART, gone);
    await page.getByRole('link', { name: link, exact: true }).click();
    await expect(reload(page)).toHaveCount(1);
    await page.unroute(PART);
    await reload(page).click();
    await expect(page).toHaveURL(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { name: /could not be loaded|was updated/ })).toHaveCount(0);
  });
}

test('the list of keys without its code says so, and comes when the network does', async ({ world }) => {
  const page = await workerless(world);
  await world.visit(page, '/c');
  await world.whole(page);
  await page.route(PART, cut);
  await page.keyboard.press('Control+/');
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog.getByRole('button', { name: 'Reload' })).toBeVisible();
  await page.unroute(PART);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByRole('button', { name: 'Reload' })).toHaveCount(0);
  await expect(dialog).toContainText('Next');
});

test('the line and the switcher without their code: one bar says so, also over a dialog, and goes by itself', async ({ world }) => {
  const page = await workerless(world);
  await page.route(PART, cut);
  await world.visit(page, '/c');
  const bar = page.getByRole('alert').filter({ hasText: 'Part of Pando could not be loaded' });
  await expect(bar.getByRole('button', { name: 'Reload' })).toBeVisible();
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Find a person or conversation' });
  await expect(dialog.getByRole('button', { name: 'Reload' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bar).toBeVisible();
  await page.unroute(PART);
  await world.live(page);
  await expect(bar).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(dialog.getByRole('combobox')).toBeFocused();
});

test('a page opened without its part stays what the server drew, and offers to reload', async ({ world }) => {
  const page = await workerless(world);
  await page.route(PART, cut);
  await page.goto('/help');
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeVisible();
  await expect(page.getByRole('alert').getByRole('button', { name: 'Reload' })).toBeVisible();
  // Its links are plain ones.
  await page.unroute(PART);
  await page.getByRole('link', { name: 'Messages' }).click();
  await world.live(page);
});

test('a page whose whole program is gone stays readable, and offers to reload', async ({ world }) => {
  const page = await workerless(world);
  world.foreseen.push(/dynamically imported module/);
  await page.route(/\/pkg\/pando\.\w+\.js$/, gone);
  await page.goto('/help');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Reload' })).toBeVisible();
});

test('an upgrade under an open tab ends in one Reload, and what was written is there', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const page = await workerless(world, asha);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await world.live(page);
  await chat.box.pressSequentially('Bed 4 is nearly');
  await expect.poll(async () => JSON.stringify(await asha.api.call('list-inbox', { filter: '' }))).toContain('Bed 4 is nearly');
  const before = await build(page);
  await world.server.upgrade();
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'Pando was updated' })).toBeVisible();
  await expect(main.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await main.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  expect(await build(page)).not.toBe(before);
  await chat.visit(id);
  await expect(chat.box).toHaveValue('Bed 4 is nearly');
});

test('of two tabs one is updated: the other goes on, and is offered the same', async ({ world }) => {
  const asha = await world.person();
  const one = await world.browserOf(asha);
  await world.visit(one, '/c');
  await one.evaluate(() => navigator.serviceWorker.ready);
  const other = await one.context().newPage();
  await world.visit(other, '/c');
  await world.live(other);
  const before = await build(other);
  await world.server.upgrade();
  await world.visit(one, '/c');
  expect(await build(one)).not.toBe(before);
  const version = await build(one);
  await expect.poll(() => one.evaluate(() => navigator.serviceWorker.controller?.scriptURL ?? '')).toContain(version);
  // The page that was loaded anew is not asked to load anew.
  await expect(one.getByRole('button', { name: 'Reload' })).toHaveCount(0);
  // Its parts are gone from the server, and still there for the tab that runs them.
  for (const [link, address] of SCREENS) {
    await other.getByRole('link', { name: link, exact: true }).click();
    await expect(other).toHaveURL(address);
    await expect(other.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    await expect(other.getByRole('heading', { name: /could not be loaded|was updated/ })).toHaveCount(0);
  }
  const offer = other.getByRole('region', { name: 'Notes' }).getByRole('button', { name: 'Reload' });
  await expect(offer).toHaveCount(1);
  await offer.click();
  await expect.poll(() => build(other).catch(() => before)).toBe(version);
  await expect.poll(() => other.evaluate(() => caches.keys())).toContain(`pando-shell-${version}`);
});

/** Which build a page is of. */
function build(page: Page): Promise<string> {
  return page.evaluate(() => document.documentElement.dataset.build ?? '');
}

test('what a newer server tells in words that this page cannot read is there all the same, and being too old is said', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const page = await world.browserOf(asha);
  const lines: { close: (how: { code: number }) => Promise<void> }[] = [];
  await page.routeWebSocket(/\/live/, (line) => {
    const server = line.connectToServer();
    server.onMessage((text) => {
      const newer = { events: { conversation: id, events: [{ polled: { seq: 7, choices: ['CT', 'MRI'] } }] } };
      line.send(String(text).includes('"said"') ? JSON.stringify(newer) : text);
    });
    lines.push(line);
  });
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await rhys.api.send(id, 'CT or MRI?');
  await expect(chat.message('CT or MRI?')).toBeVisible();
  const offer = page.getByRole('region', { name: 'Notes' }).getByRole('button', { name: 'Reload' });
  await expect(offer).toHaveCount(0);
  await lines.at(-1)?.close({ code: 4426 });
  await expect(offer).toHaveCount(1);
});
