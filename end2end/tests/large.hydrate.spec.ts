import { crowd } from '../crowd';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

test('in a group of hundreds what is said arrives, members come in pages, and receipts are counts', async ({ world }) => {
  const { asha, rhys, id, title, many } = await crowd(world);
  expect(many).toBeGreaterThan(256);
  const inbox = new Inbox(world, await world.browserOf(rhys));
  await inbox.visit();
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  await expect(mine.page.getByText(`${many} members`)).toBeVisible();
  await mine.say('Fire drill at noon');
  await expect(inbox.row(title)).toContainText('Fire drill at noon');
  const theirs = new Conversation(world, inbox.page);
  await inbox.row(title).click();
  await expect(theirs.message('Fire drill at noon')).toBeVisible();
  await theirs.say('Thank you');
  await expect(mine.message('Thank you')).toBeVisible();
  await expect(mine.state('Fire drill at noon', 'Sent')).toBeVisible();

  const message = await mine.message('Fire drill at noon').getAttribute('data-message');
  const read = () => asha.api.call<{ counted: { read: number } }>('list-receipts', { conversation: id, message: message ?? '' });
  await expect.poll(async () => (await read()).counted.read).toBe(1);
  await mine.choose('Fire drill at noon', 'Who has read it');
  await expect(mine.page.getByRole('dialog')).toContainText(`Read by 1 of ${many - 1}`);
  await mine.page.keyboard.press('Escape');

  await mine.page.getByRole('link', { name: /Show details/ }).click();
  await expect(mine.page.getByRole('heading', { name: `Members (${many})` })).toBeVisible();
  const members = mine.page.locator('.people--plain > li');
  await expect(members).toHaveCount(50);
  await expect(members.first()).toContainText('Owner');
  await mine.page.getByRole('button', { name: 'Show more members' }).click();
  await expect(members).toHaveCount(100);
});

test('whoever is taken out of a group of hundreds hears no more of it', async ({ world }) => {
  const { asha, rhys, id, title } = await crowd(world);
  const theirs = new Conversation(world, await world.browserOf(rhys));
  await theirs.visit(id);
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  await expect(theirs.box).toBeHidden();
  await asha.api.send(id, 'Rhys must not read this');
  await theirs.page.waitForTimeout(500);
  await expect(theirs.page.getByText('must not read')).toHaveCount(0);
  const inbox = new Inbox(world, theirs.page);
  await inbox.visit();
  await expect(inbox.row(title)).toHaveCount(0);
});
