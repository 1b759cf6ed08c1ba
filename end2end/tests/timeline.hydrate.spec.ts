import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

/** Says `count` lines, some at a time; the server numbers them as they come. */
async function fill(person: Person, id: string, count: number, text: (at: number) => string): Promise<void> {
  const lanes = 16;
  for (let at = 0; at < count; at += lanes) {
    await Promise.all(Array.from({ length: Math.min(lanes, count - at) }, (_, lane) => person.api.send(id, text(at + lane))));
  }
}

async function room(world: World, count: number): Promise<{ asha: Person; rhys: Person; id: string; chat: Conversation }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  for (let at = 0; at < count; at++) await rhys.api.send(id, `Line ${at} of the night`);
  return { asha, rhys, id, chat: new Conversation(world, await world.browserOf(asha)) };
}

/** How far the end of the timeline is below what is seen. */
const fromEnd = (chat: Conversation) => chat.log.evaluate((log) => Math.round(Math.abs(log.scrollTop)));

test('it opens at the first unread one under a "New" line, which stays until it is left', async ({ world }) => {
  const { asha, rhys, id, chat } = await room(world, 30);
  await asha.api.call('mark-read', { conversation: id });
  for (let at = 30; at < 60; at++) await rhys.api.send(id, `Line ${at} of the night`);
  await chat.visit(id);
  const line = chat.log.getByText('New', { exact: true });
  await expect(line).toBeInViewport();
  await expect(chat.message('Line 30 of the night')).toBeInViewport();
  await expect(chat.message('Line 59 of the night')).not.toBeInViewport();
  const inbox = new Inbox(world, chat.page);
  await chat.page.keyboard.press('Control+End');
  await expect(chat.message('Line 59 of the night')).toBeInViewport();
  await expect(inbox.row(rhys.name)).not.toContainText('unread');
  await expect(line).toHaveCount(1);
  await chat.page.goto('/c');
  await world.live(chat.page);
  await inbox.open(rhys.name);
  await expect(chat.message('Line 59 of the night')).toBeInViewport();
  await expect(line).toHaveCount(0);
});

test('what comes in does not move what is being read; a pill counts it and leads to it', async ({ world }) => {
  const { asha, rhys, id, chat } = await room(world, 45);
  await asha.api.call('mark-read', { conversation: id });
  await chat.visit(id);
  await expect(chat.message('Line 44 of the night')).toBeInViewport();
  await rhys.api.send(id, 'At the end this is seen at once');
  await expect(chat.message('At the end this is seen at once')).toBeInViewport();
  await chat.message('Line 20 of the night').scrollIntoViewIfNeeded();
  const before = await chat.message('Line 20 of the night').boundingBox();
  for (const text of ['One more', 'Two more', 'Three more']) await rhys.api.send(id, text);
  const pill = chat.page.getByRole('button', { name: '3 new messages' });
  await expect(pill).toBeVisible();
  // A scroller moves by whole pixels, lines are as high as their letters.
  const after = await chat.message('Line 20 of the night').boundingBox();
  expect(Math.abs((after?.y ?? Infinity) - (before?.y ?? 0))).toBeLessThan(1);
  await expect(chat.message('Three more')).not.toBeInViewport();
  await pill.click();
  await expect(chat.message('Three more')).toBeInViewport();
  await expect(pill).toBeHidden();
});

test('older pages come without losing the place, by scrolling and by the button', async ({ world }) => {
  const { asha, id, chat } = await room(world, 140);
  await asha.api.call('mark-read', { conversation: id });
  await chat.visit(id);
  await expect(chat.message('Line 139 of the night')).toBeInViewport();
  const earlier = chat.page.getByRole('link', { name: 'Load earlier messages' });
  await earlier.focus();
  // Near the top a page comes by itself; a hundred lines are all that is kept.
  await expect.poll(async () => (await chat.transcript()).length).toBe(100);
  const first = (await chat.transcript())[0]?.text ?? '';
  const top = () => chat.message(first).evaluate((line) => line.getBoundingClientRect().top);
  // Out of sight by now, and still focused: it comes back to where it can be seen, and from there nothing moves.
  const before = await earlier.evaluate((button: HTMLElement, text) => {
    button.click();
    const line = [...document.querySelectorAll('[data-message]')].find((one) => one.textContent?.includes(text));
    return line?.getBoundingClientRect().top ?? NaN;
  }, first);
  await expect(chat.message('Line 0 of the night')).toHaveCount(1);
  expect(await chat.transcript()).toHaveLength(100);
  expect(Math.abs((await top()) - before)).toBeLessThan(3);
  await expect(earlier).toBeHidden();
  await expect(async () => {
    await chat.log.evaluate((log) => (log.scrollTop = -log.scrollHeight));
    await expect(chat.page.getByText('This is where the conversation begins.')).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(chat.message('Line 0 of the night')).toBeInViewport();
});

test('after Latest one scrolls back without being thrown to the end', async ({ world }) => {
  const { asha, id, chat } = await room(world, 240);
  await asha.api.call('mark-read', { conversation: id });
  await chat.visit(id);
  await chat.log.hover();
  const up = async (pixels: number) => {
    for (let at = 0; at < pixels; at += 300) {
      await chat.page.mouse.wheel(0, -300);
      await chat.page.waitForTimeout(30);
    }
  };
  await up(2700);
  await chat.page.getByRole('button', { name: /^(Latest|\d+ new messages?)$/ }).click();
  await expect(chat.message('Line 239 of the night')).toBeInViewport();
  await chat.log.hover();
  // Pages come and the newest end is dropped: all the while it goes up, never down.
  let last = 0;
  for (let turn = 0; turn < 40; turn++) {
    await chat.page.mouse.wheel(0, -300);
    await chat.page.waitForTimeout(60);
    const shown = (await chat.log.locator('[data-message]').evaluateAll((lines) => lines.filter((line) => line.getBoundingClientRect().bottom > 200).map((line) => line.textContent)))[0] ?? '';
    const line = Number(/Line (\d+) of/.exec(shown)?.[1] ?? 239);
    if (last !== 0) expect(line, `turn ${turn}`).toBeLessThanOrEqual(last);
    last = line;
  }
  expect(last).toBeLessThan(150);
});

test('a link to a message opens around it, lights it up, and gives it the focus', async ({ world }) => {
  const { asha, rhys, id, chat } = await room(world, 20);
  const sent = await rhys.api.send(id, 'The one that was meant');
  await fill(rhys, id, 160, (at) => `Afterwards ${at}`);
  await asha.api.call('mark-read', { conversation: id });
  await chat.visit(id, `?m=${sent.id}`);
  const line = chat.message('The one that was meant');
  await expect(line).toBeInViewport();
  await expect(line).toBeFocused();
  await expect(chat.message('Line 19 of the night')).toBeVisible();
  await chat.page.getByRole('button', { name: 'Latest' }).click();
  await expect.poll(() => fromEnd(chat)).toBeLessThan(5);
  await expect(chat.message('The one that was meant')).toHaveCount(0);
  // What is typed next is written, and is no command of a message.
  await expect(chat.box).toBeFocused();
  await chat.page.keyboard.type('urgent review');
  await expect(chat.box).toHaveValue('urgent review');
});

test('days have their heading, and messages of one author stand together', async ({ world }) => {
  const { rhys, id, chat } = await room(world, 2);
  await chat.visit(id);
  await expect(chat.log.getByRole('heading', { name: 'Today' })).toBeVisible();
  const times = chat.log.locator('time[title]');
  await expect(times.first()).toHaveAttribute('title', /^\w{3} \d+ \w{3} \d{4}, \d\d:\d\d$/);
  await chat.say('Mine in between');
  await expect(chat.state('Mine in between', 'Sent')).toBeVisible();
  await rhys.api.send(id, 'And theirs again');
  await expect(chat.message('And theirs again')).toContainText(rhys.name);
  await expect(chat.message('Line 1 of the night').getByText(rhys.name)).toHaveCount(0);
});

test('a room of ten thousand messages opens at once, stays small and scrolls to its beginning', async ({ world }) => {
  test.setTimeout(180_000);
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await fill(rhys, id, 10_000, (at) => `Message ${at}: sats 94, resps 18, comfortable`);
  await asha.api.call('mark-read', { conversation: id });
  const chat = new Conversation(world, await world.browserOf(asha));
  await chat.visit(id);
  const nodes = () => chat.page.evaluate(() => document.querySelectorAll('*').length);
  const last = () => chat.log.locator('[data-message]').last();
  await expect(last()).toBeInViewport();
  expect(await nodes()).toBeLessThanOrEqual(1500);
  // Ten screens upwards, page after page: it never grows beyond what one can look at.
  for (let page = 0; page < 10; page++) {
    const top = (await chat.transcript())[0]?.id;
    await chat.log.evaluate((log) => (log.scrollTop = -log.scrollHeight));
    await expect.poll(async () => (await chat.transcript())[0]?.id).not.toBe(top);
    expect(await nodes()).toBeLessThanOrEqual(1500);
  }
  // Against what a frame costs here and now when nothing moves: other tests share the machine, and nothing has a graphics card.
  const { still, moving } = await chat.log.evaluate(async (log) => {
    const median = async (move: number) => {
      const frames: number[] = [];
      let before = performance.now();
      for (let step = 0; step < 60; step++) {
        log.scrollTop += move;
        await new Promise(requestAnimationFrame);
        frames.push(performance.now() - before);
        before = performance.now();
      }
      return frames.sort((one, other) => one - other)[30] ?? Infinity;
    };
    return { still: await median(0), moving: await median(40) };
  });
  test.info().annotations.push({ type: 'median frame, still and scrolled', description: `${Math.round(still)} and ${Math.round(moving)} ms` });
  expect(moving).toBeLessThan(3 * still + 34);
  await chat.page.getByRole('button', { name: 'Latest' }).click();
  await expect(last()).toBeInViewport();
  await expect(chat.page.getByRole('button', { name: 'Latest' })).toBeHidden();
  expect(await nodes()).toBeLessThanOrEqual(1500);
});
