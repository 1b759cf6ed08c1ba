import type { Page } from '@playwright/test';
import { accessible } from '../axe';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Door } from '../pages/door';
import { type Person, type World, expect, test } from '../world';

const isWide = (page: Page) => (page.viewportSize()?.width ?? 0) >= 768;

test('the door', async ({ world }) => {
  const page = await world.stranger();
  const door = new Door(world, page);
  await world.visit(page, '/sign-in');
  await accessible(page, 'sign-in');
  await door.email.fill('nobody');
  await door.button('Send me a code').click();
  await expect(door.summary).toBeVisible();
  await accessible(page, 'sign-in, refused');
  const code = await door.ask(world.someone().email);
  await accessible(page, 'code');
  await door.enter('00000000');
  await expect(door.told).toBeVisible();
  await accessible(page, 'code, refused');
  await door.enter(code);
  await expect(door.heading('Who are you?')).toBeVisible();
  await accessible(page, 'profile');
  await door.button('Continue').click();
  await expect(door.summary).toBeVisible();
  await accessible(page, 'profile, refused');
  await door.introduce('Asha Axe');
  await expect(door.heading('Choose a PIN')).toBeVisible();
  await accessible(page, 'PIN');
  await door.choosePin('1111');
  await expect(door.summary).toBeVisible();
  await accessible(page, 'PIN, refused');
  await door.choosePin();
  await expect(page).toHaveURL(/\/c$/);
  await world.live(page);
  await accessible(page, 'empty inbox');
});

/** A conversation with every kind of line in it. */
async function busy(world: World): Promise<{ asha: Person; rhys: Person; group: string; page: Page; chat: Conversation }> {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const group = await world.group(asha, 'Ward 7 night team', [rhys, mei]);
  const first = await rhys.api.send(group, 'Is bed 4 clean? See https://intranet.example/beds');
  await asha.api.send(group, 'Since nine', { reply_to: first.id });
  const gone = await asha.api.send(group, 'Wrong window');
  await asha.api.call('delete-message', { conversation: group, message: gone.id });
  const edited = await asha.api.send(group, 'Bed 5 two');
  await asha.api.call('edit-message', { conversation: group, message: edited.id, version: 1, body: 'Bed 5 too' });
  await mei.api.send(group, 'Thank you both');
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await chat.visit(group);
  return { asha, rhys, group, page, chat };
}

test('a conversation, its messages in every state, and what opens over it', async ({ world }) => {
  const { page, chat } = await busy(world);
  await accessible(page, 'group');
  await chat.message('Bed 5 too').focus();
  await accessible(page, 'a message with the focus');
  await chat.choose('Is bed 4 clean?', 'Reply');
  await accessible(page, 'replying');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await chat.choose('Bed 5 too', 'Edit');
  await accessible(page, 'editing');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await chat.message('Bed 5 too').hover();
  await chat.message('Bed 5 too').getByRole('button', { name: 'More about this message' }).click();
  await accessible(page, 'the menu of a message');
  await page.keyboard.press('Escape');
  for (const [deed, name] of [['Who has read it', 'Who has read it'], ['Versions', 'Versions of this message'], ['Delete for everyone', 'Delete this message?']] as const) {
    await chat.choose('Bed 5 too', deed);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await accessible(page, name);
    await page.keyboard.press('Escape');
  }
  await chat.box.fill('x'.repeat(4001));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Shorten' })).toBeVisible();
  await accessible(page, 'too long');
  await chat.box.fill('');
  await world.offline(page);
  await chat.say('Waits for a network');
  await expect(chat.state('Waits for a network', 'Waiting')).toBeVisible();
  await accessible(page, 'waiting');
  await page.context().setOffline(false);
});

test('the inbox, its menus, its filters and its switcher', async ({ world }) => {
  const { page, rhys } = await busy(world);
  await world.visit(page, '/c');
  await world.live(page);
  await accessible(page, 'inbox');
  for (const filter of ['unread', 'archived']) {
    await world.visit(page, `/c?f=${filter}`);
    await accessible(page, filter);
  }
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await accessible(page, 'the menu of the inbox');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type(rhys.name.slice(0, 6));
  await expect(page.getByRole('option').first()).toBeVisible();
  await accessible(page, 'switcher');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+/');
  await accessible(page, 'keys');
});

test('details of a group and of a person', async ({ world }) => {
  const { asha, rhys, group, page, chat } = await busy(world);
  await world.visit(page, `/c/${group}?info=1`);
  await accessible(page, 'details of a group');
  const aside = page.getByRole('complementary', { name: /^Details/ });
  await aside.getByText('Rename').click();
  await aside.locator('summary', { hasText: 'What new members see' }).click();
  await accessible(page, 'its forms');
  await aside.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('dialog', { name: 'Add members' }).getByRole('searchbox').fill(rhys.name);
  await expect(page.getByRole('button', { name: `Added ${rhys.name}` })).toBeVisible();
  await accessible(page, 'adding people');
  // In a search box Escape empties the box first.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Add members' }).getByRole('searchbox')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Add members' })).toBeHidden();
  await aside.getByRole('button', { name: 'Leave group' }).click();
  await accessible(page, 'leaving');
  await page.keyboard.press('Escape');
  await world.visit(page, `/c/${await world.direct(asha, rhys)}?info=1`);
  await accessible(page, 'details of a person, and a conversation nothing was said in');
  if (isWide(page)) await expect(chat.box).toBeVisible();
});

test('finding people, settings, devices, help', async ({ world }) => {
  const { rhys, page } = await busy(world);
  const directory = new Directory(world, page);
  await directory.visit();
  await directory.find(rhys.name);
  await expect(directory.found).toContainText(rhys.name);
  await accessible(page, 'directory');
  await directory.find('qqqqqq');
  await expect(page.getByText('Nobody found')).toBeVisible();
  await accessible(page, 'nobody');
  const people = new Directory(world, page, '/people');
  await people.visit();
  await people.find(rhys.name);
  await expect(people.found).toContainText(rhys.name);
  await accessible(page, 'people');
  await people.found.getByRole('link').filter({ hasText: rhys.name }).click();
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeVisible();
  await accessible(page, 'a profile');
  await directory.visit('?group=1');
  await directory.tick(rhys.name);
  await page.getByRole('button', { name: 'Start group' }).click();
  await expect(page.getByRole('alert', { name: 'There is a problem' })).toBeVisible();
  await accessible(page, 'new group, refused');
  for (const path of ['/settings', '/settings/profile', '/settings/devices', '/help']) {
    await world.visit(page, path);
    await accessible(page, path);
  }
  await page.getByText('iPhone and iPad').click();
  await accessible(page, 'help, unfolded');
});

test('locked, lost, offline, and the outbox', async ({ world }) => {
  const { asha, page } = await busy(world);
  for (const path of ['/nowhere', '/c/01890a5d-ac96-774b-bcce-b302099a8057', '/offline.html', '/dev/mail']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // Where nothing is found there is nothing to skip to, as soon as the page lives.
    await expect(page.getByRole('link', { name: 'Skip to messages' })).toHaveCount(0);
    await accessible(page, path);
  }
  await page.getByRole('link').nth(3).click();
  await accessible(page, 'a letter');
  await asha.api.call('lock');
  await world.visit(page, '/c');
  await accessible(page, 'locked');
  await page.getByLabel('PIN', { exact: true }).fill('9753');
  await expect(page.getByRole('alert').filter({ hasText: 'Wrong PIN' })).toBeVisible();
  await accessible(page, 'locked, a wrong PIN');
});

test('the warning before the lock', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await page.clock.install();
  await world.visit(page, '/c');
  // A part of the program that is on its way does not survive such a jump.
  await page.waitForLoadState('networkidle');
  await page.clock.fastForward('04:42');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await accessible(page, 'about to lock');
});
