import { Key } from 'selenium-webdriver';
import { PIN } from '../world';
import { expect, test } from './fixtures';

test('somebody signs in with a code and a PIN, opens a conversation, talks, and sees what was read', async ({ world, screen }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(rhys, asha);
  const first = await rhys.api.send(id, 'Is bed 4 clean?');

  await screen.visit('/sign-in');
  await (await screen.box('Work email address')).sendKeys(asha.email);
  const code = await world.server.codeFor(asha.email, () => screen.click('Send me a code'));
  await screen.reads('Enter your code');
  // From here on it does, and the page says so.
  await screen.reads('The last digit sends it.');
  await (await screen.box('Code of 8 digits')).sendKeys(code);
  await screen.reads('Choose a PIN for this device');
  await (await screen.box('New PIN')).sendKeys(PIN);
  await (await screen.box('The same PIN again')).sendKeys(PIN);
  await screen.click('Open Pando');
  await screen.until('the inbox is open', async () => (await screen.path()) === '/c');

  await screen.reads('Is bed 4 clean?');
  await (await screen.driver.findElement({ css: `[data-conversation="${id}"] a` })).click();
  await screen.until('the conversation is open', async () => (await screen.path()) === `/c/${id}`);
  await screen.shows(['Is bed 4 clean?']);
  // Each is on screen for a second, with somebody at it: that is what its sender is told.
  const isRead = async (message: string) => (await rhys.api.receipts(id, message))[0]?.read_at != null;
  await screen.until('the sender is told that it was read', () => isRead(first.id));

  await screen.say('Since nine');
  await screen.reaches('Since nine', 'Sent');
  const second = await rhys.api.send(id, 'And bed 5?');
  await screen.shows(['Is bed 4 clean?', 'Since nine', 'And bed 5?']);
  await screen.until('the sender is told that the answer was read', () => isRead(second.id));

  const box = await screen.messageBox;
  await box.sendKeys('Bed 5 at ten');
  await screen.press(Key.ENTER, Key.SHIFT);
  await box.sendKeys('Bed 6 at noon');
  expect(await screen.typed()).toBe('Bed 5 at ten\nBed 6 at noon');
  await screen.press(Key.ENTER);
  await screen.reaches('Bed 5 at ten\nBed 6 at noon', 'Sent');
  expect(await screen.typed()).toBe('');
  const { messages } = await rhys.api.call<{ messages: { body: string }[] }>('list-messages', { conversation: id });
  expect(messages.map((message) => message.body)).toEqual(['Is bed 4 clean?', 'Since nine', 'And bed 5?', 'Bed 5 at ten\nBed 6 at noon']);
});
