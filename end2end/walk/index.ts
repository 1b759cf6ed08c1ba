/**
 * The walker: one person does ordinary deeds in random order, in a browser, with a memory of what must hold.
 *
 *   make walk SEEDS=200 DEEDS=150 FROM=1 ENGINE=sqlite|postgres|both
 *   WALK_REPLAY=test-results/walk/seed-12.json make walk     the same deeds again (or that file's text itself)
 *   WALK_WITHOUT=wheel,far-up  WALK_ONLY=click,type,send     leave kinds of deeds out, or allow only these
 *
 * Everything random comes from the seed: the window (desktop for even ones, phone for odd ones), the engine (two by
 * two), the deeds, and what the network does during each. Deeds are data (`deed.ts`); what they point at on screen is a
 * share from 0 to 1, so that a sequence keeps its meaning when some of it is left out. A fault is printed with its seed
 * and the shortest sequence found within a minute, and a picture and that sequence are put in test-results/walk.
 *
 * What always holds (`check.ts`, `truth.ts`): what was typed for a conversation goes there only; coming back, the box
 * shows what was left, and whether it is a reply or an edit; what was sent stands there at once, once, and stays; the
 * wheel moves what is under it; no panic, no console error, no 5xx but those of `weather.ts`; at rest every screen
 * shows what a fresh fetch has: timeline, rows, drafts, unread counts, receipts.
 *
 *   chance.ts   numbers from a seed            model.ts    what is remembered; knows no screen and no server
 *   deed.ts     what a deed and a fault are    deeds/      a file for each group of deeds, and their table
 *   walk.ts     the world of one walk          screen.ts   what a person sees, read in one go
 *   hands.ts    what a person does with it     truth.ts    what the server has, asked by others
 *   weather.ts  what the network does          line.ts     a colleague's socket
 *   ground.ts   the engines                    shrink.ts   fewer deeds with the same fault
 *   control.walk.ts  faults brought about from outside, each of which a walk has to find
 *
 * A new feature adds a file with its deeds to `deeds/`, what they leave behind to `model.ts`, and what must hold of it
 * to `check.ts`.
 */
import type { Person, World } from '../world';
import { Chance } from './chance';
import { type Deed, Fault } from './deed';
import { KINDS, REST, check, kind } from './deeds';
import { Walk, type Window } from './walk';

/** So many deeds happen in bad weather. */
const BAD_WEATHER = 0.45;

/** The window of a seed. */
export function windowOf(seed: number): Window {
  return seed % 2 ? 'phone' : 'desktop';
}

/** The deeds of a seed, one after the other, without end. */
export function* deeds(seed: number): Generator<Deed> {
  const chance = new Chance(seed);
  const names = (variable: string) => (process.env[variable] ?? '').split(',').filter(Boolean);
  const [only, without] = [names('WALK_ONLY'), names('WALK_WITHOUT')];
  const kinds = KINDS.filter((one) => (!only.length || only.includes(one.name)) && !without.includes(one.name));
  for (;;) {
    const which = chance.heavy(kinds);
    const weather = chance.often(BAD_WEATHER) ? 1 + chance.whole(1e9) : 0;
    yield { do: which.name, given: which.make(chance), weather: which.fair ? 0 : weather };
  }
}

/** How a walk ended. */
export interface End {
  fault?: Fault;
  /** What was done, the last of it at the fault; what there was nothing to do to is left out. */
  deeds: Deed[];
  /** What the network did. */
  weather: string[];
}

/** Walks until so many deeds are done, and stops at a fault; `picture` is where the screen goes then. */
export async function go(world: World, window: Window, colleagues: Person[], all: Iterable<Deed>, count: number, picture?: string, tell?: (line: string) => void): Promise<End> {
  world.complaints.length = 0;
  const walk = await Walk.begin(world, window, colleagues);
  const end: End = { deeds: [], weather: walk.weather.log };
  const step = async (deed: Deed) => {
    const began = Date.now();
    end.deeds.push(deed);
    if (!(await act(walk, deed))) end.deeds.pop();
    else tell?.(`${told(deed)} (${Date.now() - began} ms)`);
  };
  try {
    let tries = 0;
    for (const deed of all) {
      // Where only a few kinds are allowed there may be nothing to do for ever.
      if (end.deeds.length >= count || (tries += 1) > 50 * count) break;
      await step(deed);
    }
    if (end.deeds.at(-1)?.do !== REST.name) await step({ do: REST.name, given: {}, weather: 0 });
  } catch (error) {
    end.fault = error instanceof Fault ? error : new Fault('stuck', String(error));
    tell?.(`${told(end.deeds.at(-1) as Deed)}\n  ${end.fault.kind}: ${end.fault.message}`);
    if (picture) await walk.page.screenshot({ path: picture }).catch(() => undefined);
  }
  await walk.end();
  return end;
}

async function act(walk: Walk, deed: Deed): Promise<boolean> {
  const which = kind(deed.do);
  if (walk.weather.offline && !which.offline) return false;
  // A page that goes takes with it what it has asked; whatever is held up is let through first.
  if (which.fair) await walk.calm();
  walk.weather.log.push(`· ${deed.do}`);
  walk.weather.begin(deed.weather);
  try {
    if ((await which.act(walk, deed.given)) === false) return false;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('stuck', `${deed.do}: ${String(error).split('\n').slice(0, 6).join(' ')}`);
  }
  await check(walk);
  return true;
}

/** A deed in a line. */
export function told(deed: Deed): string {
  const given = Object.entries(deed.given).map(([name, value]) => `${name}=${typeof value === 'number' ? Math.round(value * 1000) / 1000 : value}`);
  return [deed.do, ...given, ...(deed.weather ? [`weather=${deed.weather}`] : [])].join(' ');
}
