import type { World } from '../world';
import { expect, test } from './fixtures';
import type { Screen } from './screen';

/** A conversation of so many lines, all of them read, on the screen of the one to whom they were said. */
async function night(world: World, screen: Screen, count: number): Promise<void> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  // Some of them take several lines: heights that are all alike would hide a wrong sum.
  const more = (at: number): string => (at % 7 ? '' : ` ${'sats 94, resps 18, comfortable; '.repeat(1 + (at % 11))}`);
  for (let at = 0; at < count; at++) await rhys.api.send(id, `Line ${at} of the night${more(at)}`);
  await asha.api.call('mark-read', { conversation: id });
  await screen.be(asha);
  await screen.converse(id);
  await screen.until('the newest line is on screen', async () => (await onScreen(screen)).includes(count - 1));
}

/** The numbers of the lines on screen, from top to bottom. */
async function onScreen(screen: Screen): Promise<number[]> {
  return (await screen.lines(true)).map((line) => Number(/^Line (\d+)/.exec(line.text)?.[1]));
}

/** In each frame from now on: how far the lines that stand there now and stood there before have moved. */
function watch(screen: Screen): Promise<void> {
  return screen.run(() => {
    const log = document.querySelector('[role=log]');
    const seen = window as { moves?: number[] };
    const moves: number[] = (seen.moves = []);
    let before = new Map<string, number>();
    const look = (): void => {
      if (!log || seen.moves !== moves) return;
      const { top, bottom } = log.getBoundingClientRect();
      const now = new Map<string, number>();
      for (const line of log.querySelectorAll('[data-message]')) {
        const place = line.getBoundingClientRect();
        if (place.bottom > top && place.top < bottom) now.set(line.id, place.top);
      }
      const common = [...now.keys()].filter((id) => before.has(id));
      // Frames that share no line at all have jumped.
      const moved = common.map((id) => (now.get(id) ?? 0) - (before.get(id) ?? 0));
      if (before.size) moves.push(...(moved.length ? [Math.min(...moved), Math.max(...moved)] : [NaN]));
      before = now;
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Waits until nothing moves any more. */
async function settled(screen: Screen): Promise<void> {
  let before = '';
  let same = 0;
  await screen.until('it has come to rest', async () => {
    const now = JSON.stringify(await screen.lines(true));
    same = now === before ? same + 1 : 0;
    before = now;
    return same >= 3;
  });
}

test('the wheel moves what is under the pointer', async ({ world, screen }) => {
  await night(world, screen, 60);
  const top = () => screen.run(() => document.querySelector('[role=log]')?.scrollTop ?? 0);
  for (let notch = 0; notch < 10; notch++) await screen.wheel(-100);
  await screen.until('it has scrolled up', async () => (await top()) < -700);
  await settled(screen);
  const up = await onScreen(screen);
  expect(up).not.toContain(59);
  for (let notch = 0; notch < 10; notch++) await screen.wheel(100);
  await screen.until('it is at its end again', async () => (await onScreen(screen)).includes(59));
});

test('back through three hundred messages to the very first: none is missing and nothing jumps', async ({ world, screen }) => {
  test.setTimeout(300_000);
  const [count, notch] = [300, 240];
  await night(world, screen, count);
  await settled(screen);
  const seen: number[] = await onScreen(screen);
  await watch(screen);
  for (let turns = 0; !seen.includes(0); turns++) {
    expect(turns, `turns of the wheel; the first line seen is ${seen[0]}`).toBeLessThan(400);
    await screen.wheel(-notch);
    // Slower than the network, as a hand is, and never so far that a line is passed unseen.
    await settled(screen);
    const now = await onScreen(screen);
    seen.unshift(...now.filter((line) => !seen.includes(line)));
  }
  await screen.reads('This is where the conversation begins.');
  expect(seen).toEqual(Array.from({ length: count }, (_, at) => at));
  const moves = await screen.run(() => (window as { moves?: number[] }).moves ?? []);
  expect(moves.length).toBeGreaterThan(100);
  // Lines come down as the wheel brings them; a scroller moves by whole pixels, lines are as high as their letters.
  expect(moves.filter((move) => !(move > -1.5 && move <= notch + 1.5)), 'frames in which lines moved otherwise').toEqual([]);
});
