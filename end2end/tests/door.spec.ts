import { Door } from '../pages/door';
import { type World, expect, test } from '../world';

// What mail programs, word processors and browsers make of an address, a code, a letter.

/** A code that is not the one that was sent. */
const another = (code: string): string => (code === '00000000' ? '00000001' : '00000000');

async function arriving(world: World): Promise<{ door: Door; email: string; code: string; letter: string }> {
  const { email } = world.someone();
  const door = new Door(world, await world.stranger());
  const code = await door.ask(email);
  return { door, email, code, letter: world.server.letters(email).at(-1)?.mail.text ?? '' };
}

test('a work address is understood however the mail program copied it', async ({ world }) => {
  for (const copied of [(email: string) => `"Patel, Asha (Ward 7)" <${email}>;`, (email: string) => `mailto:${email}?subject=Pando`, (email: string) => `${email.replace('@', '\u200b@')}.`]) {
    const { email } = world.someone();
    const page = await world.stranger();
    const door = new Door(world, page);
    await world.visit(page, '/sign-in');
    await door.email.fill(copied(email));
    const code = await world.server.codeFor(email, () => door.button('Send me a code').click());
    await expect(page.getByText(`If ${email} belongs to somebody`)).toBeVisible();
    await door.enter(code);
    await expect(door.heading('Who are you?')).toBeVisible();
  }
});

test('an address that is none is told what is wrong with it', async ({ world }) => {
  const page = await world.stranger();
  const door = new Door(world, page);
  await world.visit(page, '/sign-in');
  for (const [typed, why] of [
    ['a.name@trust', 'the part after the @ is not complete.'],
    ['a name@trust.nhs.uk', 'there is a space in it.'],
    ['a.name@trust.nhs.uk b.name@trust.nhs.uk', 'one address, with one @.'],
    ['a.name@trust.nhs,uk', 'it cannot hold “,”.'],
  ] as const) {
    await world.awake(page);
    await door.email.fill(typed);
    await door.button('Send me a code').click();
    await expect(door.summary).toContainText(why);
    await expect(door.email).toHaveValue(typed);
  }
});

test('the letter has its code in one word, and a double click takes all of it', async ({ world }) => {
  const { door, code, letter } = await arriving(world);
  expect(letter.split('\n')).toContain(code);
  await door.page.goto('/dev/mail');
  // Somewhere in its first half.
  const place = await door.page.locator('.mail__text').evaluate((text, code) => {
    const node = text.firstChild as Text;
    const range = document.createRange();
    range.setStart(node, node.data.indexOf(code));
    range.setEnd(node, node.data.indexOf(code) + 4);
    const { left, top, width, height } = range.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }, code);
  await door.page.mouse.dblclick(place.x, place.y);
  expect(await door.page.evaluate(() => getSelection()?.toString().trim())).toBe(code);
});

test('a code is understood with whatever was copied around it', async ({ world }) => {
  for (const copied of [
    (_: string, letter: string) => letter,
    (code: string) => `${code.slice(0, 4)}\u2011${code.slice(4)}\u200b`,
    (code: string) => `Your Pando code is ${code.slice(0, 4)} ${code.slice(4)}.`,
  ]) {
    const { door, code, letter } = await arriving(world);
    await door.enter(copied(code, letter));
    await expect(door.heading('Who are you?')).toBeVisible();
  }
});

test('a code that is not all there costs no try', async ({ world }) => {
  const { door, code } = await arriving(world);
  for (const typed of ['1234567', 'my code', '123456789']) {
    await world.awake(door.page);
    await door.code.fill(typed);
    await door.button('Sign in').click();
    await expect(door.told).toContainText('Enter the 8 digits from the email.');
  }
  // The words stood there already: what was typed last may still be on its way, and nothing is sent meanwhile.
  await expect(door.button('Sign in')).not.toHaveAttribute('aria-disabled', 'true');
  await door.enter(another(code));
  await expect(door.told).toContainText('You have 4 tries left.');
  await door.enter(code);
  await expect(door.heading('Who are you?')).toBeVisible();
});

test('a browser that keeps no cookies is told so, and not sent round and round', async ({ world }) => {
  const page = await world.forgetful();
  const door = new Door(world, page);
  const { email } = world.someone();
  await world.visit(page, '/sign-in');
  await door.email.fill(email);
  await world.server.codeFor(email, () => door.button('Send me a code').click());
  await expect(page.getByRole('main')).toContainText('Pando cannot sign you in without cookies');
  await expect(door.code).toHaveCount(0);
  await page.getByRole('link', { name: 'Ask for a code' }).click();
  await expect(door.email).toBeVisible();
  await world.awake(page);
  await door.email.fill('nobody');
  await door.button('Send me a code').click();
  // Without scripts the page comes back, and cannot remember what was wrong.
  await expect(door.summary).toContainText(world.hydrates ? 'the @ is missing' : 'Pando cannot sign you in without cookies');
});

test('the trial’s newest letter lies open, its code large; the earlier ones are a click away', async ({ world }) => {
  const first = await arriving(world);
  const { door, email, code } = await arriving(world);
  const page = door.page;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/dev/mail');
  await expect(page.getByRole('heading', { name: 'Newest mail: Your Pando code' })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: email })).toBeVisible();
  const digits = page.locator('#code');
  await expect(digits).toHaveText(code);
  expect(await digits.evaluate((code) => parseFloat(getComputedStyle(code).fontSize))).toBeGreaterThanOrEqual(32);
  const copy = page.getByRole('button', { name: 'Copy the code' });
  if (world.hydrates) {
    await copy.click();
    await expect(page.getByRole('status')).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  } else {
    // A button that would do nothing is not there; one click takes the whole code.
    await expect(copy).toBeHidden();
    await digits.click();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(code);
  }
  await page.getByRole('list', { name: 'Earlier mails' }).getByRole('link').filter({ hasText: first.email }).click();
  await expect(digits).toHaveText(first.code);
  await page.getByRole('link', { name: 'All mails' }).click();
  await expect(digits).toHaveText(code);
});

test('the box of the code has room for all its digits, on the smallest phone too', async ({ world }) => {
  const { door, code } = await arriving(world);
  for (const width of [1440, 320]) {
    await door.page.setViewportSize({ width, height: 640 });
    // Without a key: it must not send itself.
    const [wants = Infinity, has = 0] = await door.code.evaluate((box, code) => {
      (box as HTMLInputElement).value = code;
      return [box.scrollWidth, box.clientWidth];
    }, code);
    expect(wants, `at ${width}`).toBeLessThanOrEqual(has);
  }
});

test('whoever comes to the page of the code out of nowhere is told so, and where to ask for one', async ({ world }) => {
  const page = await world.stranger();
  const door = new Door(world, page);
  await world.visit(page, '/sign-in/code');
  await expect(page.getByRole('main')).toContainText('This browser does not remember that you asked for a code.');
  await page.getByRole('link', { name: 'Ask for a code' }).click();
  await expect(door.email).toBeVisible();
});
