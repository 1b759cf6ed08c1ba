import { two } from '../desk';
import { held } from '../slow';
import { expect, test } from '../world';

/** What a clock in London says, give or take a minute, as `datetime` has it. */
const aboutNow = () =>
  [-1, 0, 1].map((minutes) => {
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' }).format(Date.now() + 60_000 * minutes);
    return parts.replace(' ', 'T');
  });

for (const [how, minutes] of [['20 minutes ahead', 20], ['26 hours ahead', 26 * 60], ['20 minutes behind', -20]] as const) {
  test(`a device whose clock is ${how} edits, dates and stays open by the server’s`, async ({ world }) => {
    const { withBen, chat } = await two(world);
    await chat.page.clock.install({ time: Date.now() + 60_000 * minutes });
    await chat.visit(withBen);
    await expect(chat.log.getByRole('heading', { name: 'Today' })).toBeVisible();
    const go = await held(chat.page, 'send-message');
    await chat.say('10 mg');
    // The bubble that waits has the server's time already, and opens no other day.
    await expect(chat.state('10 mg', 'Waiting')).toBeVisible();
    expect(aboutNow()).toContain(await chat.message('10 mg').locator('time').last().getAttribute('datetime'));
    await expect(chat.log.locator('.day__heading')).toHaveCount(1);
    go();
    await expect(chat.state('10 mg', /Sent|Delivered|Read/)).toBeVisible();
    await chat.choose('10 mg', 'Edit');
    await chat.box.fill('5 mg');
    await chat.box.press('Enter');
    await expect(chat.message('5 mg')).toBeVisible();
  });
}

test('learning the server’s clock locks nobody out', async ({ world }) => {
  const { withBen, chat } = await two(world);
  await chat.page.clock.install({ time: Date.now() - 20 * 60_000 });
  await chat.visit(withBen);
  await chat.page.clock.runFor(5000);
  await expect(chat.page.getByRole('alertdialog')).toBeHidden();
  await expect(chat.page).toHaveURL(new RegExp(`/c/${withBen}$`));
  await expect(chat.message('Ben here')).toBeVisible();
  // And nobody is left without the warning.
  await chat.page.clock.fastForward('04:42');
  await expect(chat.page.getByRole('alertdialog', { name: 'Pando is about to lock' })).toBeVisible();
});
