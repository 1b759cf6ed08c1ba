import { two } from '../desk';
import { Conversation } from '../pages/conversation';
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

test('a row that could not be fetched is fetched again, though nothing else happens', async ({ world }) => {
  const { asha, ben, withBen, chat, inbox } = await two(world);
  for (let at = 0; at < 45; at++) await ben.api.send(withBen, `Line ${at} of the night`);
  await world.visit(chat.page, '/c');
  await world.live(chat.page);
  await expect(inbox.row(ben.name)).toContainText('46 unread messages');
  let refused = 0;
  await chat.page.route('**/api/find-row', (route) => (++refused > 1 ? route.continue() : route.fulfill({ status: 503, body: 'no' })));
  // How many are left when a part was read elsewhere only the server knows.
  const phone = new Conversation(world, await world.browserOf(await world.device(asha), { viewport: { width: 390, height: 844 } }));
  await phone.visit(withBen);
  await phone.page.mouse.move(150, 300);
  await phone.page.mouse.wheel(0, -3000);
  const left = async () => (await asha.api.call<{ unread: number }>('find-row', { conversation: withBen })).unread;
  await expect.poll(left).toBeLessThan(46);
  await expect.poll(() => refused).toBeGreaterThan(0);
  await expect(async () => expect(inbox.row(ben.name)).toContainText(`${await left()} unread message`, { timeout: 100 })).toPass({ timeout: 12_000 });
});

test('what was marked as unread by hand is read on every screen once it is looked at on one', async ({ world }) => {
  const { asha, ben, withBen, chat, inbox } = await two(world);
  await asha.api.call('mark-read', { conversation: withBen });
  await world.visit(chat.page, '/c');
  await world.live(chat.page);
  await asha.api.call('mark-unread', { conversation: withBen });
  await expect(inbox.row(ben.name)).toContainText('Marked as unread');
  const phone = new Conversation(world, await world.browserOf(await world.device(asha), { viewport: { width: 390, height: 844 } }));
  await phone.visit(withBen);
  await phone.page.mouse.move(150, 300);
  await expect(inbox.row(ben.name)).not.toContainText('Marked as unread', { timeout: 8000 });
});
