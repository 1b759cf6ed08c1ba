import { two } from '../desk';
import { expect, test } from '../world';

test('what one says on the phone is not new on the desktop', async ({ world }) => {
  const { asha, ben, withBen, chat } = await two(world);
  for (let at = 0; at < 45; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: withBen });
  const phone = await world.device(asha);
  await chat.visit(withBen);
  await expect(chat.message('Line 44 of the night')).toBeInViewport();
  await chat.message('Line 10 of the night').scrollIntoViewIfNeeded();
  await phone.api.send(withBen, 'From the phone');
  await ben.api.send(withBen, 'Thank you');
  await expect(chat.page.getByRole('button', { name: '1 new message', exact: true })).toBeVisible();
});

test('unread are others’ messages only, and an answer from the phone takes the "New" line away', async ({ world }) => {
  const { asha, ben, withBen, chat, inbox } = await two(world);
  for (const [who, text] of [[ben, 'Bed 4?'], [asha, 'Ready.'], [ben, 'Bed 5?'], [asha, 'Ready too.']] as const) await who.api.send(withBen, text);
  const phone = await world.device(asha);
  await chat.visit(withBen);
  await chat.choose('Ready.', 'Mark unread from here');
  await expect(inbox.row(ben.name)).toContainText('1 unread message');
  const line = chat.log.locator('.new-line');
  await expect(line).toHaveCount(1);
  // Above what somebody else said, never above one's own.
  await expect(chat.log.locator('.new-line + li')).toContainText('Bed 5?');
  await phone.api.send(withBen, 'From the phone');
  await expect(chat.message('From the phone')).toBeVisible();
  await expect(line).toHaveCount(0);
  await expect(inbox.row(ben.name)).not.toContainText('unread');
});
