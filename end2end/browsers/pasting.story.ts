import { Key } from 'selenium-webdriver';
import { expect, test } from './fixtures';

/** As word processors and other systems end their lines: CR LF, CR, LF; and a tab, spaces and letters that nothing may touch. */
const COPIED = 'Aspirin 75 mg\r\nIbuprofen 400 mg\r\n\r\nParacetamol 1 g\rCodeine 30 mg\n\t– at night,  5 µg/kg “as needed” 🩺';
/** As it is kept: every end of a line is LF, and none is gone. */
const KEPT = 'Aspirin 75 mg\nIbuprofen 400 mg\n\nParacetamol 1 g\nCodeine 30 mg\n\t– at night,  5 µg/kg “as needed” 🩺';

test('what is pasted is stored line by line, to the last space', async ({ world, screen }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await screen.be(asha);
  await screen.converse(id);
  // Only a press of a button may write to the clipboard.
  await screen.run((text) => {
    const copy = document.createElement('button');
    copy.textContent = 'Copy it';
    copy.onclick = () => void navigator.clipboard.writeText(text).then(() => copy.remove());
    document.querySelector('#composer')?.prepend(copy);
  }, COPIED);
  await screen.click('Copy it');
  await screen.until('it is copied', async () => !(await screen.text()).includes('Copy it'));
  await (await screen.messageBox).click();
  await screen.press('v', Key.CONTROL);
  await screen.until('it is pasted', async () => (await screen.typed()) !== '');
  expect(await screen.typed()).toBe(KEPT);
  await screen.press(Key.ENTER);
  await screen.reaches(KEPT, 'Sent');
  expect(await screen.typed()).toBe('');
  const { messages } = await rhys.api.call<{ messages: { body: string }[] }>('list-messages', { conversation: id });
  expect(messages.map((message) => message.body)).toEqual([KEPT]);
});
