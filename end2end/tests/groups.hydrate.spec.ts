import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

test('somebody makes a group, and those in it see it come, live', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const theirs = new Inbox(world, await world.browserOf(rhys));
  await theirs.visit();
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit();
  await page.getByRole('link', { name: 'A group' }).click();
  await directory.tick(rhys.name);
  await directory.tick(mei.name);
  await expect(page.getByRole('list', { name: 'Chosen' }).getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: `Leave ${mei.name} out` }).click();
  await expect(page.getByText('1 person chosen')).toBeVisible();
  await directory.tick(mei.name);
  await page.getByLabel('Name of the group').fill('Ward 7 night team');
  await page.getByLabel('Everything').check();
  await page.getByRole('button', { name: 'Start group' }).click();
  const mine = new Conversation(world, page);
  await expect(mine.title).toHaveText('Ward 7 night team');
  await expect(mine.notice('You made this group')).toBeVisible();
  await expect(page.getByText('3 members')).toBeVisible();
  // What happened last stands in the row.
  await expect(theirs.row('Ward 7 night team')).toContainText(`${asha.name} added ${rhys.name}`);
});

test('Enter in the name of a group is as good as its button', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit('?group=1');
  await world.awake(page);
  const title = page.getByLabel('Name of the group');
  const told = page.getByRole('alert', { name: 'There is a problem' });
  await title.press('Enter');
  await expect(told).toContainText('Choose at least one person.');
  await directory.tick(rhys.name);
  await title.press('Enter');
  await expect(told).toContainText('Give the group a name.');
  // In the search box Enter goes to who was found, and starts nothing.
  await directory.search.press('Enter');
  await expect(page).toHaveURL(/\/new\?group=1$/);
  await title.fill('Ward 7 night team');
  await title.press('Enter');
  await expect(new Conversation(world, page).title).toHaveText('Ward 7 night team');
});

test('a group half made is there again for whoever comes back to it, until it is made', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit('?group=1');
  await world.awake(page);
  const [title, kept] = [page.getByLabel('Name of the group'), page.getByRole('list', { name: 'Chosen' }).getByRole('listitem')];
  await directory.tick(rhys.name);
  await title.fill('Ward 7 night team');
  await page.getByLabel('Everything').check();
  await page.getByRole('link', { name: 'Messages' }).first().click();
  await page.goBack();
  await expect(kept).toContainText(rhys.name);
  await expect(title).toHaveValue('Ward 7 night team');
  await expect(page.getByLabel('Everything')).toBeChecked();
  await title.press('Enter');
  await expect(new Conversation(world, page).title).toHaveText('Ward 7 night team');
  await page.goBack();
  await expect(title).toHaveValue('');
  await expect(kept).toHaveCount(0);
});

test('what changes about a group is told in its timeline and shows everywhere', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.visit(id);
  await theirs.visit(id);
  const aside = await mine.details();

  await aside.getByText('Rename').click();
  const name = aside.getByLabel('Name of the group');
  await name.fill(' ');
  await aside.getByRole('button', { name: 'Save name' }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription(/\S/);
  await name.fill('Ward 7 night team');
  await aside.getByRole('button', { name: 'Save name' }).click();
  await expect(theirs.notice('named this group “Ward 7 night team”')).toBeVisible();
  for (const side of [mine, theirs]) await expect(side.title).toHaveText('Ward 7 night team');

  await aside.getByRole('button', { name: 'Add', exact: true }).click();
  const adding = mine.page.getByRole('dialog', { name: 'Add members' });
  await adding.getByRole('searchbox').fill(mei.name);
  await adding.getByRole('button', { name: `Add ${mei.name}` }).click();
  await expect(theirs.notice(`${asha.name} added ${mei.name}`)).toBeVisible();
  await adding.getByRole('button', { name: 'Close' }).click();

  const member = (name: string) => aside.getByRole('listitem').filter({ hasText: name });
  await member(rhys.name).getByRole('button', { name: `Change ${rhys.name}` }).click();
  await aside.getByRole('button', { name: 'Make an admin' }).click();
  await expect(theirs.notice(`made ${rhys.name} an admin`)).toBeVisible();
  await expect(member(rhys.name)).toContainText('Admin');

  await aside.locator('summary', { hasText: 'What new members see' }).click();
  await aside.getByLabel('Only what is said after they join').check();
  await aside.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(theirs.notice('New members now see only what is said after they join')).toBeVisible();

  await member(mei.name).getByRole('button', { name: `Change ${mei.name}` }).click();
  const [out, asked] = [{ name: 'Take out of the group' }, mine.page.getByRole('dialog', { name: 'Take them out of this group?' })];
  await aside.locator('.menu').getByRole('button', out).click();
  await expect(asked).toContainText(`${mei.name} no longer sees what is said in it.`);
  await asked.getByRole('button', { name: 'Keep them' }).click();
  // The way to add more stands beside the heading, and is no part of it.
  await expect(aside.getByRole('heading', { name: 'Members (3)', exact: true })).toBeVisible();
  await expect(aside.getByRole('heading', { name: /Members/ }).getByRole('button')).toHaveCount(0);
  await expect(aside.getByRole('button', { name: 'Add', exact: true })).toBeVisible();
  await member(mei.name).getByRole('button', { name: `Change ${mei.name}` }).click();
  await aside.locator('.menu').getByRole('button', out).click();
  await asked.getByRole('button', out).click();
  await expect(theirs.notice(`${asha.name} removed ${mei.name}`)).toBeVisible();
  await expect(aside.getByRole('heading', { name: 'Members (2)', exact: true })).toBeVisible();
});

test('whoever keeps somebody in the group is back at their button', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(await world.group(asha, 'Ward 7', [rhys]));
  const aside = await mine.details();
  const opener = aside.getByRole('button', { name: `Change ${rhys.name}` });
  const asked = mine.page.getByRole('dialog', { name: 'Take them out of this group?' });
  const ways = [() => mine.page.keyboard.press('Escape'), () => asked.getByRole('button', { name: 'Keep them' }).click(), () => asked.getByRole('button', { name: 'Close' }).click()];
  for (const leave of ways) {
    await opener.click();
    await aside.locator('.menu').getByRole('button', { name: 'Take out of the group' }).click();
    await expect(asked.getByRole('button', { name: 'Keep them' })).toBeFocused();
    await leave();
    await expect(asked).toBeHidden();
    await expect(opener).toBeFocused();
  }
});

for (const width of [360, 1440]) {
  test(`whoever is taken out of a group, or leaves it, has a place for the keys at ${width} pixels`, async ({ world }) => {
    const [asha, rhys] = [await world.person(), await world.person()];
    const [ward, night] = [await world.group(asha, 'Ward 7', [rhys]), await world.group(asha, 'Night team', [rhys])];
    const page = await world.browserOf(rhys, { viewport: { width, height: 800 } });
    const theirs = new Conversation(world, page);
    const place = width < 768 ? page.locator('#inbox') : page.getByRole('heading', { level: 1, name: 'Choose a conversation' });
    await theirs.visit(ward);
    await theirs.box.focus();
    await asha.api.call('remove-person', { conversation: ward, person: rhys.id });
    await expect(page).toHaveURL(/\/c$/);
    await expect(place).toBeFocused();
    await theirs.visit(night);
    const aside = await theirs.details();
    await aside.getByRole('button', { name: 'Leave group' }).click();
    const asked = page.getByRole('dialog', { name: 'Leave this group?' });
    await expect(asked.getByRole('button', { name: 'Stay' })).toBeFocused();
    await asked.getByRole('button', { name: 'Leave group' }).click();
    await expect(page).toHaveURL(/\/c$/);
    await expect(place).toBeFocused();
  });
}

test('a member has no buttons for what only admins may do, and the server refuses it', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const theirs = new Conversation(world, await world.browserOf(rhys));
  await theirs.visit(id);
  const aside = await theirs.details();
  await expect(aside.getByRole('button', { name: 'Leave group' })).toBeVisible();
  for (const name of ['Rename', 'What new members see']) await expect(aside.getByText(name)).toHaveCount(0);
  await expect(aside.getByRole('button', { name: 'Add', exact: true })).toHaveCount(0);
  expect((await rhys.api.ask('rename', { conversation: id, title: 'Mine' })).status).toBe(403);
  expect((await rhys.api.ask('appoint', { conversation: id, person: rhys.id, role: 'owner' })).status).toBe(403);
});

test('who joins sees of the past what the group chose', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  for (const [history, sees] of [['all', ['Before', 'After']], ['joining', ['After']], ['none', ['After']]] as const) {
    const id = await world.group(asha, `Ward ${history}`, [rhys], history);
    await asha.api.send(id, 'Before');
    await asha.api.call('add-people', { conversation: id, people: [mei.id] });
    await asha.api.send(id, 'After');
    const chat = new Conversation(world, await world.browserOf(mei));
    await chat.visit(id);
    await chat.shows([...sees]);
  }
});

test('a group counts who has a message and who has read it', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys, mei]);
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  await mine.say('Handover at eight');
  await expect(mine.state('Handover at eight', 'Sent')).toBeVisible();
  const first = new Inbox(world, await world.browserOf(rhys));
  await first.visit();
  await expect(mine.state('Handover at eight', 'Delivered 1/2')).toBeVisible();
  const second = new Conversation(world, await world.browserOf(mei));
  await second.visit(id);
  await expect(mine.state('Handover at eight', 'Read 1/2')).toBeVisible();
  await first.open('Ward 7');
  await expect(mine.state('Handover at eight', 'Read 2/2')).toBeVisible();
  await mine.state('Handover at eight', 'Read 2/2').click();
  await expect(mine.page.getByRole('dialog', { name: 'Who has read it' })).toContainText('Read by 2 of 2');
});

test('leaving asks first; afterwards the group is gone', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.visit(id);
  await theirs.visit(id);
  const aside = await theirs.details();
  const question = theirs.page.getByRole('dialog', { name: 'Leave this group?' });
  await aside.getByRole('button', { name: 'Leave group' }).click();
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(question).toBeHidden();
  await aside.getByRole('button', { name: 'Leave group' }).click();
  await question.getByRole('button', { name: 'Leave group' }).click();
  await expect(theirs.page).toHaveURL(/\/c$/);
  await expect(new Inbox(world, theirs.page).row('Ward 7')).toHaveCount(0);
  await expect(mine.notice(`${rhys.name} left`)).toBeVisible();
});

test('a group whose answer was lost is started once, however often one asks', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit('?group=1');
  await directory.tick(rhys.name);
  await page.getByLabel('Name of the group').fill('Night huddle');
  let lost = 0;
  await page.route('**/api/start-group', async (route) => {
    await route.fetch();
    return ++lost > 2 ? route.continue() : route.abort('connectionreset');
  });
  for (let tries = 1; tries < 3; tries++) {
    await page.getByRole('button', { name: 'Start group' }).click();
    await expect.poll(() => lost).toBe(tries);
    await expect(page.getByText('We could not reach Pando.').first()).toBeVisible();
  }
  await page.getByRole('button', { name: 'Start group' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Night huddle' })).toBeVisible();
  const rows = await rhys.api.call<{ rows: { title: string }[] }>('list-inbox', { filter: '' });
  expect(rows.rows.map((row) => row.title)).toEqual(['Night huddle']);
});
