import { accessible } from '../axe';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

// Forced colours and reduced motion, as the project sets them. The colours are then the person's own: axe compares those
// that the style sheet asked for, which are not on the screen.
const OWN_COLOURS = ['color-contrast'];

test('with forced colours and no motion one can still see where one is and talk', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'Is bed 4 clean?');
  const inbox = new Inbox(world, await world.browserOf(asha));
  await inbox.visit();
  await accessible(inbox.page, 'inbox', OWN_COLOURS);
  await inbox.open(rhys.name);
  const chat = new Conversation(world, inbox.page);
  await chat.say('Since nine');
  await expect(chat.state('Since nine', 'Sent')).toBeVisible();
  await accessible(inbox.page, 'conversation', OWN_COLOURS);
  expect(await inbox.page.evaluate(() => [matchMedia('(forced-colors: active)').matches, matchMedia('(prefers-reduced-motion: reduce)').matches])).toEqual([true, true]);

  // What background colours told is told by a border or an outline now.
  const drawn = (locator: typeof chat.box) =>
    locator.evaluate((element) => {
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' || style.borderStyle !== 'none';
    });
  expect(await drawn(inbox.link(rhys.name))).toBe(true);
  const outlined = (selector: string) => inbox.page.locator(selector).evaluate((element) => getComputedStyle(element).outlineStyle !== 'none');
  expect(await outlined('.inbox__filters [aria-current]')).toBe(true);
  await inbox.page.keyboard.press('Control+k');
  await expect(inbox.page.getByRole('option', { selected: true })).toBeVisible();
  expect(await outlined('[role="option"][aria-selected="true"]')).toBe(true);
  await inbox.page.keyboard.press('Escape');
  await chat.box.focus();
  expect(await drawn(chat.box.locator('xpath=ancestor::*[contains(@class, "composer__box")]'))).toBe(true);
  const moving = await inbox.page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length);
  expect(moving).toBe(0);
});

test('with forced colours the door and the lock can be passed', async ({ world }) => {
  const asha = await world.person();
  await asha.api.call('lock');
  const page = await world.browserOf(asha);
  await world.visit(page, '/c');
  await accessible(page, 'locked', OWN_COLOURS);
  await page.getByLabel('PIN', { exact: true }).fill(asha.pin);
  await expect(page).toHaveURL(/\/c$/);
});
