import { setTimeout as pause } from 'node:timers/promises';
import type { Kind } from '../deed';
import { arrive, press, sealed, typeIn } from '../hands';
import { EMPTY, same } from '../model';
import { Fault } from '../deed';
import { type Screen, read } from '../screen';
import type { Walk } from '../walk';
import { ROOMS } from './opening';

/** The network goes away. It comes back with the next `online`, or when the walk rests. */
const offline: Kind = {
  name: 'offline',
  weight: 2,
  make: () => ({}),
  act: async (walk) => {
    walk.weather.offline = true;
    await walk.page.context().setOffline(true);
  },
};

/** The network comes back. */
const online: Kind = {
  name: 'online',
  weight: 2,
  offline: true,
  make: () => ({}),
  act: (walk) => back(walk),
};

/** Back on the line, if one was off it. */
export async function back(walk: Walk): Promise<boolean | void> {
  if (!walk.weather.offline) return false;
  walk.weather.offline = false;
  walk.model.unheard = [];
  await walk.page.context().setOffline(false);
}

/** Loads the page anew. */
const reload: Kind = {
  name: 'reload',
  weight: 2,
  fair: true,
  make: () => ({}),
  act: async (walk) => {
    const before = await walk.screen();
    await sealed(walk);
    await walk.page.reload();
    await arrive(walk, before, true);
  },
};

/** Opens a second tab of the same person; it stays until it is closed. */
const second: Kind = {
  name: 'second',
  weight: 2,
  fair: true,
  make: (chance) => ({ to: chance.whole(ROOMS) }),
  act: async (walk, { to }) => {
    const page = walk.second ?? (await walk.page.context().newPage());
    walk.second = page;
    page.setDefaultTimeout(8000);
    await page.goto(`/c/${walk.model.room(Number(to)).id}`);
    await walk.ready(page);
    await walk.page.bringToFront();
  },
};

/** In the second tab something is said, or typed and left; only where the first has nothing begun, for two hands write there. */
const elsewhere: Kind = {
  name: 'second-writes',
  weight: 4,
  fair: true,
  make: (chance) => ({ send: chance.often(0.6) }),
  act: async (walk, { send }) => {
    const page = walk.second;
    if (!page) return false;
    const where = walk.model.of((await read(page)).box?.conversation ?? '');
    if (where === undefined) return false;
    const { text, task } = walk.model.box(where);
    if (text || task.for !== 'say' || walk.model.room(where).boxes.length > 1) return false;
    const piece = walk.model.piece(where, 'from the other tab');
    await walk.until('box', 'the box of the second tab is not empty', (screen) => screen.box?.text === '', 6000, page);
    await typeIn(page, piece);
    if (send) {
      walk.model.sent(where, piece, false);
      await press(walk, page, false);
      await walk.until('unseen', `“${piece}” is not on the screen of the second tab`, (screen) => screen.lines.some((line) => line.text !== null && same(line.text, piece)), 6000, page);
      walk.model.setBox(where, EMPTY);
    } else {
      walk.model.setBox(where, { text: piece });
      // It is kept before anybody types there again.
      await kept(walk, where, piece);
    }
  },
};

/** What was begun in the first tab is there in the second one with what it answers, and is sent from there. */
const takesOver: Kind = {
  name: 'second-takes-over',
  weight: 4,
  fair: true,
  make: (chance) => ({ more: chance.often(0.4) }),
  act: async (walk, { more }) => {
    const page = walk.second;
    if (!page) return false;
    const where = walk.model.of((await read(page)).box?.conversation ?? '');
    if (where === undefined) return false;
    const { text, task } = walk.model.box(where);
    if (!text.trim() || task.for === 'edit' || walk.model.room(where).boxes.length > 1) return false;
    const words = (screen: Screen) => `the second tab shows “${screen.box?.text}” (${screen.box?.task}); in the first one “${text}” (${task.for}) was written`;
    await walk.until('box', words, (screen) => screen.box?.text === text && screen.box.task === task.for, 6000, page);
    const piece = more ? ` ${walk.model.piece(where, 'and sent from the other tab')}` : '';
    await typeIn(page, piece);
    walk.model.sent(where, text + piece, false);
    await press(walk, page, false);
    walk.model.setBox(where, EMPTY);
  },
};

async function kept(walk: Walk, where: number, draft: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const row = await walk.me.api.call<{ draft: string }>('find-row', { conversation: walk.model.room(where).id });
    if (row.draft === draft) return;
    await pause(60);
  }
  throw new Fault('draft', `“${draft}”, typed in the second tab, is not kept`);
}

const closed: Kind = {
  name: 'second-closed',
  weight: 1,
  make: () => ({}),
  act: async (walk) => {
    if (!walk.second) return false;
    await walk.second.close();
    walk.second = undefined;
  },
};

export const outside: Kind[] = [offline, online, reload, second, elsewhere, takesOver, closed];
