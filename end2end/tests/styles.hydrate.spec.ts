import type { Page } from '@playwright/test';
import { two } from '../desk';
import { type World, expect, test } from '../world';

// The inbox comes with a style sheet of its own; the one of the screens that are fetched comes after the first picture.

const SCREENS = /\/pkg\/screens\./;

/** Whether the page looks the same without the style sheet of the screens. */
async function needsNoMore(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => (document.getElementById('screens') as HTMLLinkElement | null)?.sheet !== null)).toBe(true);
  const [whole, alone] = [await pictureWith(page, true), await pictureWith(page, false)];
  expect(alone.equals(whole)).toBe(true);
  await pictureWith(page, true);
}

function pictureWith(page: Page, screens: boolean): Promise<Buffer> {
  return page
    .evaluate((screens) => {
      const { sheet } = document.getElementById('screens') as HTMLLinkElement;
      if (sheet) sheet.disabled = !screens;
    }, screens)
    .then(() => page.screenshot({ caret: 'hide' }));
}

for (const scheme of ['light', 'dark'] as const) {
  test(`the inbox is drawn with the first style sheet alone, ${scheme}`, async ({ world }) => {
    const page = await world.browserOf(await world.clinician(), { colorScheme: scheme, reducedMotion: 'reduce' });
    await world.visit(page, '/c');
    await world.live(page);
    await needsNoMore(page);
    await page.getByRole('listitem').getByRole('button', { name: /^More/ }).first().click({ force: true });
    const menu = page.locator('.menu:popover-open');
    await expect(menu.getByRole('button').first()).toBeVisible();
    await needsNoMore(page);
    await menu.getByRole('button', { name: /^(Pin|Unpin)/ }).click();
    await expect(page.locator('.toast').first()).toBeVisible();
    await needsNoMore(page);
    await world.visit(page, '/c?filter=archived');
    await world.live(page);
    await needsNoMore(page);
  });
}

test('a conversation waits for the style sheet it is drawn with', async ({ world }) => {
  const { ben, chat, inbox } = await two(world);
  let come = (): void => undefined;
  const due = new Promise<void>((done) => (come = done));
  await chat.page.route(SCREENS, async (route) => {
    await due;
    await route.continue();
  });
  await chat.page.goto('/c', { waitUntil: 'commit' });
  await world.awake(chat.page);
  await inbox.row(ben.name).getByRole('link').click();
  await expect(chat.page.locator('#screens')).toHaveCount(1);
  await chat.page.waitForTimeout(1000);
  await expect(chat.box).toHaveCount(0);
  come();
  await expect(chat.box).toBeVisible();
  expect(await chat.box.evaluate((box) => getComputedStyle(box).resize)).toBe('none');
});

test('where the style sheet cannot be had the page says so, and the conversation opens all the same', async ({ world }) => {
  const { ben, chat, inbox } = await two(world);
  await chat.page.route(SCREENS, (route) => route.abort());
  await world.visit(chat.page, '/c');
  await inbox.row(ben.name).getByRole('link').click();
  await expect(chat.box).toBeVisible();
  await expect(chat.page.locator('.mishap')).toContainText('Part of Pando could not be loaded.');
});
