import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { pages } from '../pdf';
import { type Person, type World, expect, test } from '../world';

/** What the paper says, page by page. */
const paper = async (page: Page): Promise<string[]> => pages(await page.pdf({ format: 'A4' }));

const LINES = Array.from({ length: 40 }, (_, at) => `Bed ${at + 1}: obs done, next at ${at % 12} o’clock`);

async function handover(world: World): Promise<{ asha: Person; rhys: Person; page: Page; chat: Conversation }> {
  const [asha, rhys, mei] = [await world.person(), await world.person({ role: 'Registrar' }), await world.person()];
  const id = await world.direct(asha, rhys);
  for (const [at, line] of LINES.entries()) await (at % 4 ? rhys : asha).api.send(id, line);
  await mei.api.send(await world.direct(asha, mei), 'Not for this paper');
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.shows(LINES);
  return { asha, rhys, page, chat };
}

test('a printed handover is whole: every line, who said it and when, who printed it, and which page it is', async ({ world }) => {
  const { asha, rhys, page, chat } = await handover(world);
  const times = await chat.log.locator('.message__meta time').allTextContents();
  const printed = await paper(page);
  expect(printed.length).toBeGreaterThan(1);
  const all = printed.join(' ');
  expect(all.match(/Bed \d+: obs done, next at \d+ o’clock/g)).toEqual(LINES);
  expect(times).toHaveLength(LINES.length);
  expect(all.match(/\b\d\d:\d\d\b/g), 'a time for each, and that of the printing').toHaveLength(times.length + 1);
  for (const [at, text] of printed.entries()) expect(text).toContain(`Page ${at + 1} of ${printed.length}`);
  expect(printed[0]).toMatch(new RegExp(`Printed from Pando by ${asha.name} ?, \\w{3} \\d+ \\w{3} 20\\d\\d, \\d\\d:\\d\\d`));
  expect(printed[0]).toContain(rhys.name);
  // Nothing that is there to be pressed, and nothing of anybody else.
  for (const other of ['Not for this paper', 'Conversations', 'Latest', 'Write a message', 'Messages People Settings']) expect(all).not.toContain(other);
});

test('on paper each line names who said it, own ones too, and a day is a date', async ({ world }) => {
  const { asha, rhys, page } = await handover(world);
  const all = (await paper(page)).join(' ');
  const said = (who: Person): number => all.split(new RegExp(`${who.name}, (?:Staff nurse|Registrar)`)).length - 1;
  expect([said(asha), said(rhys)]).toEqual([10, 30]);
  expect(all).not.toContain('Today');
  expect(all.match(/\w{3} \d{1,2} \w{3} 20\d\d/g)?.length, 'when it was printed, and the day').toBeGreaterThanOrEqual(2);
});

test('paper that does not begin where the conversation began says so', async ({ world }) => {
  const { asha, rhys, page, chat } = await handover(world);
  expect((await paper(page)).join(' ')).not.toContain('Earlier messages are not printed');
  const long = await world.group(asha, 'Ward 7 night team', [rhys]);
  for (let at = 1; at <= 60; at++) await rhys.api.send(long, `Line ${at} of the night`);
  await asha.api.call('mark-all-read');
  await chat.visit(long);
  await expect(chat.message('Line 60 of the night')).toBeVisible();
  const printed = await paper(page);
  expect(printed[0]).toContain('Earlier messages are not printed.');
  expect(printed.join(' ')).not.toContain('Load earlier messages');
});

test('the paper says when it was printed, not when the page was opened', async ({ world }) => {
  const { page } = await handover(world);
  await page.clock.setFixedTime(new Date('2031-03-04T05:06:07Z'));
  expect((await paper(page))[0]).toContain('Tue 4 Mar 2031, 05:06');
});

test('a dark screen is printed black on white', async ({ world }) => {
  const { asha, page } = await handover(world);
  await asha.api.call('save-settings', { theme: 'dark', density: 'regular', enter_sends: 'true', touch_enter_sends: 'true', single_keys: 'true', announce: 'all' });
  await page.reload();
  await world.awake(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ media: 'print' });
  for (const part of ['body', '.message__bubble', '.message--own .message__bubble']) {
    const look = await page.locator(part).first().evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).backgroundColor]);
    expect(look, part).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
  }
});

test('a page that is covered from onlookers is not printed either', async ({ world }) => {
  const { page } = await handover(world);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await expect(page.locator('html')).toHaveClass(/is-covered/);
  expect((await paper(page)).join(' ')).not.toMatch(/Bed \d+|Printed from/);
});
