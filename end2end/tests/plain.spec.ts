import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Door } from '../pages/door';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

// What must work before WebAssembly has loaded, and for those with whom it never will.

test('somebody signs in, finds a colleague, says something, and reads the answer', async ({ world }) => {
  const { name, email } = world.someone();
  const rhys = await world.person();
  const page = await world.stranger();
  await new Door(world, page).enrol(name, email);
  const directory = new Directory(world, page);
  await directory.visit();
  await directory.talkTo(rhys.name);
  const chat = new Conversation(world, page);
  await world.awake(page);
  await chat.say('Is bed 4 clean?');
  // The bubble alone only says that it is on its way.
  await expect(chat.state('Is bed 4 clean?', /^(Sent|Delivered|Read)$/)).toBeVisible();
  const id = /\/c\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
  await rhys.api.send(id, 'Since nine');
  await page.reload();
  await chat.shows(['Is bed 4 clean?', 'Since nine']);
  await expect(chat.message('Since nine')).toContainText(rhys.name);
});

test('the inbox shows what waits, and each row leads into its conversation', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'Please see bed 9');
  await world.group(mei, 'Ward 7 night team', [asha]);
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await world.visit(page, '/c');
  await expect(inbox.row(rhys.name)).toContainText('Please see bed 9');
  await expect(inbox.row(rhys.name)).toContainText('1 unread message');
  await expect(inbox.row('Ward 7 night team')).toBeVisible();
  await inbox.filter('Groups').click();
  await expect(inbox.row(rhys.name)).toHaveCount(0);
  await inbox.filter('All').click();
  await inbox.open(rhys.name);
  await new Conversation(world, page).shows(['Please see bed 9']);
});

test('a long inbox goes on where it ended', async ({ world }) => {
  const [asha, mei] = [await world.person(), await world.person()];
  for (let ward = 1; ward <= 25; ward += 1) await world.group(mei, `Ward ${ward}`, [asha]);
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await expect(inbox.titles()).toHaveCount(16);
  const more = inbox.pane.getByRole('link', { name: 'Load more' });
  // Where scripts run it is enough to come near.
  await (world.hydrates ? more.scrollIntoViewIfNeeded() : more.click());
  await expect(inbox.titles()).toHaveCount(25);
  await expect(inbox.row('Ward 1')).toBeVisible();
  await expect(more).toHaveCount(0);
  await inbox.open('Ward 1');
});

test('a message that is too long comes back with what was typed and what to change', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await world.visit(page, `/c/${await world.direct(asha, rhys)}`);
  const long = `Handover: ${'x'.repeat(4000)}`;
  await chat.say(long);
  await expect(page.getByRole('alert').filter({ hasText: 'Shorten the message by 10 characters' })).toBeVisible();
  await expect(chat.box).toHaveValue(long);
  await chat.say('Handover: short');
  await expect(chat.message('Handover: short')).toBeVisible();
  await expect(chat.box).toHaveValue('');
});

test('a draft that answers something is an answer here too, or is not one after all', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  const { id } = await rhys.api.send(conversation, 'How much?');
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  const begin = async (body: string) => {
    await asha.api.call('save-draft', { conversation, body, answers: id });
    await world.visit(page, `/c/${conversation}`);
    await expect(page.getByText(`Reply to ${rhys.name}`)).toBeVisible();
    await expect(chat.box).toHaveValue(body);
  };
  await begin('5 mg');
  await chat.say('5 mg');
  await expect(chat.message('5 mg').locator('.message__quote')).toContainText('How much?');
  await begin('Ring the ward');
  await page.getByRole('button', { name: 'Cancel the reply' }).click();
  await expect(page.getByText(`Reply to ${rhys.name}`)).toHaveCount(0);
  await expect(chat.box).toHaveValue('Ring the ward');
  await chat.say('Ring the ward');
  await expect(chat.message('Ring the ward')).toBeVisible();
  await expect(chat.message('Ring the ward').locator('.message__quote')).toHaveCount(0);
});

test('a group is started with a search, ticks and a name', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit('?group=1');
  await directory.tick(rhys.name);
  await directory.tick(mei.name);
  await page.getByLabel('Name of the group').fill('Ward 7 night team');
  await page.getByRole('button', { name: 'Start group' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ward 7 night team' })).toBeVisible();
  const opened = await asha.api.call<{ rows: { title: string; members: number }[] }>('list-inbox', { filter: 'groups' });
  expect(opened.rows.map((row) => [row.title, row.members])).toEqual([['Ward 7 night team', 3]]);
});

test('a group without a name is not started, and nothing typed is lost', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit('?group=1');
  await directory.tick(rhys.name);
  await page.getByRole('button', { name: 'Start group' }).click();
  await expect(page.getByRole('alert', { name: 'There is a problem' })).toBeVisible();
  expect((await asha.api.call<{ rows: unknown[] }>('list-inbox', { filter: 'groups' })).rows).toEqual([]);
});

test('settings are kept', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/settings');
  await page.getByRole('group', { name: 'Theme' }).getByText('Dark').click();
  // Where scripts run each choice saves itself.
  if (!world.hydrates) await page.getByRole('button', { name: 'Save', exact: true }).click();
  else await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
  await page.goto('/settings');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('an address that is nobody’s, or somebody else’s, says so and leads on', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const foreign = await world.direct(rhys, mei);
  const page = await world.browserOf(asha);
  for (const path of [`/c/${foreign}`, '/c/01890a5d-ac96-774b-bcce-b302099a8057', '/c/rubbish']) {
    await page.goto(path);
    await expect(page.getByText('We cannot find that.')).toBeVisible();
    await expect(page.getByRole('main').getByRole('link', { name: 'Go to your messages' })).toHaveAttribute('href', '/c');
  }
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { name: 'We cannot find that' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to your messages' }).click();
  await expect(page).toHaveURL(/\/c$/);
});

test('nobody is told of keys that do nothing where they are', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const keyed = test.info().project.name === 'desktop';
  await world.visit(page, '/c');
  await expect(page.getByText('Ctrl K', { exact: true }).first()).toBeVisible({ visible: keyed });
  await world.visit(page, `/c/${await world.direct(asha, rhys)}`);
  await expect(page.getByText(/^(Ctrl )?Enter sends/)).toBeVisible({ visible: keyed });
  await world.visit(page, '/help');
  await expect(page.getByRole('heading', { level: 2, name: 'Keyboard shortcuts' })).toBeVisible({ visible: world.hydrates });
});

test('what can be done with a message, a member or a conversation is offered with the program and without', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  await rhys.api.send(id, 'Bed 4 is ready');
  const page = await world.browserOf(asha);
  const desk = test.info().project.name !== 'phone';
  await world.visit(page, `/c/${id}?info=1`);
  for (const name of [`Change ${rhys.name}`, 'Add', 'Mute']) {
    await expect(page.getByRole('button', { name, exact: true }), name).toBeVisible();
  }
  await world.visit(page, `/c/${id}`);
  // There for the last message, which Tab reaches; on a phone it stands in the menu.
  await expect(page.getByRole('button', { name: 'Reply', exact: true })).toBeVisible({ visible: desk });
  await expect(page.getByRole('button', { name: 'More about this message' })).toBeVisible();
  // What the program does by itself.
  await expect(page.getByRole('button', { name: 'Mark as read' })).toBeVisible({ visible: !world.hydrates });
});

test('a long conversation leads back to what was said earlier', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  for (let at = 0; at < 90; at += 1) await rhys.api.send(id, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: id });
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await world.visit(page, `/c/${id}`);
  await expect(chat.message('Line 89 of the night')).toBeVisible();
  const first = (await chat.transcript())[0]?.text ?? '';
  // Where scripts run it is enough to come near.
  if (world.hydrates) await chat.log.evaluate((log) => (log.scrollTop = -log.scrollHeight));
  else await page.getByRole('link', { name: 'Load earlier messages' }).click();
  await expect.poll(async () => (await chat.transcript())[0]?.text).not.toBe(first);
  await expect(chat.message(first)).toBeVisible();
});
