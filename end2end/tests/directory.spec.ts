import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { expect, test } from '../world';

// Looking somebody up, with and without scripts.

test('somebody is looked up first, and written to from their profile', async ({ world }) => {
  const asha = await world.person();
  const rhys = await world.person({ role: 'Registrar', grade: 'ST4', specialty: 'Cardiology' });
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page, '/people');
  await directory.visit();
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  await directory.find(rhys.name);
  await directory.found.getByRole('link').filter({ hasText: rhys.name }).click();
  await expect(page).toHaveURL(new RegExp(`/people/${rhys.id}$`));
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeVisible();
  for (const fact of ['Registrar', 'ST4', 'Cardiology', 'Not verified']) await expect(page.getByRole('main').getByText(fact).first()).toBeVisible();
  // Nobody is told that they were looked up: there is no conversation yet.
  expect((await rhys.api.call<{ rows: unknown[] }>('list-inbox', { filter: '' })).rows).toEqual([]);
  await world.awake(page);
  await page.getByRole('button', { name: 'Message', exact: true }).click();
  await expect(new Conversation(world, page).title).toHaveText(rhys.name);
});

test('one’s own profile has nobody to write to, and a profile that is nobody’s says so', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await page.goto(`/people/${asha.id}`);
  await expect(page.getByRole('heading', { level: 1, name: asha.name })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Change profile' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Message', exact: true })).toHaveCount(0);
  expect((await page.goto('/people/01890a5d-ac96-774b-bcce-b302099a8057'))?.status()).toBe(404);
  await expect(page.getByText('We cannot find that.')).toBeVisible();
  await page.goto('/people/rubbish');
  await expect(page.getByText('We cannot find that.')).toBeVisible();
});

test('People and New message are two places', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/c');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
  await expect(page).toHaveURL(/\/people$/);
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' })).toHaveAttribute('aria-current', 'page');
  await world.visit(page, '/new');
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' })).not.toHaveAttribute('aria-current', 'page');
});

test('over a conversation it is said of a nurse that nobody checked the registration, and of a porter nothing', async ({ world }) => {
  const [asha, nurse] = [await world.person(), await world.person()];
  const { name, email } = world.someone();
  const porter = await world.arrive(email);
  await porter.call('save-profile', { name, role: 'Porter', grade: 'Band 2', specialty: '', ward: '', body: 'none', registration: '' });
  await porter.call('set-pin', { pin: asha.pin, again: asha.pin });
  const { colleague } = await porter.call<{ colleague: { id: string } }>('who-am-i');
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  const head = page.locator('.chat > .pane__head');
  await chat.visit(await world.direct(asha, nurse));
  await expect(head).toContainText('Registration not verified');
  await chat.visit(await asha.api.call<string>('start-direct', { person: colleague.id }));
  await expect(head).toContainText('Porter');
  await expect(head).not.toContainText('Registration not verified');
});
