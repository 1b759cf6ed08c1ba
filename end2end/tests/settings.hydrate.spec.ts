import type { Locator, Page, Route } from '@playwright/test';
import { type Person, type World, expect, test } from '../world';

async function choosing(world: World): Promise<{ asha: Person; page: Page }> {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/settings');
  return { asha, page };
}

/** One setting: its name, what became of it, its control. */
const setting = (page: Page, name: string): Locator => page.locator('.setting').filter({ has: page.getByText(name, { exact: true }) });

const theme = (page: Page, name: string): Promise<void> => page.getByRole('group', { name: 'Theme' }).getByText(name).click();

test('each choice is kept at once, and says so where it was made', async ({ world }) => {
  const { asha, page } = await choosing(world);
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0);
  await theme(page, 'Dark');
  await expect(setting(page, 'Theme')).toContainText('Saved');
  await expect(page.locator('#announcer')).toHaveText('Saved');
  const enter = page.getByRole('switch', { name: 'Enter sends the message' });
  await enter.click();
  await expect(setting(page, 'Enter sends the message')).toContainText('Saved');
  await expect(setting(page, 'Theme')).not.toContainText('Saved');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(enter).not.toBeChecked();
  // On every device, from its first page on.
  const other = await world.browserOf(await world.device(asha));
  await other.goto('/c');
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a page that was open before takes nothing back, with its program or without', async ({ world }) => {
  const { asha, page } = await choosing(world);
  const phone = await world.device(asha);
  await phone.api.call('save-settings', { announce: 'none', single_keys: 'false' });
  await theme(page, 'Dark');
  await expect(setting(page, 'Theme')).toContainText('Saved');
  // What the phone chose meanwhile is shown where something else was chosen.
  await expect(page.getByRole('group', { name: 'Announce new messages' }).getByRole('radio', { name: 'None' })).toBeChecked();
  await expect(page.getByRole('switch', { name: 'Single-letter shortcuts' })).not.toBeChecked();
  // The form of a page without a program says all that stood on it, and what that was.
  await phone.api.call('save-settings', {
    shown: 'theme=auto density=regular enter_sends=true touch_enter_sends=false single_keys=true announce=all',
    theme: 'auto',
    density: 'compact',
    enter_sends: 'true',
    single_keys: 'true',
    announce: 'all',
  });
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(page.getByRole('switch', { name: 'Single-letter shortcuts' })).not.toBeChecked();
  await expect(page.getByRole('group', { name: 'Announce new messages' }).getByRole('radio', { name: 'None' })).toBeChecked();
});

test('of several choices while the network is slow the last one is kept', async ({ world }) => {
  const { page } = await choosing(world);
  const held: Route[] = [];
  let slow = true;
  await page.route('**/api/save-settings', (route) => (slow ? void held.push(route) : route.continue()));
  await theme(page, 'Dark');
  await expect.poll(() => held.length).toBe(1);
  await theme(page, 'Light');
  await theme(page, 'Device');
  await theme(page, 'Light');
  slow = false;
  for (const route of held) await route.continue();
  await expect(setting(page, 'Theme')).toContainText('Saved');
  expect(held, 'one at a time').toHaveLength(1);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('a choice that could not be kept is put back, and why is said beside it', async ({ world }) => {
  const { page } = await choosing(world);
  await theme(page, 'Dark');
  await expect(setting(page, 'Theme')).toContainText('Saved');
  await page.route('**/api/save-settings', (route) => route.abort());
  await theme(page, 'Light');
  await expect(setting(page, 'Theme')).toContainText('Put back');
  await expect(setting(page, 'Theme')).not.toContainText('Saved');
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.unroute('**/api/save-settings');
  await theme(page, 'Light');
  await expect(setting(page, 'Theme')).toContainText('Saved');
});

test('what was chosen while the page was still waking up is kept too', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  let wake = (): void => {};
  const gate = new Promise<void>((done) => (wake = done));
  await page.route(/\.wasm$/, async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto('/settings', { waitUntil: 'commit' });
  await theme(page, 'Dark');
  await page.getByRole('switch', { name: 'Single-letter shortcuts' }).click();
  wake();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('#announcer')).toHaveText('Saved');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await expect(page.getByRole('switch', { name: 'Single-letter shortcuts' })).not.toBeChecked();
});

test('every screen behind the settings has a way back to them, on a desktop too', async ({ world }) => {
  const { page } = await choosing(world);
  for (const [way, title] of [['Change profile', 'Your profile'], ['Change PIN', 'Change your PIN'], ['Show devices', 'Devices']] as const) {
    await page.getByRole('link', { name: way }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    const back = page.getByRole('link', { name: 'Back to settings' });
    await expect(back).toBeInViewport({ ratio: 1 });
    await back.click();
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  }
});

/** Where the upper edge of a box is. */
const top = async (box: Locator): Promise<number> => (await box.boundingBox())?.y ?? NaN;

test('the boxes of a profile stand in line, whatever is said above them', async ({ world }) => {
  const { page } = await choosing(world);
  await world.visit(page, '/settings/profile');
  const [role, grade] = [page.getByLabel('What you do'), page.getByLabel('Grade or band')];
  expect(await top(role)).toBe(await top(grade));
  await role.fill('');
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.locator('#role-error')).toBeVisible();
  expect(await top(role)).toBe(await top(grade));
});

test('who registers somebody can be read to its end', async ({ world }) => {
  const { page } = await choosing(world);
  await world.visit(page, '/settings/profile');
  const body = page.getByLabel('Who registers you');
  await body.selectOption({ label: 'GMC: General Medical Council' });
  for (const width of [1440, 768, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    const [has, wants] = await body.evaluate((element) => {
      // As wide as the words want it.
      const select = element as HTMLSelectElement;
      const free = select.cloneNode(false) as HTMLSelectElement;
      free.append(new Option(select.selectedOptions[0]?.textContent ?? ''));
      free.style.cssText = 'position: absolute; inline-size: max-content';
      select.after(free);
      const widths = [select, free].map((one) => one.getBoundingClientRect().width);
      free.remove();
      return widths;
    });
    expect(has, `at ${width}`).toBeGreaterThanOrEqual(wants ?? Infinity);
  }
});
