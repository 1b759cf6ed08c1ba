import { join } from 'node:path';
import { accessible } from '../axe';
import { Gallery } from '../pages/gallery';
import { folder } from '../server';
import { type World, expect, test } from '../world';

/** Each part, with the addresses under which it shows its states. */
const PARTS: [string, string[]][] = [
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
  await box.evaluate((box) => (box.scrollTop = box.scrollHeight));
  await expect(table.head('Name').getByRole('link')).toBeInViewport();
  await expect(table.rows.last()).toBeInViewport();
});

test('names of every script stand apart from what is beside them', async ({ world }) => {
  const table = await gallery(world, 'table', '?q=%D9%84%D9%8A%D9%84%D9%89');
  await expect(table.rows.first().getByRole('rowheader').locator('bdi')).toHaveText(/ليلى/);
});
