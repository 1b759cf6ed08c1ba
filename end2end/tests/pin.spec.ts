import { expect, test } from '../world';

test('somebody changes the PIN of a device, and only the new one opens it', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  const change = async (current: string) => {
    await page.getByLabel('Current PIN').fill(current);
    await page.getByLabel('New PIN', { exact: true }).fill('7093');
    await page.getByLabel('The new PIN again').fill('7093');
    await page.getByRole('main').getByRole('button', { name: 'Change PIN' }).click();
  };
  await world.visit(page, '/settings/pin');
  await change('8306');
  await expect(page.getByRole('alert', { name: 'There is a problem' })).toContainText('Wrong PIN. 9 tries left');
  await world.awake(page);
  await change(asha.pin);
  // Neither PIN stays in a box, where one more Enter would cost a try.
  const settings = page.getByRole('heading', { level: 1, name: 'Settings' });
  await expect(settings).toBeVisible();
  await expect(page.getByLabel(/PIN/)).toHaveCount(0);
  if (world.hydrates) {
    await expect(page.getByRole('region', { name: 'Notes' })).toContainText('Your PIN is changed');
    await expect(settings).toBeFocused();
  }
  await asha.api.call('lock');
  expect((await asha.api.ask('unlock', { pin: asha.pin })).status).toBe(422);
  expect((await asha.api.ask('unlock', { pin: '7093' })).status).toBe(200);
});
