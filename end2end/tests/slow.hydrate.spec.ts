import type { Locator, Page } from '@playwright/test';
import { longNight, texts, two } from '../desk';
import { expect, test as base } from '../world';

/** With scroll bars: this browser hides them unless told otherwise. */
const test = base.extend<object, object>({
  launchOptions: [({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ['--hide-scrollbars'] }), { scope: 'worker' }],
});

/** A line as a ward's cellar has it: 400 ms, 400 kbit/s each way. */
async function cellar(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
}

test('on a slow line one reads, and begins to write, before the program has come; nothing typed is lost', async ({ world }) => {
  test.setTimeout(90_000);
  const { asha, cleo, withBen, withCleo, chat, inbox } = await two(world);
  await cellar(chat.page);
  await chat.page.goto(`/c/${withBen}`, { waitUntil: 'commit' });
  await expect(chat.message('Ben here')).toBeVisible();
  await chat.box.click();
  await chat.page.keyboard.insertText('Written before the program came');
  expect(await chat.page.evaluate(() => 'pandoAwake' in window)).toBe(false);
  await world.awake(chat.page);
  await expect(chat.box).toHaveValue('Written before the program came');
  await expect(chat.box).toBeFocused();
  await chat.box.press('Enter');
  await expect(chat.message('Written before the program came')).toBeVisible();
  await expect(chat.state('Written before the program came', /Sent|Delivered/)).toBeVisible();
  // Somebody else in the middle of a sentence, and back.
  await chat.box.pressSequentially('for Ben only');
  await inbox.open(cleo.name);
  await expect(chat.page).toHaveURL(new RegExp(withCleo));
  await chat.box.pressSequentially('for Cleo');
  await chat.box.press('Enter');
  await expect(chat.state('for Cleo', /Sent|Delivered/)).toBeVisible();
  await chat.page.goBack();
  await expect(chat.box).toHaveValue('for Ben only');
  expect(await texts(asha, withBen)).toEqual(['Ben here', 'Written before the program came']);
  expect(await texts(asha, withCleo)).toEqual(['Cleo here', 'for Cleo']);
});

test('the scroll bar is dragged to older messages, and stays in the hand while they come', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  await longNight(asha, ben, withBen);
  await chat.visit(withBen);
  await expect(chat.message('Line 129 of the night')).toBeVisible();
  const place = await chat.log.evaluate((log: HTMLElement) => {
    const { right, top, height } = log.getBoundingClientRect();
    const bar = log.offsetWidth - log.clientWidth;
    return { bar, x: right - bar / 2, bottom: top + height, thumb: (height * height) / log.scrollHeight };
  });
  expect(place.bar).toBeGreaterThan(4);
  const from = place.bottom - place.thumb / 2;
  await chat.page.mouse.move(place.x, from);
  await chat.page.mouse.down();
  let last = await topLine(chat.log);
  for (let step = 1; step <= 28; step++) {
    await chat.page.mouse.move(place.x, from - step * 14);
    const before = last;
    await expect.poll(() => topLine(chat.log), { timeout: 1000 }).not.toBe(before).catch(() => undefined);
    last = await topLine(chat.log);
    // The page that came on the way has thrown nothing forward or back.
    expect(last).toBeLessThanOrEqual(before);
    expect(last).toBeGreaterThan(before - 8);
  }
  await chat.page.mouse.up();
  expect(last).toBeLessThan(89);
});

/** The number of the line that stands on top. */
function topLine(log: Locator): Promise<number> {
  return log.evaluate((log) => {
    const { top } = log.getBoundingClientRect();
    const first = [...log.querySelectorAll('.message__text')].find((line) => line.getBoundingClientRect().bottom > top + 60);
    return Number(/^Line (\d+)/.exec(first?.textContent ?? '')?.[1]);
  });
}
