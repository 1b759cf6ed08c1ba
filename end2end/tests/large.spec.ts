import { crowd } from '../crowd';
import { Conversation } from '../pages/conversation';
import { expect, test } from '../world';

test('who is in a group of hundreds comes in pages, with and without the program', async ({ world }) => {
  const { asha, id, many } = await crowd(world);
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id, '?info=1');
  await expect(mine.page.getByRole('heading', { name: `Members (${many})` })).toBeVisible();
  const members = mine.page.locator('.people--plain > li');
  await expect(members).toHaveCount(50);
  const last = await members.last().getByRole('link').first().getAttribute('href');
  await mine.page.getByRole('button', { name: 'Show more members' }).click();
  // Without the program they are a page of their own.
  await expect(members).toHaveCount(world.hydrates ? 100 : 50);
  await expect(members.locator(`a[href="${last}"]`)).toHaveCount(world.hydrates ? 1 : 0);
});
