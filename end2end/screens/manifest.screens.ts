import { join } from 'node:path';
import { Conversation } from '../pages/conversation';
import { folder } from '../server';
import { expect, test } from '../world';

const target = folder(process.env.PANDO_SCREENS ?? 'screens-out');

/** What the manifest promises: 1280×800 and 780×1688. */
test('the pictures an app shop shows', async ({ world }) => {
  const asha = await world.clinician();
  const { rows } = await asha.api.call<{ rows: { conversation: string; kind: string }[] }>('list-inbox', { filter: 'groups' });
  const group = rows[0]?.conversation ?? '';
  for (const [name, options] of [
    ['wide', { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }],
    ['narrow', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
  ] as const) {
    const page = await world.browserOf(asha, { ...options, colorScheme: 'light' });
    const chat = new Conversation(world, page);
    // It opens at its end, because all of it is read: nothing is pressed, so that nothing wears a focus.
    await chat.visit(group);
    await expect(chat.log.locator('[data-message]').last()).toBeInViewport();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await expect(page.locator(':focus, [data-walked]')).toHaveCount(0);
    await page.screenshot({ path: join(target, `${name}.png`), animations: 'disabled' });
  }
});
