import { test as base } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Server } from '../server';
import { World } from '../world';
import type { Deed } from './deed';
import { type Engine, choose } from './ground';
import { deeds, go, told, windowOf } from './index';
import { shrink } from './shrink';
import type { Window } from './walk';

/** How long a fault may be looked at, in milliseconds. */
const SHRINKING = 1000 * Number(process.env.WALK_SHRINK ?? 60);

/** A walk as it is kept in a file, to be walked again. */
interface Kept {
  seed: number;
  window: Window;
  engine: Engine;
  /** Those of the seed, unless these are named. */
  deeds?: Deed[];
}

const number = (name: string, otherwise: number) => Number(process.env[name] || otherwise);
const results = resolve(__dirname, '../test-results/walk');

function engineOf(seed: number): Engine {
  const named = process.env.ENGINE;
  if (named === 'sqlite' || named === 'postgres') return named;
  return (seed >> 1) % 2 ? 'postgres' : 'sqlite';
}

function walks(): Kept[] {
  const again = process.env.WALK_REPLAY;
  if (again) return [JSON.parse(again.startsWith('{') ? again : readFileSync(existsSync(again) ? again : resolve(__dirname, '..', again), 'utf8')) as Kept];
  const from = number('FROM', 1);
  return Array.from({ length: number('SEEDS', 20) }, (_, at) => from + at).map((seed) => ({
    seed,
    window: (process.env.WALK_WINDOW as Window | undefined) || windowOf(seed),
    engine: engineOf(seed),
  }));
}

let people = 0;

for (const walk of walks()) {
  const count = walk.deeds?.length ?? number('DEEDS', 40);
  base(`seed ${walk.seed}, ${walk.window}, ${walk.engine}, ${count} deeds`, async ({ browser }, info) => {
    info.setTimeout(120_000 + SHRINKING + count * 6000);
    const name = `walk-${walk.seed}-${info.retry}`;
    choose(walk.engine, name);
    const server = await Server.start(name);
    const world = new World(server, browser, true, () => people++);
    try {
      const colleagues = [await world.person(), await world.person(), await world.person()];
      mkdirSync(results, { recursive: true });
      const file = join(results, `seed-${walk.seed}`);
      const tell = process.env.WALK_TELL ? (line: string) => console.log(`${walk.seed} ${line}`) : undefined;
      const end = await go(world, walk.window, colleagues, walk.deeds ?? deeds(walk.seed), count, `${file}.png`, tell);
      if (!end.fault) return;
      const { kind, message } = end.fault;
      const fails = async (fewer: Deed[]) => (await go(world, walk.window, colleagues, fewer, fewer.length)).fault?.kind === kind;
      const fewest = walk.deeds ?? (await shrink(end.deeds, fails, Date.now() + SHRINKING));
      writeFileSync(`${file}.json`, JSON.stringify({ ...walk, deeds: fewest }, null, 1));
      const words = [
        `${kind}: ${message}`,
        `seed ${walk.seed}, ${walk.window}, ${walk.engine}; ${fewest.length} of ${end.deeds.length} deeds done:`,
        ...fewest.map((deed) => `  ${told(deed)}`),
        `picture: ${file}.png   again: WALK_REPLAY=test-results/walk/seed-${walk.seed}.json make walk`,
      ].join('\n');
      writeFileSync(`${file}.log`, [words, end.weather.join('\n'), server.log].join('\n\n'));
      throw new Error(words);
    } finally {
      await world.close();
      await server.stop();
    }
  });
}
