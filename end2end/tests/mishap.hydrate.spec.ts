import type { Page } from '@playwright/test';
import { accessible } from '../axe';
import { Conversation } from '../pages/conversation';
import { Door } from '../pages/door';
import { type World, expect, test } from '../world';

const STOPPED = 'Something went wrong on this page.';

/** What a fault in the program looks like to the page, whose words may be somebody's. */
function fall(page: Page, how: 'error' | 'promise'): Promise<void> {
  return page.evaluate((how) => {
    const trap = new WebAssembly.RuntimeError('unreachable: Mrs Quillfeather');
    trap.stack = `RuntimeError: unreachable: Mrs Quillfeather\n    at https://pando.example/pkg/pando.1f3c.wasm:wasm-function[12]:0x34\n    at quill (https://pando.example/pkg/conversation.1f3c.wasm:wasm-function[977]:0xab)`;
    setTimeout(() => {
      if (how === 'error') throw trap;
      void Promise.reject(trap);
    });
  }, how);
}

function expected(world: World): void {
  world.foreseen.push(/unreachable: Mrs Quillfeather/, /a page has stopped/);
}

for (const how of ['error', 'promise'] as const) {
  test(`a program that has stopped (${how}) says so, keeps the draft, and is reported without a word of anybody's`, async ({ world }) => {
    expected(world);
    const [asha, rhys] = [await world.person(), await world.person()];
    const id = await world.direct(asha, rhys);
    const page = await world.browserOf(asha);
    const chat = new Conversation(world, page);
    await chat.visit(id);
    await world.live(page);
    await chat.box.pressSequentially('Bed 4 is nearly');
    await expect.poll(async () => JSON.stringify(await asha.api.call('list-inbox', { filter: '' }))).toContain('Bed 4 is nearly');
    const from = world.server.log.length;
    await fall(page, how);
    const bar = page.getByRole('alert').filter({ hasText: STOPPED });
    await expect(bar).toHaveCount(1);
    await expect.poll(() => world.server.log.slice(from)).toContain('a page has stopped');
    // Once, however often it falls.
    await fall(page, how);
    await page.waitForResponse(/crash/, { timeout: 1000 }).catch(() => undefined);
    const log = world.server.log.slice(from);
    expect(log.split('a page has stopped')).toHaveLength(2);
    expect(log).toContain('pando.1f3c.wasm:wasm-function[12]:0x34');
    expect(log).toContain('conversation.1f3c.wasm:wasm-function[977]:0xab');
    expect(log).toContain('RuntimeError');
    expect(log).not.toMatch(/Quillfeather|quill|unreachable|nearly/);
    await expect(bar).toHaveCount(1);
    await bar.getByRole('button', { name: 'Reload' }).click();
    await expect(bar).toHaveCount(0);
    await world.awake(page);
    await expect(chat.box).toHaveValue('Bed 4 is nearly');
  });
}

test('the bar passes axe, light and dark, at 320 pixels, and can be pressed over an open dialog', async ({ world }) => {
  expected(world);
  const page = await world.browserOf(await world.person());
  await world.visit(page, '/c');
  await world.live(page);
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Find a person or conversation' });
  await expect(dialog).toBeVisible();
  await fall(page, 'error');
  const bar = page.getByRole('alert').filter({ hasText: STOPPED });
  await expect(bar).toBeVisible();
  await page.setViewportSize({ width: 320, height: 640 });
  await accessible(page, 'the bar');
  const box = await bar.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 320).toBe(true);
  await bar.getByRole('button', { name: 'Reload' }).click();
  await expect(bar).toHaveCount(0);
});

test('at the door it says so as well; other faults are no mishap', async ({ world }) => {
  expected(world);
  const page = await world.stranger();
  const door = new Door(world, page);
  await world.visit(page, '/sign-in');
  world.foreseen.push(/a plain fault/);
  await page.evaluate(() => void Promise.reject(new TypeError('a plain fault')));
  await expect(door.email).toBeVisible();
  await expect(page.getByText(STOPPED)).toHaveCount(0);
  await fall(page, 'error');
  await expect(page.getByRole('alert').filter({ hasText: STOPPED })).toBeVisible();
});
