import { two } from '../desk';
import { held } from '../slow';
import { expect, test } from '../world';

test('on the way to the next conversation the one before says so, and takes nothing', async ({ world }) => {
  const { ben, cleo, withBen, chat, inbox } = await two(world);
  await chat.visit(withBen);
  await chat.box.click();
  const go = await held(chat.page, 'open-conversation');
  await inbox.row(cleo.name).getByRole('link').click();
  await expect(chat.page.getByText(`Opening ${cleo.name}`)).toBeVisible();
  await expect(chat.page.locator('.chat__going')).toHaveText(`Opening ${cleo.name}…`);
  await expect(chat.page.locator('#announcer')).toContainText(`Opening ${cleo.name}`);
  await expect(chat.title).toHaveText(ben.name);
  await chat.box.click({ force: true });
  await expect(chat.box).not.toBeFocused();
  // Neither Enter nor what is pasted is lost, and nothing is sent that nobody sees.
  await chat.page.keyboard.type('Give 10 units');
  await chat.page.keyboard.press('Enter');
  await chat.page.keyboard.type('No, 4 units');
  await chat.page.keyboard.press('Shift+Enter');
  await chat.page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'K 6.1');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  go();
  await expect(chat.title).toHaveText(cleo.name);
  await expect(chat.box).toBeFocused();
  await expect(chat.box).toHaveValue('Give 10 units\nNo, 4 units\nK 6.1');
  await expect(chat.page.getByText('Opening', { exact: false }).filter({ visible: true })).toHaveCount(0);
  await inbox.open(ben.name);
  await expect(chat.box).toHaveValue('');
});

test('words for a conversation that cannot be opened are kept with it over a reload', async ({ world }) => {
  const { cleo, withBen, chat, inbox } = await two(world);
  await chat.visit(withBen);
  let fails = (): void => undefined;
  const told = new Promise<void>((done) => (fails = done));
  await chat.page.route('**/api/open-conversation', async (route) => {
    await told;
    await route.abort();
  });
  await inbox.row(cleo.name).getByRole('link').click();
  await chat.page.keyboard.type('Ring me about bed 4');
  fails();
  await expect(chat.page.getByText('We could not reach Pando')).toBeVisible();
  await chat.page.unroute('**/api/open-conversation');
  await chat.page.reload();
  await world.live(chat.page);
  await expect(chat.title).toHaveText(cleo.name);
  await expect(chat.box).toHaveValue('Ring me about bed 4');
});
