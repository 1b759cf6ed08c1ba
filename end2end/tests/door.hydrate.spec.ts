import type { Page } from '@playwright/test';
import { Door } from '../pages/door';
import { PIN, type Person, type World, expect, test } from '../world';

// Boxes of a few digits: there at once, sent by the last digit, empty again when they were wrong.

async function arriving(world: World): Promise<{ door: Door; page: Page; code: string; wrong: string }> {
  const page = await world.stranger();
  const door = new Door(world, page);
  const code = await door.ask(world.someone().email);
  await world.awake(page);
  await expect(door.code).toBeFocused();
  return { door, page, code, wrong: code === '00000000' ? '00000001' : '00000000' };
}

async function locked(world: World): Promise<{ asha: Person; page: Page; pin: ReturnType<Page['getByLabel']> }> {
  const asha = await world.person();
  await asha.api.call('lock');
  const page = await world.browserOf(asha);
  await world.visit(page, '/unlock?next=/settings');
  const pin = page.getByLabel('PIN', { exact: true });
  await expect(pin).toBeFocused();
  return { asha, page, pin };
}

/** Counts the calls of a server function. */
function calls(page: Page, name: string): { count: number } {
  const calls = { count: 0 };
  page.on('request', (request) => {
    if (request.url().endsWith(`/api/${name}`)) calls.count++;
  });
  return calls;
}

test('the code is typed where one is, and its last digit sends it', async ({ world }) => {
  const { door, page, code } = await arriving(world);
  await expect(door.code).toBeFocused();
  await page.keyboard.type(code);
  await expect(door.heading('Who are you?')).toBeVisible();
});

test('the letter pasted whole into the box of the code is enough', async ({ world }) => {
  const { door, page, code } = await arriving(world);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), `Your Pando code is\n\n${code}\n\nIt works once.`);
  await expect(door.code).toBeFocused();
  await page.keyboard.press('Control+v');
  await expect(door.heading('Who are you?')).toBeVisible();
});

test('after a wrong code the box is empty, and the next one goes in without a touch of the mouse', async ({ world }) => {
  const { door, page, code, wrong } = await arriving(world);
  const sent = calls(page, 'enter-code');
  await page.keyboard.type(wrong);
  await expect(door.told).toContainText('You have 4 tries left.');
  await expect(door.code).toHaveValue('');
  await expect(door.code).toBeFocused();
  // Enter out of habit sends nothing: the try before stands.
  await page.keyboard.press('Enter');
  await expect(door.told).toContainText('You have 4 tries left.');
  await page.keyboard.type(code);
  await expect(door.heading('Who are you?')).toBeVisible();
  expect(sent.count).toBe(2);
});

test('what is wrong is said again when it is wrong again', async ({ world }) => {
  const { door, page } = await arriving(world);
  await page.keyboard.press('Enter');
  await expect(door.told).toBeVisible();
  const words = await door.told.textContent();
  await door.told.evaluate((told) => told.setAttribute('data-first', ''));
  await page.keyboard.type('123456');
  await page.keyboard.press('Enter');
  // Another element with the same words: what stays as it is is not read out.
  await expect(page.locator('[data-first]')).toHaveCount(0);
  await expect(door.told).toHaveText(words ?? '');
});

test('another code takes back what was said about the first', async ({ world }) => {
  const { door, page, wrong } = await arriving(world);
  await page.keyboard.type(wrong);
  await expect(door.told).toContainText('You have 4 tries left.');
  await door.button('Send another code').click();
  await expect(page.getByText('We have sent another code. Only the new one works.')).toBeVisible();
  await expect(door.told).toBeHidden();
  await expect(door.code).toBeFocused();
});

test('the fourth digit opens Pando', async ({ world }) => {
  const { page, pin } = await locked(world);
  await expect(pin).toBeFocused();
  await page.keyboard.type(PIN);
  await expect(page).toHaveURL(/\/settings$/);
  await world.awake(page);
});

test('after a wrong PIN the box is empty and takes the next; how many tries are left is said once, and truly', async ({ world }) => {
  const { page, pin } = await locked(world);
  for (const left of [9, 8]) {
    await page.keyboard.type('9753');
    await expect(page.getByRole('alert').filter({ hasText: 'Wrong PIN' })).toContainText(`${left} tries left`);
    await expect(pin).toHaveValue('');
    await expect(pin).toBeFocused();
    // Beside the box and nowhere else; nowhere a number from before.
    await expect(page.getByText(/\d+ tries left/)).toHaveText([new RegExp(`Wrong PIN. ${left} tries`)]);
    await expect(pin).toHaveAccessibleDescription(new RegExp(`Wrong PIN. ${left} tries`));
    await page.reload();
    await world.awake(page);
    await expect(page.getByText(`${left} tries left`)).toHaveCount(1);
  }
  await page.keyboard.type(PIN);
  await expect(page).toHaveURL(/\/settings$/);
  await world.awake(page);
});

test('that a PIN is being checked is said while it is, and no longer', async ({ world }) => {
  const { page, pin } = await locked(world);
  const polite = page.locator('#announcer');
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/api/unlock', async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.type('9753');
  await expect(polite).toHaveText('Sent. Checking it.');
  answer();
  await expect(pin).toHaveValue('');
  await expect(polite).toHaveText('', { timeout: 2000 });
});

test('a wrong box shows that one is in it', async ({ world }) => {
  const { door, page, wrong } = await arriving(world);
  await page.keyboard.type(wrong);
  await expect(door.told).toBeVisible();
  const look = () => door.code.evaluate((box) => ['border', 'outline', 'box-shadow'].map((name) => getComputedStyle(box).getPropertyValue(name)).join());
  await expect(door.code).toBeFocused();
  const inside = await look();
  await door.heading('Enter your code').focus();
  expect(await look()).not.toBe(inside);
});

test('the fifth wrong PIN begins the wait before the eyes of whoever typed it', async ({ world }) => {
  const { asha, page } = await locked(world);
  for (let times = 0; times < 4; times++) await asha.api.ask('unlock', { pin: '9753' });
  await page.keyboard.type('9753');
  await expect(page.getByRole('timer')).toHaveText(/^0:1\d$/);
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeDisabled();
});

test('whoever has waited is not told any longer to wait', async ({ world }) => {
  const { asha, page } = await locked(world);
  for (let times = 0; times < 5; times++) await asha.api.ask('unlock', { pin: '9753' });
  await page.keyboard.type('9753');
  await expect(page.getByRole('alert').filter({ hasText: 'Too many wrong PINs' })).toBeVisible();
  await expect(page.getByText('Too many wrong PINs')).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeEnabled();
});

test('a PIN that is refused leaves no dots in the box for it and in the box that repeats it', async ({ world }) => {
  const { door, page, code } = await arriving(world);
  await door.enter(code);
  await door.introduce(world.someone().name);
  await door.choosePin('1234');
  await expect(door.summary).toContainText('easy to guess');
  await expect(door.pin).toHaveValue('');
  await expect(door.again).toHaveValue('');
  await door.pin.fill(PIN);
  await door.again.fill('4827');
  await door.button('Open Pando').click();
  await expect(door.summary).toContainText('not the same');
  await expect(door.again).toHaveValue('');
  await expect(door.pin).toHaveValue(PIN);
  await door.choosePin();
  await expect(page).toHaveURL(/\/c$/);
});

test('what a password manager fills in opens nothing until the button is pressed', async ({ world }) => {
  const { page, pin } = await locked(world);
  const sent = calls(page, 'unlock');
  // Without a key or a paste, as a password manager does it.
  await pin.evaluate((box, pin) => {
    (box as HTMLInputElement).value = pin;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }, PIN);
  await expect(pin).toHaveValue(PIN);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  expect(sent.count).toBe(1);
});

test('a PIN typed in full before the page lives opens Pando when it does', async ({ world }) => {
  const asha = await world.person();
  await asha.api.call('lock');
  const page = await world.browserOf(asha);
  let open = (): void => undefined;
  const told = new Promise<void>((done) => (open = done));
  await page.route(/\.wasm$/, async (route) => {
    await told;
    // Whoever asked may be gone.
    await route.continue().catch(() => undefined);
  });
  const sent = calls(page, 'unlock');
  await page.goto('/unlock?next=/settings', { waitUntil: 'commit' });
  const pin = page.getByLabel('PIN', { exact: true });
  await pin.click();
  await page.keyboard.type(PIN);
  await expect(pin).toHaveValue(PIN);
  expect(sent.count).toBe(0);
  open();
  await expect.poll(() => new URL(page.url()).pathname).toBe('/settings');
  expect(sent.count).toBe(1);
});
