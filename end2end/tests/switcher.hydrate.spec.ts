import type { Page } from '@playwright/test';
import { texts, two } from '../desk';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Inbox } from '../pages/inbox';
import { held } from '../slow';
import { type Person, type World, expect, test } from '../world';

async function open(world: World, page: Page): Promise<void> {
  await world.visit(page, '/c');
  await world.live(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
}

test('Enter goes to what the present text finds, never to what an earlier one found', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  await open(world, page);
  await page.keyboard.type(rhys.name);
  await expect(page.getByRole('option')).toContainText([rhys.name]);
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/api/search-people', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('combobox').fill(mei.name);
  await expect(page.getByRole('option')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c$/);
  answer();
  await expect(new Conversation(world, page).title).toHaveText(mei.name);
});

/** A team's conversation below 45 others, and a stranger whose role is called as the team is. */
async function farDown(world: World): Promise<{ asha: Person; stranger: Person; team: string; page: Page }> {
  const [asha, mei, stranger] = [await world.person(), await world.person(), await world.person({ role: 'Ward 7 doctors’ assistant' })];
  const team = await world.group(mei, 'Ward 7 doctors', [asha]);
  for (let at = 1; at <= 45; at++) await world.group(mei, `Clinic ${at}`, [asha]);
  return { asha, stranger, team, page: await world.browserOf(asha) };
}

test('the first made of 46 groups is found before a stranger who works there, and Enter opens it', async ({ world }) => {
  const { asha, stranger, team, page } = await farDown(world);
  await open(world, page);
  await page.keyboard.type('ward 7 doc');
  const options = page.getByRole('option');
  await expect(options.filter({ hasText: stranger.name })).toHaveCount(1);
  await expect(options.first()).toContainText('Ward 7 doctors');
  await expect(options.first()).toContainText('2 members');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/c/${team}$`));
  const chat = new Conversation(world, page);
  await expect(chat.title).toHaveText('Ward 7 doctors');
  await asha.api.call('set-flags', { conversation: team, archived: true });
  await open(world, page);
  await page.keyboard.type('doctors ward 7');
  await expect(options.first()).toContainText('Ward 7 doctors');
});

test('Enter waits for what one is in, and goes to nobody meanwhile', async ({ world }) => {
  const { stranger, team, page } = await farDown(world);
  await open(world, page);
  const answer = await held(page, 'search-conversations');
  const people = page.waitForResponse('**/api/search-people');
  await page.getByRole('combobox').fill('ward 7 doctors');
  await page.keyboard.press('Enter');
  await (await people).finished();
  await expect(page.getByText('Looking…')).toBeVisible();
  await expect(page.getByRole('option').filter({ hasText: stranger.name })).toHaveCount(0);
  await expect(page).toHaveURL(/\/c$/);
  answer();
  await expect(page).toHaveURL(new RegExp(`/c/${team}$`));
});

test('Ctrl+K in the open switcher begins a new search, and nothing of either is written or sent', async ({ world }) => {
  const { ben, cleo, withBen, chat, inbox } = await two(world);
  const { page } = chat;
  await chat.visit(withBen);
  await chat.box.fill('half a dose');
  await page.keyboard.press('Control+k');
  const finder = page.getByRole('combobox');
  await expect(finder).toBeFocused();
  const answer = await held(page, 'search-people');
  await page.keyboard.type('qqwwzz');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Looking…')).toBeVisible();
  // Somebody has chosen, and nobody knows yet where that leads: no key goes anywhere.
  await page.keyboard.type(' now');
  await page.keyboard.press('Enter');
  await expect(finder).toHaveValue('qqwwzz');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(finder).toBeFocused();
  await page.keyboard.type(cleo.name);
  await expect(finder).toHaveValue(cleo.name);
  await expect(page.getByRole('option').first()).toContainText(cleo.name);
  await page.keyboard.press('Enter');
  await expect(chat.title).toHaveText(cleo.name);
  answer();
  await inbox.open(ben.name);
  await expect(chat.box).toHaveValue('half a dose');
  expect(await texts(ben, withBen)).toEqual(['Ben here']);
});

test('whoever leaves the switcher goes on writing where they were', async ({ world }) => {
  const { withBen, chat } = await two(world);
  const { page } = chat;
  await chat.visit(withBen);
  await chat.box.fill('Bed 4');
  const close = () => page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  for (const [typed, leave] of [['', () => page.keyboard.press('Escape')], ['Mei', () => page.keyboard.press('Escape')], ['Mei', close]] as const) {
    const before = await chat.box.inputValue();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(typed);
    await leave();
    // At once: nobody waits for a dialog to be gone.
    await page.keyboard.type('xyz');
    await expect(chat.box).toHaveValue(`${before}xyz`);
  }
  await chat.box.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(0, 3));
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.type('Bay');
  await expect(chat.box).toHaveValue('Bay 4xyzxyzxyz');
});

for (const [width, height, what] of [[320, 256, 'at 400 %'], [1440, 700, 'at its usual size']] as const) {
  test(`who is chosen by the arrows is in view, and so is the box, ${what}`, async ({ world }) => {
    const [asha, mei] = [await world.person(), await world.person()];
    for (let at = 1; at <= 12; at++) await world.group(mei, `Clinic ${at}`, [asha]);
    const page = await world.browserOf(asha, { viewport: { width, height } });
    await open(world, page);
    await expect(page.getByRole('option')).toHaveCount(10);
    const chosen = page.getByRole('option', { selected: true });
    const seen = async (): Promise<void> => {
      // But for a fraction of a pixel.
      await expect(chosen).toBeInViewport({ ratio: 0.98 });
      await expect(page.getByRole('combobox')).toBeInViewport({ ratio: 0.98 });
      const uncovered = () =>
        chosen.evaluate((one) => {
          const { left, top, bottom } = one.getBoundingClientRect();
          return [top + 3, bottom - 3].every((at) => one.contains(document.elementFromPoint(left + 20, at)));
        });
      await expect.poll(uncovered).toBe(true);
    };
    for (const key of ['ArrowDown', 'ArrowUp']) {
      for (let presses = 0; presses < 9; presses++) {
        const before = await chosen.getAttribute('id');
        await page.keyboard.press(key);
        await expect(chosen).not.toHaveAttribute('id', before ?? '');
        await seen();
      }
    }
  });
}

test('what is typed on the way to a conversation is written there, and nowhere else', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  const withRhys = await world.direct(asha, rhys);
  await rhys.api.send(withRhys, 'Morning');
  await chat.visit(withRhys);
  await chat.box.click();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(mei.name);
  await expect(page.getByRole('option')).toContainText([mei.name]);
  const answer = await held(page, 'start-direct');
  await page.keyboard.press('Enter');
  // Nobody knows yet where that is: it waits for them.
  await page.keyboard.type('Hello. ');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('#main')).toBeFocused();
  await expect(chat.title).toHaveText(rhys.name);
  await expect(chat.box).toHaveValue('');
  const opened = await held(page, 'open-conversation');
  answer();
  await expect(page).toHaveURL(new RegExp(`/c/(?!${withRhys})`));
  await page.keyboard.type('Do not start CPPR');
  for (let letters = 0; letters < 2; letters++) await page.keyboard.press('Backspace');
  await page.keyboard.type('R');
  await expect(chat.title).toHaveText(rhys.name);
  await expect(chat.box).toHaveValue('');
  opened();
  await expect(chat.title).toHaveText(mei.name);
  await expect(chat.box).toBeFocused();
  await page.keyboard.type(' in bed 4');
  await expect(chat.box).toHaveValue('Hello. Do not start CPR in bed 4');
  // By the pointer, back and forth, with something left there.
  await page.locator(`[data-conversation="${withRhys}"]`).getByRole('link').click();
  await page.keyboard.type('Ring me');
  await expect(chat.title).toHaveText(rhys.name);
  await expect(chat.box).toHaveValue('Ring me');
  await page.unroute('**/api/start-direct');
  // The one that is open already is gone to as well.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(mei.name);
  await expect(page.getByRole('option')).toContainText([mei.name]);
  await page.keyboard.press('Enter');
  await expect(chat.box).toBeFocused();
});

test('two people of one name are told apart, whether one talks with them or not', async ({ world }) => {
  const asha = await world.person();
  const { name } = world.someone();
  const roles = ['Porter', 'Charge nurse', 'Pharmacist'];
  const [porter, charge] = [await world.person({ name, role: roles[0] }), await world.person({ name, role: roles[1] })];
  await world.person({ name, role: roles[2] });
  for (const one of [porter, charge]) await one.api.send(await world.direct(asha, one), 'Hello');
  const page = await world.browserOf(asha);
  await open(world, page);
  const options = page.getByRole('option');
  for (const role of roles.slice(0, 2)) await expect(options.filter({ hasText: role })).toHaveCount(1);
  await page.keyboard.type(name);
  await expect(options).toHaveCount(3);
  for (const role of roles) await expect(options.filter({ hasText: role })).toContainText(name);
});

test('the very name comes first, oneself never, and the box keeps its place', async ({ world }) => {
  const [asha, mei] = [await world.person(), await world.person()];
  for (const title of ['Ward 71', 'Ward 7', 'Ward 70 day team', 'Night team, ward 7']) await world.group(mei, title, [asha]);
  const page = await world.browserOf(asha);
  await open(world, page);
  const dialog = page.getByRole('dialog', { name: 'Find a person or conversation' });
  const before = await dialog.boundingBox();
  await page.keyboard.type('ward 7');
  await expect(page.getByRole('option').first()).toContainText('Ward 7');
  const names = (await page.getByRole('option').locator('.person__name').allTextContents()).slice(0, 4);
  expect(names.slice(0, 2)).toEqual(['Ward 7', 'Night team, ward 7']);
  expect(names.slice(2).sort()).toEqual(['Ward 70 day team', 'Ward 71']);
  await expect(page.getByRole('option').first()).toContainText('2 members');
  expect(await dialog.boundingBox()).toEqual(before);
  await page.getByRole('combobox').fill(asha.name);
  await expect(page.getByText('Nothing found')).toBeVisible();
  expect(await dialog.boundingBox()).toEqual(before);
});

for (const [width, hasTouch] of [[320, true], [390, true], [1440, false]] as const) {
  test(`that nothing was found stands in the list’s place, at ${width} pixels`, async ({ world }) => {
    const [asha, rhys] = [await world.person(), await world.person()];
    await rhys.api.send(await world.direct(asha, rhys), 'Hello');
    const page = await world.browserOf(asha, { viewport: { width, height: 700 }, hasTouch });
    await open(world, page);
    await expect(page.getByRole('option')).toHaveCount(1);
    const list = await page.getByRole('option').boundingBox();
    await page.keyboard.type('qqwwzz');
    const told = page.getByText('Nothing found. Try the beginning of a name, a role or a ward.');
    await expect(told).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('option')).toHaveCount(0);
    expect(Math.abs(((await told.boundingBox())?.y ?? NaN) - (list?.y ?? NaN))).toBeLessThan(40);
    await page.getByRole('combobox').fill('');
    await expect(page.getByRole('option')).toHaveCount(1);
  });
}

test('a screen is found by its name, below what one is in, and the keys alone lead there and on', async ({ world }) => {
  const [asha, mei] = [await world.person(), await world.person()];
  await world.group(mei, 'Settings of the ventilators', [asha]);
  const page = await world.browserOf(asha);
  await open(world, page);
  const options = page.getByRole('option');
  await page.keyboard.type('settings');
  await expect(options.filter({ hasText: /Screen$/ })).toHaveCount(1);
  await expect(options.first()).toContainText('Settings of the ventilators');
  await page.keyboard.press('ArrowDown');
  await expect(options.last()).toHaveAccessibleName(/^Settings\s*Screen$/);
  await expect(options.last()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await expect(page).toHaveURL(/\/settings$/);
  // By what people call it, too.
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('lost phone');
  await expect(options).toHaveCount(1);
  await expect(options).toContainText('Screen in Settings');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Devices' })).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new group');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'New group' })).toBeVisible();
  await expect(page).toHaveURL(/\/new\?group=1$/);
});

test('what is typed on the way to a screen is written nowhere, and that is said', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  await open(world, page);
  const answer = await held(page, 'search-people');
  await page.keyboard.type('change your pin');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Looking…')).toBeVisible();
  await page.keyboard.type('Ring me');
  answer();
  await expect(page.getByRole('heading', { level: 1, name: 'Change your PIN' })).toBeVisible();
  await expect(page.getByLabel('Notes')).toContainText('Not kept: Ring me');
});

test('a person and a group look the same wherever they are met', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(rhys, 'Ward 7', [asha]);
  await rhys.api.send(await world.direct(asha, rhys), 'Hello');
  await rhys.api.send(id, 'Hello all');
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  const look = (within: ReturnType<Page['locator']>) =>
    within.locator('.avatar').first().evaluate((face) => {
      const { backgroundColor, borderRadius } = getComputedStyle(face);
      return [backgroundColor, borderRadius];
    });
  await open(world, page);
  const offered = (name: string) => page.getByRole('option').filter({ hasText: name });
  const [person, group] = [await look(offered(rhys.name)), await look(offered('Ward 7'))];
  expect(person[1]).not.toEqual(group[1]);
  await page.keyboard.press('Escape');
  expect([await look(inbox.row(rhys.name)), await look(inbox.row('Ward 7'))]).toEqual([person, group]);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  expect(await look(chat.message('Hello all'))).toEqual(person);
  expect(await look(page.getByRole('main').getByRole('link', { name: 'Show details' }))).toEqual(group);
  const aside = await chat.details();
  expect(await look(aside.getByRole('listitem').filter({ hasText: rhys.name }))).toEqual(person);
  await world.visit(page, `/people/${rhys.id}`);
  expect(await look(page.getByRole('main'))).toEqual(person);
  const people = new Directory(world, page, '/people');
  await people.visit();
  await people.find(rhys.name);
  await expect(people.found.getByRole('listitem')).toHaveCount(1);
  expect(await look(people.found)).toEqual(person);
});
