import { expect, test } from '../world';

test('somebody changes their profile: refused in plain words first, then found under the new one', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  await world.visit(page, '/settings');
  await page.getByRole('link', { name: 'Change profile' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Your profile' })).toBeVisible();
  await expect(page.getByLabel('First and last name')).toHaveValue(asha.name);
  await page.getByLabel('What you do').fill('Ward sister');
  await page.getByLabel('Registration number').fill('7');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByRole('alert', { name: 'There is a problem' })).toContainText('NMC');
  await expect(page.getByLabel('What you do')).toHaveValue('Ward sister');
  await world.awake(page);
  await page.getByLabel('Registration number').fill('12A3456B');
  await page.getByRole('button', { name: 'Save profile' }).click();
  if (world.hydrates) {
    await expect(page.getByRole('region', { name: 'Notes' })).toContainText('Your profile is saved');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
  }
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(page.getByRole('region', { name: asha.name })).toContainText('Ward sister');
  const found = await rhys.api.call<{ people: { name: string; role: string }[] }>('search-people', { text: `${asha.name} sister` });
  expect(found.people.map((one) => [one.name, one.role])).toEqual([[asha.name, 'Ward sister']]);
});
