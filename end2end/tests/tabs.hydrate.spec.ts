import { atWork, cut, keepsNothing, kept, mend, takenOut } from '../locked';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

test('a change that was begun in a tab that has gone never comes under writing hands', async ({ world }) => {
  const { asha, id, page } = await atWork(world);
  await asha.api.send(id, 'Start heparin 5000 units');
  const mine = new Conversation(world, page);
  const other = new Conversation(world, await page.context().newPage());
  await other.visit(id);
  await mine.choose('Start heparin 5000 units', 'Edit');
  await mine.box.fill('Start heparin 5000 units, then stop');
  await kept(page);
  await page.close();
  const aside = other.page.getByRole('alert').filter({ hasText: 'You had begun to change a message:' });
  await other.box.click();
  // Somebody writes all the while: what another tab left comes after some ten seconds.
  const said = 'Could somebody ring the nursing home about the discharge of bed four, please, before the transport goes';
  for (let at = 0; at < said.length; at++) {
    await other.page.keyboard.type(said[at] ?? '');
    await other.page.waitForTimeout(150);
  }
  await expect(aside).toContainText('Start heparin 5000 units, then stop', { timeout: 20_000 });
  await expect(other.box).toHaveValue(said);
  await expect(other.page.locator('.composer').getByText('Edit message')).toHaveCount(0);
  await other.page.keyboard.press('Enter');
  await expect(other.state(said, /Sent|Delivered|Read/)).toBeVisible();
  await expect(other.message('Start heparin 5000 units')).not.toContainText('then stop');
  // It is kept over a reload. Nobody writes anything then: it is in the box.
  await other.page.reload();
  await world.live(other.page);
  await expect(other.box).toHaveValue('Start heparin 5000 units, then stop');
  await other.page.getByRole('button', { name: 'Save the change' }).click();
  await expect(other.message('Start heparin 5000 units, then stop')).toBeVisible();
  await keepsNothing(other.page);
});

test('a change that was begun in a tab that has gone is in no box that is opened later either', async ({ world }) => {
  const { asha, rhys, id, page } = await atWork(world);
  await asha.api.send(id, 'Hb 98, no transfusion');
  const mine = new Conversation(world, page);
  const other = new Conversation(world, await page.context().newPage());
  await world.visit(other.page, '/c');
  await world.live(other.page);
  await mine.choose('Hb 98, no transfusion', 'Edit');
  await mine.box.fill('Hb 98, no transfusion yet');
  await kept(page);
  const before = await page.evaluate(() => localStorage.getItem('pando.unsent'));
  await page.close();
  // The list is on screen while the other tab takes up what was left: then it lies there as its own.
  await expect.poll(() => other.page.evaluate(() => localStorage.getItem('pando.unsent')), { timeout: 30_000 }).not.toBe(before);
  await new Inbox(world, other.page).link(rhys.name).click();
  await other.page.keyboard.type('Can you come to bed 4');
  await expect(other.page.getByRole('alert').filter({ hasText: 'You had begun to change a message:' })).toContainText('no transfusion yet');
  await expect(other.box).toHaveValue('Can you come to bed 4');
  await other.page.keyboard.press('Enter');
  await expect(other.state('Can you come to bed 4', /Sent|Delivered|Read/)).toBeVisible();
  await expect(other.message('Hb 98, no transfusion')).not.toContainText('yet');
});

test('signing out in one tab asks about what another one holds', async ({ world }) => {
  const { page } = await atWork(world);
  const other = await page.context().newPage();
  await world.visit(other, '/settings');
  await world.live(other);
  await cut(page.context());
  await new Conversation(world, page).say('Bed 9 is worse');
  await kept(page);
  await other.getByRole('button', { name: 'Sign out', exact: true }).click();
  const asked = other.getByRole('dialog', { name: 'Lose what is not sent?' });
  await expect(asked).toContainText('Something in another tab of this browser is not sent or saved yet.');
  await asked.getByRole('button', { name: 'Stay signed in' }).click();
  await mend(page.context());
  await expect(new Conversation(world, page).state('Bed 9 is worse', /Sent|Delivered|Read/)).toBeVisible({ timeout: 20_000 });
});

test('a half-done change in a group that one was taken out of is shown, and can be given up', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  await rhys.api.send(id, 'Give 10 mg');
  const page = await world.browserOf(rhys);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  const lost = page.getByRole('alert').filter({ hasText: 'Not changed: you are no longer in Ward 7.' });
  await expect(lost).toContainText('Give 5 mg');
  await page.reload();
  await expect(lost).toContainText('Give 5 mg');
  await lost.getByRole('button', { name: 'Delete' }).click();
  await expect(lost).toHaveCount(0);
  await keepsNothing(page);
});

test('a change whose save failed, in a group one is taken out of meanwhile, is shown on the next page too, and comes into no box', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  await rhys.api.send(id, 'Give 10 mg');
  const page = await world.browserOf(rhys);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.choose('Give 10 mg', 'Edit');
  await chat.box.fill('Give 5 mg');
  await cut(page.context());
  await page.getByRole('button', { name: 'Save the change' }).click();
  await expect(page.locator('.composer').getByText('We could not reach Pando')).toBeVisible();
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  await mend(page.context());
  const lost = page.getByRole('alert').filter({ hasText: 'Not changed: you are no longer in Ward 7.' });
  await expect(lost).toContainText('Give 5 mg');
  await page.reload();
  await expect(lost).toContainText('Give 5 mg');
  await asha.api.call('add-people', { conversation: id, people: [rhys.id] });
  await expect(lost).toHaveCount(0);
  await page.getByRole('link', { name: /Ward 7/ }).first().click();
  await page.keyboard.type('Thanks for adding me');
  await expect(chat.box).toHaveValue('Thanks for adding me');
  await expect(page.getByRole('alert').filter({ hasText: 'You had begun to change a message:' })).toContainText('Give 5 mg');
});

test('a half-written text in a group that one was taken out of is shown on the next page too', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const page = await world.browserOf(rhys);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.box.fill('Bed 4 needs a review');
  await expect.poll(async () => (await rhys.api.call<{ draft: string }>('find-row', { conversation: id })).draft).toBe('Bed 4 needs a review');
  const lost = await takenOut(page, asha, rhys, id, 'Ward 7');
  await expect(lost).toContainText('Bed 4 needs a review');
  await page.reload();
  await expect(lost).toContainText('Bed 4 needs a review');
});
