import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

test('a group by keyboard: arrows from tick to tick, and who is let go leaves the focus where one can go on', async ({ world }) => {
  const asha = await world.person();
  const family = world.someone().name.split(' ')[1] ?? '';
  const [rhys, mei] = [await world.person({ name: `Rhys ${family}` }), await world.person({ name: `Mei ${family}` })];
  const page = await world.browserOf(asha);
  await world.visit(page, '/new?group=1');
  await page.locator('#q').fill(family);
  const tick = (name: string) => page.getByRole('checkbox', { name: new RegExp(name) });
  await expect(tick(rhys.name)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('checkbox').first()).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('checkbox').nth(1)).toBeFocused();
  await page.keyboard.press('Space');
  for (const person of [rhys, mei]) await expect(tick(person.name)).toBeChecked();
  const drop = page.getByRole('list', { name: 'Chosen' }).getByRole('button');
  await expect(drop).toHaveCount(2);
  await drop.first().focus();
  await page.keyboard.press('Enter');
  await expect(drop).toHaveCount(1);
  await expect(drop).toBeFocused();
  await expect(page.locator('#announcer')).toContainText(`${family} removed`);
  await page.keyboard.press('Enter');
  await expect(page.locator('#q')).toBeFocused();
});

test('Tab through a long inbox loads nothing before somebody presses', async ({ world }) => {
  const [asha, mei] = [await world.person(), await world.person()];
  for (let at = 1; at <= 45; at += 1) await world.group(mei, `Ward ${at}`, [asha]);
  const page = await world.browserOf(asha);
  const inbox = new Inbox(world, page);
  await inbox.visit();
  await expect(inbox.titles().first()).toBeVisible();
  const more = inbox.pane.getByRole('link', { name: 'Load more' });
  const loaded = await inbox.titles().count();
  await more.focus();
  await page.waitForTimeout(500);
  await expect(inbox.titles()).toHaveCount(loaded);
  await page.keyboard.press('Enter');
  await expect.poll(() => inbox.titles().count()).toBeGreaterThan(loaded);
  // On to the first of what came.
  await expect(inbox.pane.locator('[data-conversation] a').nth(loaded)).toBeFocused();
});
