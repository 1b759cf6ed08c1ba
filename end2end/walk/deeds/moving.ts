import { setTimeout as pause } from 'node:timers/promises';
import { Fault, type Kind } from '../deed';
import { leaveBox, log } from '../hands';
import type { Screen } from '../screen';
import type { Walk } from '../walk';

/** What one notch of a wheel moves. */
const NOTCH = 100;
/** So near to the end the timeline goes to it by itself. */
const NEAR = 100;

/** Turns the wheel over the messages: what is under it moves by about so much, unless an end is in the way. */
const wheel: Kind = {
  name: 'wheel',
  weight: 7,
  offline: true,
  make: (chance) => ({ up: chance.often(0.65), notches: 3 + chance.whole(10), x: 0.2 + 0.6 * chance.next(), y: 0.2 + 0.6 * chance.next() }),
  act: async (walk, given) => {
    if (walk.model.open === undefined || (await isNoted(walk, Number(given.x), Number(given.y)))) return false;
    const wrong: string[] = [];
    // Something may have come just then, and a stretch may have been cut where the eye was: only what happens each time is a fault.
    for (let tries = 0; tries < 3; tries++) {
      const told = await turn(walk, Number(given.notches) * NOTCH * (given.up ? -1 : 1), Number(given.x), Number(given.y));
      if (!told) return;
      wrong.push(told);
      await walk.calm();
      await pause(150);
    }
    throw new Fault('wheel', wrong.at(-1) ?? '');
  },
};

/** Whether a passing note lies over the messages there: nothing under it scrolls. */
async function isNoted(walk: Walk, x: number, y: number): Promise<boolean> {
  const at = await spot(walk, x, y);
  return !!at && walk.page.evaluate(({ x, y }) => !!document.elementFromPoint(x, y)?.closest('.toasts'), at);
}

/** A place over the messages, by shares of their width and height. */
async function spot(walk: Walk, x: number, y: number): Promise<{ x: number; y: number } | undefined> {
  const place = await log(walk.page).boundingBox();
  return place ? { x: place.x + place.width * x, y: place.y + place.height * y } : undefined;
}

interface Stand {
  toTop: number;
  toEnd: number;
}

function stand(walk: Walk): Promise<Stand> {
  return log(walk.page).evaluate((scroller) => {
    const room = scroller.scrollHeight - scroller.clientHeight;
    // The scroller begins at its end, where it stands at 0; above it is negative.
    const toEnd = getComputedStyle(scroller).flexDirection === 'column-reverse' ? -scroller.scrollTop : room - scroller.scrollTop;
    return { toEnd, toTop: room - toEnd };
  });
}

async function turn(walk: Walk, by: number, x: number, y: number): Promise<string | undefined> {
  const at = await spot(walk, x, y);
  if (!at) return 'there is no timeline';
  await walk.page.mouse.move(at.x, at.y);
  await pause(30);
  const before = await walk.screen();
  const from = await stand(walk);
  await walk.page.mouse.wheel(0, by);
  const after = await still(walk);
  const moved = before.lines.flatMap((line) => {
    const now = after.lines.find((one) => one.id === line.id);
    return line.seen && now ? [line.top - now.top] : [];
  })[0];
  // Everything that was on screen has been let go of: then it has moved indeed.
  if (moved === undefined) return undefined;
  const most = Math.abs(by);
  const room = Math.min(most, by < 0 ? from.toTop : from.toEnd);
  const way = by < 0 ? -moved : moved;
  if (way < 0.6 * room - 6 || way > most + NEAR + 40) return `the wheel was turned by ${by} pixels, ${Math.round(room)} were left, and what is under it moved by ${Math.round(moved)}`;
  return undefined;
}

/** Waits until nothing scrolls any more. */
async function still(walk: Walk): Promise<Screen> {
  let last = '';
  for (let tries = 0; tries < 40; tries++) {
    await pause(60);
    const screen = await walk.screen();
    const places = screen.lines.map((line) => `${line.id} ${Math.round(line.top)}`).join();
    if (places === last && tries > 2) return screen;
    last = places;
  }
  return walk.screen();
}

/** Scrolls far up, so that older pages come. */
const far: Kind = {
  name: 'far-up',
  weight: 4,
  make: (chance) => ({ turns: 3 + chance.whole(6) }),
  act: async (walk, { turns }) => {
    if (walk.model.open === undefined) return false;
    const middle = await spot(walk, 0.5, 0.5);
    if (!middle) return false;
    await walk.page.mouse.move(middle.x, middle.y);
    for (let turned = 0; turned < Number(turns); turned++) {
      await walk.page.mouse.wheel(0, -900);
      await pause(90);
    }
    await still(walk);
  },
};

/** To the latest, by the button where there is one, by Ctrl+End otherwise. */
const latest: Kind = {
  name: 'latest',
  weight: 4,
  make: (chance) => ({ key: chance.often(0.4) }),
  act: async (walk, { key }) => {
    if (walk.model.open === undefined) return false;
    const there = (screen: Screen) => !screen.latest && !!screen.lines.at(-1)?.seen;
    for (let tries = 0; ; tries++) {
      const { latest: way } = await walk.screen();
      if (way && !key) await walk.page.getByRole('button', { name: way }).click({ timeout: 2000 }).catch(() => undefined);
      else {
        await leaveBox(walk.page);
        await walk.page.keyboard.press('Control+End');
      }
      if (await walk.soon(there, 4000)) return;
      // The page may have been cut on its way: then one presses again.
      if (tries === 1) break;
      await walk.calm();
    }
    await walk.until('latest', 'the latest message does not come', there);
  },
};

/** Moves the pointer about. */
const hover: Kind = {
  name: 'hover',
  weight: 2,
  offline: true,
  make: (chance) => ({ x: chance.next(), y: chance.next(), to: chance.next() }),
  act: async (walk, { x, y, to }) => {
    const { width = 0, height = 0 } = walk.page.viewportSize() ?? {};
    await walk.page.mouse.move(Number(x) * width, Number(y) * height, { steps: 4 });
    await walk.page.mouse.move(Number(to) * width, Number(y) * height, { steps: 6 });
  },
};

export const moving: Kind[] = [wheel, far, latest, hover];
