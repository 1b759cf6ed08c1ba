import { two } from '../desk';
import { Directory } from '../pages/directory';
import { held } from '../slow';
import { expect, test } from '../world';

// Whoever is in a hurry types before the box is there: on the way, words are kept for where one is going, to the last space.

test('after a press on a row every letter and every space is written in its box', async ({ world }) => {
  const { ben, cleo, withCleo, withBen, chat, inbox } = await two(world);
  await chat.visit(withBen);
  const go = await held(chat.page, 'open-conversation');
  await inbox.link(cleo.name).click();
  await expect(chat.page).toHaveURL(new RegExp(withCleo));
  await chat.page.keyboard.type('Give 5 mg at 6 p m');
  go();
  await expect(chat.title).toHaveText(cleo.name);
  await chat.page.keyboard.type(' , not 50');
  await expect(chat.box).toHaveValue('Give 5 mg at 6 p m , not 50');
  await inbox.open(ben.name);
  await expect(chat.box).toHaveValue('');
});

test('what was to be sent on the way is in the box when that comes, and it says that it is not sent', async ({ world }) => {
  const { ben, cleo, withCleo, withBen, chat, inbox } = await two(world);
  await chat.visit(withBen);
  const go = await held(chat.page, 'open-conversation');
  await inbox.link(cleo.name).click();
  await expect(chat.page).toHaveURL(new RegExp(withCleo));
  await chat.page.keyboard.type('Give 5 mg');
  await chat.page.keyboard.press('Enter');
  go();
  await expect(chat.title).toHaveText(cleo.name);
  await expect(chat.box).toHaveValue('Give 5 mg');
  await expect(chat.page.getByText('it is not sent yet')).toBeVisible();
  await chat.page.keyboard.press('Enter');
  await expect(chat.message('Give 5 mg')).toBeVisible();
  await expect(chat.page.getByText('it is not sent yet')).toHaveCount(0);
  await inbox.open(ben.name);
  await expect(chat.box).toHaveValue('');
});

for (const [place, screen] of [['the list of people to write to', '/new'], ['their own page', '/people']] as const) {
  test(`what is typed to somebody one never talked to is kept from ${place} on`, async ({ world }) => {
    const [asha, mei] = [await world.person(), await world.person()];
    const page = await world.browserOf(asha);
    if (screen === '/new') {
      const directory = new Directory(world, page);
      await directory.visit();
      await directory.find(mei.name);
    } else {
      await world.visit(page, `/people/${mei.id}`);
    }
    await world.live(page);
    const [asked, opened] = [await held(page, 'start-direct'), await held(page, 'open-conversation')];
    await page.getByRole('main').getByRole('button', { name: screen === '/new' ? mei.name : /^Message/ }).first().click();
    await page.keyboard.type('Do not ');
    asked();
    await expect(page).toHaveURL(/\/c\//);
    await page.keyboard.type('give it ');
    opened();
    const box = page.getByRole('textbox', { name: /^Message to / });
    await expect(box).toBeFocused();
    await page.keyboard.type('to bed 4');
    await expect(box).toHaveValue('Do not give it to bed 4');
  });
}

test('where the way to somebody ends in nothing, letters go where they went before', async ({ world }) => {
  const [asha, mei] = [await world.person(), await world.person()];
  const page = await world.browserOf(asha);
  await world.visit(page, `/people/${mei.id}`);
  await world.live(page);
  await page.route('**/api/start-direct', (route) => route.fulfill({ status: 503, body: '' }));
  await page.getByRole('main').getByRole('button', { name: /^Message/ }).click();
  await expect(page.getByRole('main').locator('.banner--error')).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click();
  const search = page.getByRole('searchbox');
  await search.click();
  await page.keyboard.type('Mei');
  await expect(search).toHaveValue('Mei');
});

test('New message is a place to type a name in at once', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  await world.visit(page, '/c');
  await world.live(page);
  await page.getByRole('link', { name: 'New message' }).first().click();
  const search = page.getByRole('searchbox');
  await expect(search).toBeFocused();
  await page.keyboard.type('Mei');
  await expect(search).toHaveValue('Mei');
});
