import { atWork, cut, kept, mend } from '../locked';
import { Conversation } from '../pages/conversation';
import { late } from '../slow';
import { expect, test } from '../world';

// A tab that is closed leaves what it could not tell: the next one takes it up, and nothing of it twice.

test('what a closed tab had told the server as it went does not come back once it was sent', async ({ world }) => {
  const { id, page } = await atWork(world);
  const other = new Conversation(world, await page.context().newPage());
  await other.visit(id);
  const saved = await late(other.page, 'save-draft');
  await other.box.pressSequentially('give 5 mg');
  await saved.made;
  await kept(page);
  await other.page.close();
  const mine = new Conversation(world, await page.context().newPage());
  await page.close();
  await mine.visit(id);
  await expect(mine.box).toHaveValue('give 5 mg');
  await mine.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(mine.message('give 5 mg')).toBeVisible();
  // Until this tab has taken up what the other one left.
  await expect.poll(() => mine.page.evaluate(() => localStorage.getItem('pando.unsent')), { timeout: 20_000 }).toBeNull();
  await expect(mine.box).toHaveValue('');
  await mine.page.reload();
  await expect(mine.box).toHaveValue('');
});

test('what waited in a tab that was closed is seen at once in the next, and goes once', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  const before = new Conversation(world, await page.context().newPage());
  await before.visit(id);
  await page.close();
  await cut(before.page.context());
  await before.say('Bed 4 is ready');
  await expect(before.state('Bed 4 is ready', /Waiting/)).toBeVisible();
  await kept(before.page);
  const mine = new Conversation(world, await before.page.context().newPage());
  await before.page.close({ runBeforeUnload: false });
  await mend(mine.page.context());
  await mine.visit(id);
  await expect(mine.message('Bed 4 is ready')).toBeVisible({ timeout: 4000 });
  await expect.poll(() => mine.page.evaluate(() => localStorage.getItem('pando.unsent')), { timeout: 20_000 }).toBeNull();
  await expect(mine.message('Bed 4 is ready')).toHaveCount(1);
  const said = await asha.api.call<{ messages: { body: string }[] }>('list-messages', { conversation: id });
  expect(said.messages.filter((message) => message.body === 'Bed 4 is ready')).toHaveLength(1);
});
