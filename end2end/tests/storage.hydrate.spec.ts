import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

const SECRETS = ['Potassium 6.1', 'NHS 999 123 4567', 'Mrs Quillfeather'];

/** Everything a page may have left on the device, as text. */
function lying(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const cached: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const path = new URL(request.url).pathname;
        const text = /\.wasm$|\.png$/.test(path) ? '' : ((await (await cache.match(request))?.text()) ?? '');
        cached.push(`${name} ${path}\n${text}`);
      }
    }
    return {
      cached,
      local: Object.entries({ ...localStorage }).map((entry) => entry.join('=')),
      session: Object.entries({ ...sessionStorage }).map((entry) => entry.join('=')),
      databases: (await indexedDB.databases()).map((database) => database.name ?? ''),
      cookies: document.cookie ? [document.cookie] : [],
    };
  });
}

async function conversation(world: World): Promise<{ asha: Person; rhys: Person; page: Page; chat: Conversation }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, `${SECRETS[0]}, ${SECRETS[1]}, ${SECRETS[2]}`);
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // A second visit is the worker's chance to keep too much.
  await page.reload();
  await world.live(page);
  await chat.say(`Read back: ${SECRETS[0]}`);
  await expect(chat.state('Read back', 'Sent')).toBeVisible();
  await chat.box.pressSequentially('A draft about Mrs Quillfeather');
  await new Inbox(world, page).filter('Unread').click();
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('searchbox').fill(rhys.name);
  await expect(page.getByRole('list', { name: 'People found' })).toContainText(rhys.name);
  await page.getByRole('link', { name: 'Help' }).click();
  return { asha, rhys, page, chat };
}

test('after real work nothing readable lies on the device', async ({ world }) => {
  const { asha, rhys, page } = await conversation(world);
  const found = await lying(page);
  const text = JSON.stringify(found);
  for (const secret of [...SECRETS, asha.name, rhys.name, asha.email, asha.pin, 'Read back', 'draft about']) {
    expect(text, secret).not.toContain(secret);
  }
  expect(found.local).toEqual([]);
  expect(found.session).toEqual([]);
  expect(found.databases).toEqual([]);
  expect(found.cookies).toEqual([]);
  const paths = (found.cached ?? []).map((entry) => entry.split('\n')[0]?.split(' ')[1] ?? '');
  expect(paths.length).toBeGreaterThan(4);
  expect(paths.filter((path) => !/^\/(pkg\/[\w./-]+\.(css|js|wasm)|icons\/[\w.-]+|icons\.svg|favicon\.svg|offline\.(html|css|js)|manifest\.webmanifest)$/.test(path))).toEqual([]);
  const cookies = await page.context().cookies();
  expect(cookies.every((cookie) => cookie.httpOnly && cookie.secure && cookie.name.startsWith('__Host-'))).toBe(true);
});

test('signing out leaves nothing at all', async ({ world }) => {
  const { page } = await conversation(world);
  await page.goto('/settings');
  await world.awake(page);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  // On the way it passes the offline page, which knows where it leads.
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await world.awake(page);
  const found = await lying(page);
  expect([found.local, found.session, found.databases, found.cookies]).toEqual([[], [], [], []]);
  expect(await page.context().cookies()).toEqual([]);
});

test('whatever carries data says that nobody may keep it', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const page = await world.browserOf(asha);
  const kept: string[] = [];
  page.context().on('response', (response) => {
    const path = new URL(response.url()).pathname;
    const shell = /^\/(pkg|icons|screenshots)\/|^\/(icons|favicon|grove)\.svg$|^\/(sw\.js|shell\.json|manifest\.webmanifest|offline\.(html|css|js))$/.test(path);
    if (!shell && !(response.headers()['cache-control'] ?? '').includes('no-store')) kept.push(`${response.status()} ${path}`);
  });
  await new Conversation(world, page).visit(id);
  for (const path of ['/c', '/new', '/people', '/settings', '/settings/devices', '/help', '/nowhere']) await page.goto(path);
  for (const answer of [await asha.api.ask('list-inbox', { filter: '' }), await asha.api.ask('open-conversation', { conversation: rhys.id }), await rhys.api.page('/c')]) {
    expect(answer.headers['cache-control']).toContain('no-store');
  }
  await page.goto('/unlock');
  expect(kept).toEqual([]);
});

test('without a network an opened page is the offline page, which knows nothing', async ({ world }) => {
  const { asha, rhys, page } = await conversation(world);
  await world.offline(page);
  for (const path of ['/c', '/settings']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
    const html = await page.content();
    for (const word of [...SECRETS, asha.name, rhys.name]) expect(html).not.toContain(word);
  }
  await expect(page.getByText('waits on this device, sealed').filter({ visible: true })).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'Try again' })).toBeVisible();
  await page.context().setOffline(false);
  // Back by itself, and to the address that was asked for.
  await expect(page).toHaveURL(/\/settings$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
});

test('the worker is for this build, and another build makes another worker', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/c');
  const shell = JSON.parse((await asha.api.page('/shell.json')).text) as { version: string; assets: string[] };
  const [script, caches] = await page.evaluate(async () => {
    const ready = await navigator.serviceWorker.ready;
    return [ready.active?.scriptURL ?? '', await window.caches.keys()] as const;
  });
  expect(new URL(script).searchParams.get('v')).toBe(shell.version);
  expect(caches).toEqual([`pando-shell-${shell.version}`]);
  for (const path of shell.assets) expect((await asha.api.page(path)).status, path).toBe(200);
});

test('every answer carries the headers that keep foreign scripts, frames and sniffing out', async ({ world }) => {
  const asha = await world.person();
  for (const path of ['/c', '/help', '/nowhere', '/healthz', '/icons.svg', '/sw.js']) {
    const { headers } = await asha.api.page(path);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('same-origin');
    expect(headers['content-security-policy'], path).toContain("default-src 'none'");
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy'], path).not.toMatch(/unsafe-inline|'unsafe-eval'/);
  }
});
