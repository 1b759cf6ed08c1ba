import { Door } from '../pages/door';
import { PIN, expect, test } from '../world';

test('somebody new comes in by code, says who they are, chooses a PIN, and is at work', async ({ world }) => {
  const { name, email } = world.someone();
  const page = await world.stranger();
  await new Door(world, page).enrol(name, email);
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toContainText('No conversations yet');
  const cookies = await page.context().cookies();
  expect(cookies.map(({ name, httpOnly, secure, sameSite, path }) => ({ name, httpOnly, secure, sameSite, path }))).toEqual([
    { name: '__Host-pando', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' },
  ]);
});

test('somebody known needs a code and a new PIN on a new device, and not to say again who they are', async ({ world }) => {
  const asha = await world.person();
  await new Door(world, await world.stranger()).signIn(asha.email);
});

test('an address of another organisation hears the same words, and gets no letter', async ({ world }) => {
  const page = await world.stranger();
  const door = new Door(world, page);
  await world.visit(page, '/sign-in');
  await door.email.fill('somebody@elsewhere.example');
  await door.button('Send me a code').click();
  await expect(door.heading('Enter your code')).toBeVisible();
  await expect(page.getByText('If somebody@elsewhere.example belongs to somebody who may use Pando')).toBeVisible();
  await door.enter('12345678');
  await expect(page.getByText('That is not the code we sent.').first()).toBeVisible();
  expect(world.server.letters('somebody@elsewhere.example')).toEqual([]);
});

test('an address that is none is told so beside the field, and stays', async ({ world }) => {
  const page = await world.stranger();
  const door = new Door(world, page);
  await world.visit(page, '/sign-in');
  await door.email.fill('asha.patel');
  await door.button('Send me a code').click();
  await expect(door.summary).toContainText('Enter your work email address');
  await expect(door.email).toHaveValue('asha.patel');
  await expect(door.email).toHaveAttribute('aria-invalid', 'true');
  await expect(page).toHaveTitle(/^Error: /);
});

test('a wrong code is counted, and the next one sent voids the first', async ({ world }) => {
  const { email } = world.someone();
  const page = await world.stranger();
  const door = new Door(world, page);
  const first = await door.ask(email);
  await door.enter(first === '00000000' ? '00000001' : '00000000');
  await expect(door.told).toContainText('You have 4 tries left.');
  const second = await world.server.codeFor(email, () => door.button('Send another code').click());
  if (first !== second) {
    await door.enter(first);
    await expect(door.told).toContainText('That is not the code we sent.');
  }
  // With spaces, as it is written in the letter.
  await door.enter(`${second.slice(0, 4)} ${second.slice(4)}`);
  await expect(door.heading('Who are you?')).toBeVisible();
});

test('everything missing from a profile is told at once, and what was typed stays', async ({ world }) => {
  const { name, email } = world.someone();
  const page = await world.stranger();
  const door = new Door(world, page);
  await door.enter(await door.ask(email));
  await expect(door.heading('Who are you?')).toBeVisible();
  await world.awake(page);
  await page.getByLabel('First and last name').fill(name);
  await page.getByLabel('Registration number').fill('12');
  await door.button('Continue').click();
  for (const text of ['Enter what you do, like Staff nurse.', 'Enter your grade or band.', 'Choose who registers you.']) {
    await expect(door.summary).toContainText(text);
  }
  await expect(page.getByLabel('First and last name')).toHaveValue(name);
  await expect(page.getByLabel('Registration number')).toHaveValue('12');
});

test('a PIN that is easy to guess or mistyped is refused', async ({ world }) => {
  const { name, email } = world.someone();
  const page = await world.stranger();
  const door = new Door(world, page);
  await door.enter(await door.ask(email));
  await door.introduce(name);
  await door.choosePin('1234');
  await expect(door.summary).toContainText('easy to guess');
  await door.pin.fill(PIN);
  await door.again.fill('4827');
  await door.button('Open Pando').click();
  await expect(door.summary).not.toContainText('easy to guess');
  await expect(door.summary).toBeVisible();
  await door.choosePin();
  await expect(page).toHaveURL(/\/c$/);
});

test('nobody gets further than their own door', async ({ world }) => {
  const page = await world.stranger();
  for (const path of ['/c', '/new', '/people', '/settings', '/settings/devices', '/welcome', '/unlock', '/nowhere']) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  const door = new Door(world, page);
  await door.enter(await door.ask(world.someone().email));
  await expect(page).toHaveURL(/\/welcome$/);
  for (const path of ['/c', '/welcome/pin', '/unlock', '/sign-in', '/settings', '/nowhere']) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/welcome$/);
  }
});

test('whoever opens an address that is nobody’s learns that behind the door, and not before', async ({ world }) => {
  const asha = await world.person();
  const page = await world.stranger();
  const door = new Door(world, page);
  for (const path of ['/control', '/help/nowhere', '/nowhere']) {
    await world.visit(page, path);
    await expect(page).toHaveURL(new RegExp(`/sign-in\\?next=${path}$`));
    await expect(door.heading('Sign in')).toBeVisible();
  }
  await door.email.fill(asha.email);
  const code = await world.server.codeFor(asha.email, () => door.button('Send me a code').click());
  await expect(door.heading('Enter your code')).toBeVisible();
  await door.enter(code);
  await door.choosePin();
  await expect(page).toHaveURL(/\/nowhere$/);
  await expect(page.getByRole('heading', { name: 'We cannot find that' })).toBeVisible();
});

test('the door has its pictures and its program before anybody has come in', async ({ world }) => {
  const page = await world.stranger();
  const missed: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 300 && answer.status() !== 304) missed.push(`${answer.status()} ${answer.url()}`);
  });
  await world.visit(page, '/sign-in');
  await page.waitForLoadState('networkidle');
  expect(missed).toEqual([]);
  const got = async (path: string): Promise<string> => {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(200);
    return answer.text();
  };
  const { assets } = JSON.parse(await got('/shell.json')) as { assets: string[] };
  for (const path of [...assets, '/manifest.webmanifest', '/sw.js', '/offline.html', '/grove.svg', '/icons/apple-touch-icon.png', '/help']) await got(path);
});

test('somebody signs out, and nothing of the session lives on', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/settings');
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/sign-out'));
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  expect((await (await answer).allHeaders())['clear-site-data']).toBe('"cache", "cookies", "storage"');
  await expect(page).toHaveURL(/[^#]\/sign-in$/);
  expect((await asha.api.ask('who-am-i')).status).toBe(401);
  await page.goto('/c');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a locked device opens with its PIN, and a wrong one is counted', async ({ world }) => {
  const asha = await world.person();
  await asha.api.call('lock');
  const page = await world.browserOf(asha);
  await world.visit(page, '/settings');
  await expect(page).toHaveURL(/\/unlock\?next=\/settings$/);
  await expect(page.getByRole('main')).toContainText(asha.name);
  const unlock = async (pin: string) => {
    await page.getByLabel('PIN', { exact: true }).fill(pin);
    if (!world.hydrates) await page.getByRole('button', { name: 'Unlock' }).click();
  };
  await unlock('9876');
  await expect(page.getByRole('alert').filter({ hasText: 'Wrong PIN' })).toBeVisible();
  await unlock(PIN);
  await expect(page).toHaveURL(/\/settings$/);
});
