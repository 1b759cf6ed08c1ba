import { Conversation } from '../pages/conversation';
import { expect, test } from '../world';

test('a device that is signed out from afar is dead within a second', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'Potassium 6.1, bed 12');
  const lost = await world.device(asha);
  const [desk, phone] = [await world.browserOf(asha), await world.browserOf(lost)];
  const closed = new Promise<number>((done) => {
    // The page leaves as soon as it is told, and a page that leaves takes its socket along unheard.
    phone.on('websocket', (socket) => {
      socket.on('close', () => done(Date.now()));
      socket.on('framereceived', ({ payload }) => /^\{?"signed_out/i.test(String(payload)) && done(Date.now()));
    });
  });
  const chat = new Conversation(world, phone);
  await chat.visit(id);
  await chat.shows(['Potassium 6.1, bed 12']);

  await world.visit(desk, '/settings/devices');
  const devices = desk.getByRole('list', { name: 'Devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(devices.first()).toContainText('This device');
  await expect(devices.nth(1)).toContainText('Last seen');
  // Two of a kind are told apart.
  await expect(devices.first().getByRole('button')).toHaveAccessibleName(/^Sign out .+, this device$/);
  await expect(devices.nth(1).getByRole('button')).toHaveAccessibleName(/^Sign out .+, signed in since .+\d\d:\d\d$/);
  const answer = desk.waitForResponse((response) => response.url().endsWith('/api/sign-out-device'));
  await devices.nth(1).getByRole('button', { name: /^Sign out/ }).click();
  expect((await answer).status()).toBe(200);
  const done = Date.now();
  await expect(phone).toHaveURL(/\/sign-in/, { timeout: 2000 });
  expect((await closed) - done).toBeLessThan(1000);
  expect(await phone.content()).not.toContain('bed 12');
  await expect(devices).toHaveCount(1);
  await expect(desk.getByRole('region', { name: 'Notes' }).getByText('Signed out there.')).toBeVisible();
  expect((await lost.api.ask('list-inbox', { filter: '' })).status).toBe(401);
  expect((await lost.api.ask('unlock', { pin: lost.pin })).status).toBe(401);
  expect((await asha.api.ask('who-am-i')).status).toBe(200);
});

test('whoever signs out their other devices one after another keeps their place in the list', async ({ world }) => {
  const asha = await world.person();
  for (let more = 0; more < 2; more++) await world.device(asha);
  const desk = await world.browserOf(asha);
  await world.visit(desk, '/settings/devices');
  const list = desk.getByRole('list', { name: 'Devices' });
  const devices = list.getByRole('listitem');
  await expect(devices).toHaveCount(3);
  await devices.nth(2).getByRole('button', { name: /^Sign out/ }).press('Enter');
  await expect(devices).toHaveCount(2);
  await expect(devices.nth(1).getByRole('button', { name: /^Sign out .+, signed in since/ })).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(devices).toHaveCount(1);
  // One more Enter signs out nobody here.
  await expect(list).toBeFocused();
});

test('signing out tells the browser to forget everything, and takes every tab along', async ({ world }) => {
  const asha = await world.person();
  const page = await world.browserOf(asha);
  await world.visit(page, '/c');
  await page.evaluate(() => navigator.serviceWorker.ready);
  const other = await page.context().newPage();
  await world.visit(other, '/c');
  await world.live(other);
  await world.visit(page, '/settings');
  // Either tab may be the one that tells the server.
  const answer = page.context().waitForEvent('response', (response) => response.url().endsWith('/api/sign-out'));
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  expect((await (await answer).allHeaders())['clear-site-data']).toBe('"cache", "cookies", "storage"');
  for (const tab of [page, other]) await expect(tab).toHaveURL(/\/sign-in/);
  await expect.poll(() => page.context().cookies()).toEqual([]);
});

test('somebody signs out everywhere, here too', async ({ world }) => {
  const asha = await world.person();
  const second = await world.device(asha);
  const [desk, phone] = [await world.browserOf(asha), await world.browserOf(second)];
  await world.visit(phone, '/c');
  await world.live(phone);
  await world.visit(desk, '/settings/devices');
  const everywhere = desk.getByRole('button', { name: 'Sign out everywhere', exact: true });
  const asked = desk.getByRole('dialog', { name: 'Sign out everywhere?' });
  await everywhere.click();
  await expect(asked).toContainText('here and on all your other devices');
  await expect(asked.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  await desk.keyboard.press('Escape');
  await expect(asked).toBeHidden();
  expect((await second.api.ask('who-am-i')).status).toBe(200);
  await everywhere.click();
  await asked.getByRole('button', { name: 'Sign out everywhere all the same' }).click();
  await expect(desk).toHaveURL(/\/sign-in/);
  await expect(phone).toHaveURL(/\/sign-in/, { timeout: 2000 });
  for (const device of [asha, second]) expect((await device.api.ask('who-am-i')).status).toBe(401);
});

test('the device of somebody who was taken out of a group loses it at once', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7 night team', [rhys]);
  await asha.api.send(id, 'Only for the team');
  const theirs = new Conversation(world, await world.browserOf(rhys));
  await theirs.visit(id);
  await expect(theirs.message('Only for the team')).toBeVisible();
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  await asha.api.send(id, 'Now without him');
  await expect(theirs.page).toHaveURL(/\/c$/, { timeout: 2000 });
  expect(await theirs.page.content()).not.toContain('Now without him');
  expect((await rhys.api.ask('open-conversation', { conversation: id })).status).toBe(404);
  expect((await rhys.api.ask('send-message', { conversation: id, body: 'x' })).status).toBe(404);
  await theirs.page.goto(`/c/${id}`);
  await expect(theirs.page.getByText('We cannot find that.')).toBeVisible();
  await expect(theirs.page.getByText('Only for the team')).toHaveCount(0);
});
