import { two } from '../desk';
import { takenOut } from '../locked';
import { Conversation } from '../pages/conversation';
import { expect, test } from '../world';

test('F6 leads into the message box, whatever stands over it', async ({ world }) => {
  const { withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.choose('Ben here', 'Reply');
  await expect(chat.page.getByText(/^Reply to /)).toBeVisible();
  await chat.message('Ben here').focus();
  await chat.page.keyboard.press('Control+F6');
  await expect(chat.box).toBeFocused();
});

test('F6 leads to what was not sent, in the inbox', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const page = await world.browserOf(rhys);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.box.fill('Bed 4 needs a review');
  await expect.poll(async () => (await rhys.api.call<{ draft: string }>('find-row', { conversation: id })).draft).toBe('Bed 4 needs a review');
  const lost = await takenOut(page, asha, rhys, id, 'Ward 7');
  await page.reload();
  await world.live(page);
  await expect(lost).toBeVisible();
  await page.locator('#rail').getByRole('link', { name: 'People' }).focus();
  await page.keyboard.press('Control+F6');
  await expect(lost).not.toBeFocused();
  await page.keyboard.press('Control+F6');
  await expect(lost).toBeFocused();
  await page.keyboard.press('Control+Shift+F6');
  await expect(lost).not.toBeFocused();
  expect(await page.evaluate(() => document.getElementById('inbox')?.contains(document.activeElement))).toBe(true);
});

test('where one pane is shown no key leads to another', async ({ world }) => {
  const { withBen, chat } = await two(world);
  const page = chat.page;
  await page.setViewportSize({ width: 320, height: 640 });
  await world.visit(page, '/c');
  await world.live(page);
  const walked: (string | undefined)[] = [];
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press('Control+F6');
    walked.push(await page.evaluate(() => ['rail', 'inbox', 'main'].find((id) => document.getElementById(id)?.contains(document.activeElement))));
  }
  expect(walked).toEqual(['rail', 'inbox', 'rail']);
  await chat.visit(withBen);
  await chat.details();
  for (const name of ['Skip to messages', 'Skip to message box', 'Hide details']) await expect(page.getByRole('link', { name })).toHaveCount(0);
  await page.getByRole('link', { name: 'Back to messages' }).click();
  await expect(chat.box).toBeVisible();
  await expect(page.getByRole('link', { name: 'Skip to messages' })).toHaveCount(1);
});
