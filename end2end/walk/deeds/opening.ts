import type { Kind } from '../deed';
import { arrive, leaveBox, sealed, toInbox } from '../hands';
import { at } from '../chance';
import { said } from '../truth';
import type { Walk } from '../walk';

/** How many conversations a walk has. */
export const ROOMS = 5;

/** By a click on its row; a tap, on a phone. */
const click: Kind = {
  name: 'click',
  weight: 12,
  offline: true,
  make: (chance) => ({ to: chance.whole(ROOMS) }),
  act: async (walk, { to }) => {
    const before = await walk.screen();
    const room = walk.model.room(Number(to));
    if (walk.weather.offline && !walk.visited.has(Number(to))) return false;
    await toInbox(walk);
    const row = walk.page.locator(`[data-conversation="${room.id}"]`).getByRole('link');
    if (!(await row.isVisible())) return false;
    await row.click();
    await walk.page.waitForURL(`**/c/${room.id}*`);
    await arrive(walk, before);
  },
};

/** By Ctrl+K, some letters and Enter. */
const switcher: Kind = {
  name: 'switcher',
  weight: 4,
  make: (chance) => ({ to: chance.whole(ROOMS) }),
  act: async (walk, { to }) => {
    const before = await walk.screen();
    const room = walk.model.room(Number(to));
    await walk.page.keyboard.press('Control+k');
    const find = walk.page.getByRole('combobox');
    await find.fill(room.title);
    const offer = walk.page.getByRole('option').first();
    await offer.filter({ hasText: room.title }).waitFor();
    await find.press('Enter');
    await walk.page.waitForURL(`**/c/${room.id}*`);
    await arrive(walk, before);
  },
};

/** By Alt and an arrow: to the neighbour in the list. */
const step: Kind = {
  name: 'step',
  weight: 4,
  make: (chance) => ({ down: chance.often(0.5) }),
  act: async (walk, { down }) => {
    const before = await walk.screen();
    const here = before.rows.findIndex((row) => row.id === before.box?.conversation);
    const next = here < 0 ? undefined : before.rows[here + (down ? 1 : -1)];
    if (!next) return false;
    await leaveBox(walk.page);
    await walk.page.keyboard.press(down ? 'Alt+ArrowDown' : 'Alt+ArrowUp');
    await walk.page.waitForURL((url) => url.pathname.startsWith('/c/') && url.pathname !== before.path);
    await arrive(walk, before);
  },
};

/** By its address. */
const address: Kind = {
  name: 'address',
  weight: 2,
  fair: true,
  make: (chance) => ({ to: chance.whole(ROOMS) }),
  act: async (walk, { to }) => {
    const before = await walk.screen();
    await sealed(walk);
    await walk.page.goto(`/c/${walk.model.room(Number(to)).id}`);
    await arrive(walk, before, true);
  },
};

/** By the link of a message, which is on screen then. */
const link: Kind = {
  name: 'link',
  weight: 4,
  fair: true,
  make: (chance) => ({ to: chance.whole(ROOMS), which: chance.next() }),
  act: async (walk, { to, which }) => {
    const before = await walk.screen();
    const room = walk.model.room(Number(to));
    const message = at((await said(walk.me.api, room.id)).filter((one) => !one.notice), Number(which));
    if (!message) return false;
    await sealed(walk);
    await walk.page.goto(`/c/${room.id}?m=${message.id}`);
    await arrive(walk, before, true);
    const words = `the link to “${message.body}” does not show it`;
    await walk.until('jump', words, (screen) => screen.lines.some((line) => line.id === message.id && line.seen));
  },
};

async function history(walk: Walk, go: () => Promise<unknown>): Promise<boolean | void> {
  const before = await walk.screen();
  const url = walk.page.url();
  await sealed(walk);
  await go();
  const to = new URL(walk.page.url());
  // Before the first page there is none.
  if (to.protocol !== 'http:') {
    await walk.page.goto(url);
    return arrive(walk, { ...before, born: -1 }, true);
  }
  await arrive(walk, before, true);
}

const back: Kind = {
  name: 'back',
  weight: 4,
  fair: true,
  make: () => ({}),
  act: (walk) => history(walk, () => walk.page.goBack()),
};

const forward: Kind = {
  name: 'forward',
  weight: 2,
  fair: true,
  make: () => ({}),
  act: (walk) => history(walk, () => walk.page.goForward()),
};

/** To the list, which a phone shows alone. */
const list: Kind = {
  name: 'list',
  weight: 2,
  offline: true,
  make: () => ({}),
  act: async (walk) => (walk.phone && walk.model.open !== undefined ? toInbox(walk) : false),
};

export const opening: Kind[] = [click, switcher, step, address, link, back, forward, list];
