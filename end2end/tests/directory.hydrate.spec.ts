import type { Locator } from '@playwright/test';
import { Directory } from '../pages/directory';
import { expect, test } from '../world';

/** Whether nothing lies over the middle of an element. */
const isClear = (locator: Locator) =>
  locator.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return element === seen || element.contains(seen);
  });

for (const [where, width, height] of [['a phone', 390, 844], ['a small phone', 320, 640], ['a phone laid down', 844, 390], ['a desk at 200 %', 720, 450], ['a desk', 1440, 900]] as const) {
  test(`people found for a group are in sight on ${where}, and so is its name afterwards`, async ({ world }) => {
    const [asha, rhys] = [await world.person(), await world.person()];
    const page = await world.browserOf(asha, { viewport: { width, height } });
    const directory = new Directory(world, page);
    await directory.visit('?group=1');
    await directory.find(rhys.name);
    const row = directory.found.getByRole('listitem').filter({ hasText: rhys.name });
    await expect(directory.found.getByRole('listitem')).toHaveCount(1);
    await expect(row).toBeInViewport({ ratio: 0.5 });
    expect(await isClear(row.getByRole('checkbox'))).toBe(true);
    await row.getByRole('checkbox').check();
    await expect(page.getByRole('list', { name: 'Chosen' })).toContainText(rhys.name);
    const title = page.getByLabel('Name of the group');
    // Below a long list there is a way to it, where there are lines to spare; it lies over nothing once the name is there.
    const way = page.getByRole('link', { name: 'Name the group' });
    await directory.find('');
    await expect.poll(() => directory.found.getByRole('listitem').count()).toBeGreaterThan(28);
    if (height >= 576) {
      await way.click();
      await expect(title).toBeFocused();
      await expect.poll(() => isClear(way)).toBe(false);
    } else {
      await expect(way).toBeHidden();
      await title.scrollIntoViewIfNeeded();
    }
    await expect(title).toBeInViewport({ ratio: 1 });
    expect(await isClear(title)).toBe(true);
  });

  test(`in a long list on ${where} each person can be brought into sight uncovered`, async ({ world }) => {
    const [asha, rhys] = [await world.person(), await world.person()];
    const page = await world.browserOf(asha, { viewport: { width, height } });
    const directory = new Directory(world, page);
    await directory.visit('?group=1');
    await directory.tick(rhys.name);
    await directory.find('');
    // A page of thirty, perhaps without oneself.
    await expect.poll(() => directory.found.getByRole('listitem').count()).toBeGreaterThan(28);
    const boxes = directory.found.getByRole('checkbox');
    for (const at of [0, 14, 28, 5]) {
      await boxes.nth(at).focus();
      await expect.poll(() => isClear(boxes.nth(at)), `person ${at}`).toBe(true);
    }
  });
}

for (const width of [1440, 768, 660, 390]) {
  test(`what narrows a search opens and closes in one place, at ${width} pixels`, async ({ world }) => {
    const page = await world.browserOf(await world.person(), { viewport: { width, height: 844 } });
    await new Directory(world, page, '/people').visit();
    await world.awake(page);
    const opener = page.locator('summary', { hasText: 'Narrow by site or ward' });
    const before = await opener.boundingBox();
    await opener.click();
    const site = page.getByLabel('Site', { exact: true });
    await expect(site).toBeVisible();
    expect(await opener.boundingBox()).toEqual(before);
    expect(await isClear(site)).toBe(true);
    await page.mouse.click((before?.x ?? 0) + (before?.width ?? 0) / 2, (before?.y ?? 0) + (before?.height ?? 0) / 2);
    await expect(site).toBeHidden();
  });
}

test('with a site chosen its wards alone are left to choose from', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  await new Directory(world, page, '/people').visit();
  await world.awake(page);
  await page.getByText('Narrow by site or ward').click();
  const [site, ward] = [page.getByLabel('Site', { exact: true }), page.getByLabel('Ward', { exact: true })];
  const all = await ward.getByRole('option').allTextContents();
  const name = (await site.getByRole('option').nth(1).textContent()) ?? '';
  await site.selectOption({ label: name });
  await expect(ward.getByRole('option')).toHaveText(all.filter((words, at) => at === 0 || words.endsWith(`, ${name}`)));
  await site.selectOption('');
  await expect(ward.getByRole('option')).toHaveText(all);
});

test('nobody is said to be found only once that is known of what stands in the box', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page, '/people');
  await directory.visit();
  await directory.find('qqqqqq');
  const nobody = page.getByText('Nobody found');
  await expect(nobody).toBeVisible();
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  await page.route('**/api/search-people', async (route) => {
    await held;
    await route.continue();
  });
  await directory.search.fill(rhys.name);
  await expect(nobody).toBeHidden();
  await expect(page.getByText('Looking…')).toBeVisible();
  answer();
  await expect(directory.found).toContainText(rhys.name);
});

test('whoever opens a person by the keyboard is at the name, and back among the people afterwards', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page, '/people');
  await directory.visit();
  await directory.find(rhys.name);
  await expect(directory.found.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(directory.found.getByRole('link', { name: new RegExp(rhys.name) })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/people\/.+/);
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeFocused();
  await page.getByRole('link', { name: 'Back to people' }).press('Enter');
  await expect(directory.search).toBeFocused();
});

for (const screen of ['/people', '/new', '/new?group=1']) {
  test(`the line that counts who is found stays in the page and says when it is nobody: ${screen}`, async ({ world }) => {
    const [asha, rhys] = [await world.person(), await world.person()];
    const page = await world.browserOf(asha);
    const directory = new Directory(world, page, screen);
    await directory.visit();
    await directory.find(rhys.name);
    const told = page.getByRole('status').filter({ hasText: '1 person found' });
    await expect(told).toBeVisible();
    await told.evaluate((line) => line.setAttribute('data-first', ''));
    // The same element with other words: one that comes with its words is not read out.
    const line = page.locator('[data-first]');
    await directory.find('qqqqqq');
    await expect(line).toHaveText('Nobody found');
    await directory.find(rhys.name);
    await expect(line).toHaveText('1 person found');
  });
}

test('one is found among the people, but is nobody to write to or to choose for a group', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  const people = new Directory(world, page, '/people');
  await people.visit();
  await people.find(asha.name);
  await expect(people.found).toContainText(asha.name);
  for (const query of ['', '?group=1']) {
    const directory = new Directory(world, page);
    await directory.visit(query);
    await directory.find(asha.name);
    await expect(page.getByText('Nobody found')).toBeVisible();
  }
});
