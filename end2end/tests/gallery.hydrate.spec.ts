import { join } from 'node:path';
import { accessible } from '../axe';
import { Gallery } from '../pages/gallery';
import { folder } from '../server';
import { type World, expect, test } from '../world';

/** Each part, with the addresses under which it shows its states. */
const PARTS: [string, string[]][] = [
  ['form', ['', '?saved=1']],
  ['dialog', ['', '?ask=archive', '?done=remind']],
  ['picker', ['', '?people[]=p001&people-q=hywel']],
  ['upload', ['', '?files=2&bytes=3000']],
  ['words', ['']],
  ['table', ['', '?ward=Ward+7&sort=-messages&columns=name&columns=note', '?q=nobody', '?q=fail', '?tick=page']],
];
/** The looks every part is drawn in; forced colours and a small phone are the browser's. */
const LOOKS = [
  { name: 'light', path: '/light', options: {} },
  { name: 'dark', path: '/dark', options: {} },
  { name: 'compact', path: '/light-compact', options: {} },
  { name: 'forced', path: '', options: { forcedColors: 'active', reducedMotion: 'reduce' } },
  { name: 'phone-320', path: '', options: { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true } },
] as const;

for (const [part, states] of PARTS) {
  for (const look of LOOKS) {
    test(`${part} in every state, ${look.name}: as good as axe can tell, nothing out of reach, and photographed`, async ({ world }) => {
      const gallery = new Gallery(world, await world.stranger(look.options));
      for (const [at, state] of states.entries()) {
        await gallery.visit(`${part}${look.path}`, state);
        // The colours are the person's own then: axe compares those that the style sheet asked for.
        await accessible(gallery.page, `${part}${state}`, look.name === 'forced' ? ['color-contrast'] : []);
        expect.soft(await gallery.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${part}${state} scrolls sideways`).toBeLessThanOrEqual(1);
        await gallery.page.emulateMedia({ colorScheme: 'light' });
        await gallery.page.screenshot({ path: join(folder('test-results/gallery'), `${part}-${at}-${look.name}.png`), fullPage: true, animations: 'disabled' });
      }
    });
  }
}

async function gallery(world: World, part: string, query = ''): Promise<Gallery> {
  const gallery = new Gallery(world, await world.stranger());
  await gallery.visit(part, query);
  return gallery;
}

test('what a table shows is its address: Back goes the same way, and the address shows another the same', async ({ world }) => {
  const table = await gallery(world, 'table');
  await table.head('Messages').getByRole('link').click();
  await table.filter('Ward 7');
  await table.link('Next').click();
  await expect(table.page).toHaveURL(/\/table\?ward=Ward\+7&sort=messages&page=2$/);
  await expect(table.link('Page 2')).toHaveAttribute('aria-current', 'page');
  const shown = await table.column('Name');
  const other = new Gallery(world, await world.stranger());
  await world.visit(other.page, table.page.url());
  expect(await other.column('Name')).toEqual(shown);
  await table.page.goBack();
  await expect(table.link('Page 1')).toHaveAttribute('aria-current', 'page');
  await table.page.goBack();
  await expect(table.count).toHaveText('Showing 1 to 25 of 312 people');
  await table.unfold('Filters');
  await expect(table.main.getByLabel('Ward 7', { exact: true })).not.toBeChecked();
  await table.page.goBack();
  await expect(table.head('Name')).toHaveAttribute('aria-sort', 'ascending');
  await table.page.goForward();
  await expect(table.head('Messages')).toHaveAttribute('aria-sort', 'ascending');
});

test('a table goes by the keyboard: the focus stays on what was pressed, and follows a turned page', async ({ world }) => {
  const table = await gallery(world, 'table');
  const sort = table.head('Role').getByRole('link');
  await sort.focus();
  await table.page.keyboard.press('Enter');
  await expect(table.head('Role')).toHaveAttribute('aria-sort', 'ascending');
  await expect(sort).toBeFocused();
  await table.link('Next').focus();
  await table.page.keyboard.press('Enter');
  await expect(table.count).toHaveText('Showing 26 to 50 of 312 people');
  await expect(table.count).toBeFocused();
  // From there the way leads into the rows.
  await table.page.keyboard.press('Tab');
  await expect(table.link('Download as CSV')).toBeFocused();
});

test('a filter that is let go leaves the focus on the next one, the last one on the count', async ({ world }) => {
  const table = await gallery(world, 'table', '?ward=Ward+1&ward=Ward+2');
  await table.link('Remove Ward: Ward 1').focus();
  await table.page.keyboard.press('Enter');
  await expect(table.link('Remove Ward: Ward 1')).toHaveCount(0);
  await expect(table.link('Remove Ward: Ward 2')).toBeFocused();
  await table.page.keyboard.press('Enter');
  await expect(table.count).toBeFocused();
});

test('ticks are counted aloud, stay while columns change, and go with the page', async ({ world }) => {
  const table = await gallery(world, 'table');
  const ticked = table.main.getByRole('status').filter({ hasText: 'ticked' });
  await table.tick(0).focus();
  await table.page.keyboard.press('Space');
  await expect(ticked).toHaveText('1 person ticked');
  await table.link('Tick all 25 on this page').click();
  await expect(ticked).toHaveText('25 people ticked');
  await expect(table.page).toHaveURL(/\/table$/);
  await table.link('Tick none').click();
  await table.tick(3).check();
  await table.unfold('Columns and order');
  await table.main.getByRole('group', { name: 'Columns' }).getByLabel('Role').uncheck();
  await table.button('Apply').click();
  await expect(table.head('Role')).toHaveCount(0);
  await expect(table.tick(3)).toBeChecked();
  await table.link('Next').click();
  await expect(ticked).toHaveText('0 people ticked');
});

test('the head of a long table stays in sight while its rows scroll', async ({ world }) => {
  const table = await gallery(world, 'table', '?size=100');
  const box = table.main.getByRole('region', { name: 'People made up for this page' });
  // The box is lower than the window and begins half-way down: it comes into sight with the focus.
  await box.focus();
  await table.page.keyboard.press('End');
  await expect(table.head('Name').getByRole('link')).toBeInViewport();
  await expect(table.rows.last()).toBeInViewport();
});

test('names of every script stand apart from what is beside them', async ({ world }) => {
  const table = await gallery(world, 'table', '?q=%D9%84%D9%8A%D9%84%D9%89');
  await expect(table.rows.first().getByRole('rowheader').locator('bdi')).toHaveText(/ليلى/);
});

for (const look of LOOKS) {
  test(`what opens and what is refused, ${look.name}: as good as axe can tell, and photographed`, async ({ world }) => {
    const gallery = new Gallery(world, await world.stranger(look.options));
    const looked = async (name: string) => {
      await accessible(gallery.page, name, look.name === 'forced' ? ['color-contrast'] : []);
      await gallery.page.screenshot({ path: join(folder('test-results/gallery'), `${name}-${look.name}.png`), animations: 'disabled' });
    };
    await gallery.visit(`form${look.path}`);
    await gallery.button('Save').click();
    await expect(gallery.summary).toBeFocused();
    await looked('form-refused');
    await gallery.visit(`dialog${look.path}`);
    await gallery.link('Archive the ward list').click();
    await expect(gallery.page.getByRole('dialog')).toBeVisible();
    await looked('dialog-open');
    await gallery.visit(`picker${look.path}`);
    await gallery.main.getByRole('combobox').fill('hywel');
    await gallery.page.keyboard.press('ArrowDown');
    await gallery.page.keyboard.press('Enter');
    await gallery.main.getByRole('combobox').fill('zo');
    await expect(gallery.page.getByRole('option').first()).toContainText('Zo');
    await gallery.page.keyboard.press('ArrowDown');
    await looked('picker-open');
    await gallery.visit(`table${look.path}`);
    await gallery.unfold('Filters');
    await gallery.unfold('Columns and order');
    await gallery.tick(1).check();
    await looked('table-unfolded');
    await gallery.visit(`upload${look.path}`);
    await gallery.main.getByLabel('Pictures and notes').setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') });
    await expect(gallery.main.getByText('This kind is not taken')).toBeVisible();
    await looked('upload-refused');
  });
}

test('what was typed and not saved is not lost by a link, by Back or by a reload', async ({ world }) => {
  const form = await gallery(world, 'words');
  await form.link('Form').click();
  const name = form.main.getByLabel('First and last name');
  await name.pressSequentially('Asha');
  const question = form.page.getByRole('alertdialog', { name: 'Leave without saving?' });
  await form.link('Table').click();
  await expect(question.getByRole('button', { name: 'Stay' })).toBeFocused();
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(name).toHaveValue('Asha');
  await form.page.evaluate(() => history.back());
  await expect(question).toBeVisible();
  await form.page.keyboard.press('Escape');
  await expect(form.page).toHaveURL(/\/form$/);
  world.answers.push((question) => !question.startsWith('beforeunload'));
  await form.page.evaluate(() => location.reload());
  await expect.poll(() => world.answers.length).toBe(0);
  await expect(name).toHaveValue('Asha');
  // A browser lets a page hold Back once for each deed of a person's.
  await name.pressSequentially(' B');
  await form.page.evaluate(() => history.back());
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(form.page).toHaveURL(/\/words$/);
});

test('what is saved is let go of without a question', async ({ world }) => {
  const form = await gallery(world, 'form');
  const { main } = form;
  await main.getByLabel('First and last name').fill('Asha');
  for (const [part, typed] of [['Day', '1'], ['Month', '2'], ['Year', '1964']] as const) await main.getByLabel(part, { exact: true }).fill(typed);
  await main.getByLabel('When they start').fill('930');
  await main.getByLabel('Telephone or bleep').fill('4521');
  await main.getByLabel('Ward', { exact: true }).selectOption('Theatres');
  await main.getByLabel('Late').check();
  await main.getByLabel('A call').check();
  await form.button('Save').click();
  await expect(form.page.getByText('Saved', { exact: true }).first()).toBeVisible();
  await form.link('Table').click();
  await expect(form.page).toHaveURL(/\/table$/);
});

test('letters of a note are counted, and too many are not swallowed', async ({ world }) => {
  const form = await gallery(world, 'form');
  const note = form.main.getByLabel('Note (optional)');
  await note.fill('x'.repeat(203));
  await expect(form.main.getByText('3 letters too many')).toBeVisible();
  await expect(note).toHaveValue('x'.repeat(203));
});

test('a dialog by the keyboard: the focus is on what changes nothing, and goes back to where it was', async ({ world }) => {
  const asked = await gallery(world, 'dialog');
  await asked.link('Archive the ward list').focus();
  await asked.page.keyboard.press('Enter');
  const dialog = asked.page.getByRole('dialog', { name: 'Archive the ward list?' });
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await asked.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(asked.link('Archive the ward list')).toBeFocused();
  await asked.page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Archive it' }).press('Enter');
  await expect(dialog).toBeHidden();
  await expect(asked.page.getByText('Ward list archived').first()).toBeVisible();
});

test('a picker by the keyboard: arrows, Enter, Escape and Backspace', async ({ world }) => {
  const picker = await gallery(world, 'picker');
  const box = picker.main.getByRole('combobox', { name: 'Who is on call' });
  const chosen = picker.main.getByRole('list', { name: 'Chosen' }).getByRole('listitem');
  await box.focus();
  // Before anything is typed those whom one had to do with last.
  await expect(picker.main.getByRole('status').filter({ hasText: '5 most recent' })).toBeVisible();
  await picker.page.keyboard.press('ArrowDown');
  const first = picker.page.getByRole('option', { selected: true });
  await expect(first).toHaveCount(1);
  expect(await box.getAttribute('aria-activedescendant')).toBe(await first.getAttribute('id'));
  await picker.page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(1);
  await expect(box).toBeFocused();
  await picker.page.keyboard.type('siân');
  await expect(picker.page.getByRole('option').first()).toContainText('Siân');
  await picker.page.keyboard.press('ArrowUp');
  await picker.page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(2);
  await expect(box).toHaveValue('');
  await picker.page.keyboard.type('nobody like that');
  await expect(picker.main.getByText('Nothing found.')).toBeVisible();
  await picker.page.keyboard.press('Escape');
  await expect(box).toHaveAttribute('aria-expanded', 'false');
  await box.fill('');
  await picker.page.keyboard.press('Backspace');
  await expect(chosen).toHaveCount(1);
  await chosen.getByRole('button').press('Enter');
  await expect(chosen).toHaveCount(0);
  await expect(box).toBeFocused();
  // Trouble never looks like nobody.
  await box.fill('fail');
  await expect(picker.main.getByRole('status').filter({ hasText: 'E-GALLERY' })).toBeVisible();
});

test('a file says how far it is, is stopped and sent again', async ({ world }) => {
  const upload = await gallery(world, 'upload');
  const cdp = await upload.page.context().newCDPSession(upload.page);
  const line = (uploadThroughput: number) => cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await cdp.send('Network.enable');
  await line(150_000);
  const file = upload.main.getByRole('listitem').filter({ hasText: 'ward.txt' });
  await upload.main.getByLabel('Pictures and notes').setInputFiles({ name: 'ward.txt', mimeType: 'text/plain', buffer: Buffer.alloc(1_400_000, 'x') });
  const bar = file.getByRole('progressbar');
  await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(0);
  await file.getByRole('button', { name: /^Stop/ }).click();
  await expect(file).toContainText('Stopped');
  await expect(bar).toHaveCount(0);
  await line(-1);
  const again = file.getByRole('button', { name: /^Send again/ });
  await expect(again).toBeFocused();
  await again.click();
  await expect(file).toContainText('Sent');
});

test('a file whose line was lost is sent again; what cannot be sent says why', async ({ world }) => {
  const upload = await gallery(world, 'upload');
  const box = upload.main.getByLabel('Pictures and notes');
  const files = upload.main.getByRole('list', { name: 'Files' }).getByRole('listitem');
  await upload.page.route('**/api/gallery-upload', (route) => route.abort(), { times: 1 });
  await box.setInputFiles({ name: 'ward.txt', mimeType: 'text/plain', buffer: Buffer.from('bay 4') });
  await expect(files.first()).toContainText('We could not reach Pando');
  await files.first().getByRole('button', { name: /^Send again/ }).click();
  await expect(files.first()).toContainText('Sent');
  await box.setInputFiles({ name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(1_600_000, 'x') });
  await expect(files.nth(1)).toContainText('Choose a file smaller than 1.5 MB');
  await expect(files.nth(1).getByRole('button', { name: /^Send again/ })).toHaveCount(0);
  await files.nth(1).getByRole('button', { name: /^Remove/ }).click();
  await expect(files).toHaveCount(1);
  await expect(box).toBeFocused();
});

for (const way of ['drop', 'paste'] as const) {
  test(`a file can be brought by ${way}`, async ({ world }) => {
    const upload = await gallery(world, 'upload');
    await upload.main.getByText('Or drop files here').evaluate((place, way) => {
      const data = new DataTransfer();
      data.items.add(new File(['bay 4'], 'brought.txt', { type: 'text/plain' }));
      const how = { bubbles: true, cancelable: true };
      place.dispatchEvent(way === 'drop' ? new DragEvent('drop', { ...how, dataTransfer: data }) : new ClipboardEvent('paste', { ...how, clipboardData: data }));
    }, way);
    const file = upload.main.getByRole('listitem').filter({ hasText: 'brought.txt' });
    await expect(file).toContainText('Sent');
  });
}
