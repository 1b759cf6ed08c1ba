import { readFileSync } from 'node:fs';
import { Gallery } from '../pages/gallery';
import { type World, expect, test } from '../world';

// The parts of the interface, with and without scripts: every one of these is a link or a plain form.

async function gallery(world: World, part: string, query = ''): Promise<Gallery> {
  const gallery = new Gallery(world, await world.stranger());
  await gallery.visit(part, query);
  return gallery;
}

test('a table is ordered by what is pressed, and the other way round when it is pressed again', async ({ world }) => {
  const table = await gallery(world, 'table');
  await expect(table.count).toHaveText('Showing 1 to 25 of 312 people');
  await expect(table.head('Name')).toHaveAttribute('aria-sort', 'ascending');
  for (const [order, sign] of [['ascending', 1], ['descending', -1]] as const) {
    await table.head('Messages').getByRole('link').click();
    await expect(table.head('Messages')).toHaveAttribute('aria-sort', order);
    await expect.poll(async () => (await table.column('Messages')).map(Number).every((count, at, all) => at === 0 || sign * (count - (all[at - 1] ?? 0)) >= 0)).toBe(true);
  }
  await expect(table.head('Name')).not.toHaveAttribute('aria-sort', /.*/);
});

test('a table is filtered, and each filter can be let go', async ({ world }) => {
  const table = await gallery(world, 'table');
  await table.filter('Ward 7', 'Ward 2');
  await expect(table.count).not.toContainText('312');
  expect(new Set(await table.column('Ward'))).toEqual(new Set(['Ward 2', 'Ward 7']));
  await table.link('Remove Ward: Ward 2').click();
  await expect.poll(async () => [...new Set(await table.column('Ward'))]).toEqual(['Ward 7']);
  await table.link('Clear all').click();
  await expect(table.count).toContainText('312');
});

test('a table is searched; where nobody matches it says so and leads back', async ({ world }) => {
  const table = await gallery(world, 'table');
  await table.main.getByRole('searchbox', { name: 'Find people' }).fill('hywel o’nobody');
  await table.button('Search').click();
  await expect(table.main.getByText('No people match')).toBeVisible();
  await table.link('Clear all filters').click();
  await expect(table.count).toContainText('312');
  await table.main.getByRole('searchbox', { name: 'Find people' }).fill('hywel');
  await table.main.getByRole('searchbox', { name: 'Find people' }).press('Enter');
  await expect(table.count).toContainText('24 people');
  expect((await table.column('Name')).every((name) => name.startsWith('Hywel'))).toBe(true);
});

test('the pages of a table are turned, and may be longer', async ({ world }) => {
  const table = await gallery(world, 'table');
  const first = await table.column('Name');
  await table.link('Next').click();
  await expect(table.count).toHaveText('Showing 26 to 50 of 312 people');
  expect(await table.column('Name')).not.toEqual(first);
  await table.link('Page 13').click();
  await expect(table.count).toHaveText('Showing 301 to 312 of 312 people');
  await expect(table.link('Page 13')).toHaveAttribute('aria-current', 'page');
  await expect(table.link('Next')).toHaveCount(0);
  await table.unfold('Columns and order');
  await table.main.getByLabel('On a page').selectOption('100 rows');
  await table.button('Apply').click();
  await expect(table.count).toHaveText('Showing 1 to 100 of 312 people');
});

test('columns are chosen, and the file holds exactly what is filtered', async ({ world }) => {
  const table = await gallery(world, 'table', '?ward=Ward+7&sort=-messages&size=10');
  await table.unfold('Columns and order');
  const columns = table.main.getByRole('group', { name: 'Columns' });
  await columns.getByLabel('Role').uncheck();
  await columns.getByLabel('Note').check();
  await table.button('Apply').click();
  await expect(table.head('Role')).toHaveCount(0);
  await expect(table.head('Note')).toBeVisible();
  await expect(table.head('Messages')).toHaveAttribute('aria-sort', 'descending');
  const shown = await table.column('Name');
  const coming = table.page.waitForEvent('download');
  await table.link('Download as CSV').click();
  const lines = readFileSync(await (await coming).path(), 'utf8').replace(/^\ufeff/, '').trimEnd().split('\r\n');
  expect(lines[0]).toBe('Name,Ward,Status,Messages,Note');
  expect(lines.slice(1, 11).map((line) => line.split(',')[0])).toEqual(shown);
  const total = Number(/of (\d+) people/.exec(await table.count.innerText())?.[1]);
  expect(lines).toHaveLength(total + 1);
  // What looks like a formula is text to a spreadsheet.
  expect(lines.filter((line) => /,"?[=+@]/.test(line))).toEqual([]);
});

test('something is done with ticked rows, with a whole page, with all that match', async ({ world }) => {
  const table = await gallery(world, 'table', '?status=Locked');
  const said = table.page.getByText(/reminded|archived/);
  await table.button('Remind').click();
  await expect(table.summary).toContainText('Tick at least one person.');
  await table.tick(0).check();
  await table.tick(2).check();
  await table.button('Remind').click();
  await expect(said.first()).toHaveText('2 people reminded');
  await table.visit('table', '?status=Locked');
  await table.link('Tick all 25 on this page').click();
  await expect(table.tick(24)).toBeChecked();
  await table.button('Archive').click();
  await expect(said.first()).toHaveText('25 people archived');
  await table.visit('table', '?status=Locked');
  const total = /of (\d+) people/.exec(await table.count.innerText())?.[1] ?? '';
  await table.main.getByLabel(`All ${total} that match`).check();
  await table.button('Archive').click();
  await expect(said.first()).toHaveText(`${total} people archived`);
});

test('rows that cannot be had are trouble, and never look like none', async ({ world }) => {
  const table = await gallery(world, 'table', '?q=fail');
  await expect(table.main.getByRole('alert')).toContainText('We could not load this');
  await expect(table.main.getByText('No people match')).toHaveCount(0);
});

test('a look stands in the address', async ({ world }) => {
  const table = await gallery(world, 'table/dark-compact');
  await expect(table.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(table.page.locator('html')).toHaveAttribute('data-density', 'compact');
  await table.head('Ward').getByRole('link').click();
  await expect(table.page).toHaveURL(/\/dev\/gallery\/table\/dark-compact\?sort=ward$/);
  await expect(table.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a refused form keeps all that was typed, and says at once all that is wrong', async ({ world }) => {
  const form = await gallery(world, 'form');
  const { main } = form;
  await main.getByLabel('First and last name').fill('Siân ap Hywel');
  for (const [part, typed] of [['Day', '31'], ['Month', 'feb'], ['Year', '1964']] as const) await main.getByLabel(part, { exact: true }).fill(typed);
  await main.getByLabel('When they start').fill('25:00');
  await main.getByLabel('Telephone or bleep').fill('4521');
  await main.getByLabel('Ward', { exact: true }).selectOption('Ward 7');
  for (const shift of ['Early', 'Night']) await main.getByLabel(shift).check();
  await main.getByLabel('Note (optional)').fill('Reads “<b>” & writes\nتحويلة');
  await form.button('Save').click();
  await expect(form.summary.getByRole('link')).toHaveText(['Date of birth must be a real date', 'Enter a time like 14:30', 'Choose how to reach them']);
  await expect(main.getByLabel('First and last name')).toHaveValue('Siân ap Hywel');
  await expect(main.getByLabel('Month', { exact: true })).toHaveValue('feb');
  await expect(main.getByLabel('When they start')).toHaveValue('25:00');
  await expect(main.getByLabel('Ward', { exact: true })).toHaveValue('Ward 7');
  await expect(main.getByLabel('Early')).toBeChecked();
  await expect(main.getByLabel('Late')).not.toBeChecked();
  await expect(main.getByLabel('Night')).toBeChecked();
  await expect(main.getByLabel('Note (optional)')).toHaveValue('Reads “<b>” & writes\nتحويلة');
  // Each line leads to the box that it is about.
  await form.summary.getByRole('link', { name: 'Choose how to reach them' }).click();
  await expect(main.getByLabel('A message')).toBeFocused();
  await form.summary.getByRole('link', { name: 'Date of birth' }).click();
  await expect(main.getByLabel('Day', { exact: true })).toBeFocused();
  await main.getByLabel('Day', { exact: true }).fill('28');
  await main.getByLabel('When they start').fill('2.30pm');
  await main.getByLabel('A bleep').check();
  await form.button('Save').click();
  await expect(form.page.getByText('Saved', { exact: true }).first()).toBeVisible();
  await expect(form.summary).toHaveCount(0);
});

test('something that takes away is asked about first, in a dialog or on a page', async ({ world }) => {
  const asked = await gallery(world, 'dialog');
  const keep = asked.page.getByRole(world.hydrates ? 'button' : 'link', { name: 'Keep it', exact: true });
  await asked.link('Archive the ward list').click();
  await expect(asked.page.getByRole('heading', { name: 'Archive the ward list?' })).toBeVisible();
  await keep.click();
  await expect(keep).toBeHidden();
  await expect(asked.page).toHaveURL(/\/dev\/gallery\/dialog$/);
  await asked.link('Archive the ward list').click();
  await asked.page.getByRole('button', { name: 'Archive it' }).click();
  await expect(asked.page.getByText('Ward list archived').first()).toBeVisible();
});

test('people are picked out of many, one search after the other', async ({ world }) => {
  const picker = await gallery(world, 'picker');
  const box = picker.main.getByLabel('Who is on call');
  await picker.button('Save who is on call').click();
  await expect(picker.summary.getByRole('link', { name: 'Choose at least one person' })).toHaveAttribute('href', '#people');
  for (const [words, count] of [['hywel', 2], ['zoë', 1]] as const) {
    await box.fill(words);
    if (world.hydrates) {
      for (let nth = 0; nth < count; nth++) {
        await box.fill(words);
        const offer = picker.page.getByRole('option').filter({ hasText: new RegExp(words, 'i') }).first();
        await offer.click();
        await expect(picker.main.getByRole('list', { name: 'Chosen' }).getByRole('listitem').filter({ hasText: new RegExp(words, 'i') })).toHaveCount(nth + 1);
      }
    } else {
      await picker.button('Search').click();
      const found = picker.main.getByRole('checkbox', { name: new RegExp(words, 'i') });
      for (let nth = 0; nth < count; nth++) await found.nth(nth).check();
    }
  }
  await picker.button('Save who is on call').click();
  await expect(picker.page.getByText('3 people chosen').first()).toBeVisible();
});

test('files are sent', async ({ world }) => {
  const upload = await gallery(world, 'upload');
  const text = (name: string, size: number) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(size, 'x') });
  await upload.main.getByLabel('Pictures and notes').setInputFiles([text('bay 4.txt', 1200), text('تحويلة.txt', 1800)]);
  if (world.hydrates) {
    const files = upload.main.getByRole('list', { name: 'Files' }).getByRole('listitem');
    await expect(files).toHaveCount(2);
    for (const at of [0, 1]) await expect(files.nth(at)).toContainText('Sent');
  } else {
    await upload.button('Upload').click();
    await expect(upload.main.getByText('2 files sent, 3 kB')).toBeVisible();
    await upload.button('Upload').click();
    await expect(upload.summary).toContainText('Choose at least one file');
  }
});

test('tabs are links, and the one whose page this is says so', async ({ world }) => {
  const words = await gallery(world, 'words');
  const tabs = words.main.getByRole('navigation', { name: 'People' });
  await expect(tabs.getByRole('link', { name: 'Everybody' })).toHaveAttribute('aria-current', 'page');
  await tabs.getByRole('link', { name: 'Invited' }).click();
  await expect(tabs.getByRole('link', { name: 'Invited' })).toHaveAttribute('aria-current', 'page');
  await expect(tabs.getByRole('link', { name: 'Everybody' })).not.toHaveAttribute('aria-current', /.*/);
});
