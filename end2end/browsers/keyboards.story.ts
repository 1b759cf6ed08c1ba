import type { World } from '../world';
import { expect, test } from './fixtures';
import type { Screen } from './screen';

/**
 * What a screen keyboard tells a page, in its order. Android's say of every key only that there was one (code 229) and tell
 * what it does by `beforeinput`; what is underlined is being composed. An iPhone names Enter, and corrects words by itself.
 * The page may refuse a key and a change; what it does not refuse the browser does, and so does this.
 */
type Stroke =
  | { key: 'Enter'; code: 13 | 229; composing?: boolean }
  | { key: 'Unidentified'; code: 229; composing?: boolean }
  | { compose: 'start' | 'end'; text: string }
  | { input: 'insertText' | 'insertCompositionText' | 'insertReplacementText'; text: string }
  | { input: 'insertLineBreak' | 'insertParagraph'; composing?: boolean };

/** Tells all of them within one task, or each in a task of its own; the answer is what the page refused. */
function tell(screen: Screen, strokes: Stroke[], together = false): Promise<string[]> {
  return screen.run(
    async (strokes, together) => {
      const box = document.querySelector<HTMLTextAreaElement>('#message-box');
      if (!box) return ['no box'];
      const refused: string[] = [];
      let composed: { from: number } | undefined;
      const pause = () => new Promise((done) => setTimeout(done, 5));
      const replace = (from: number, text: string): void => {
        box.setRangeText(text, from, box.value.length, 'end');
      };
      box.focus();
      for (const stroke of strokes) {
        if ('key' in stroke) {
          const event = new KeyboardEvent('keydown', { key: stroke.key, isComposing: stroke.composing ?? false, bubbles: true, cancelable: true });
          Object.defineProperty(event, 'keyCode', { value: stroke.code });
          if (!box.dispatchEvent(event)) refused.push(stroke.key);
        } else if ('compose' in stroke) {
          if (stroke.compose === 'start') composed = { from: box.value.length };
          box.dispatchEvent(new CompositionEvent(`composition${stroke.compose}`, { data: stroke.text, bubbles: true }));
          if (stroke.compose === 'end') composed = undefined;
        } else {
          const text = 'text' in stroke ? stroke.text : '\n';
          const isComposing = 'composing' in stroke ? (stroke.composing ?? false) : stroke.input === 'insertCompositionText';
          const told = { inputType: stroke.input, data: 'text' in stroke ? text : null, isComposing, bubbles: true };
          if (!box.dispatchEvent(new InputEvent('beforeinput', { ...told, cancelable: stroke.input !== 'insertCompositionText' }))) refused.push(stroke.input);
          else {
            const word = box.value.lastIndexOf(' ') + 1;
            replace(stroke.input === 'insertCompositionText' && composed ? composed.from : stroke.input === 'insertReplacementText' ? word : box.value.length, text);
            box.dispatchEvent(new InputEvent('input', told));
          }
        }
        if (!together) await pause();
      }
      return refused;
    },
    strokes,
    together,
  );
}

/** A word as Android's keyboards write it: underlined, letter by letter, then taken over. */
function composed(word: string): Stroke[] {
  const letters = [...word].flatMap((_, at): Stroke[] => [
    { key: 'Unidentified', code: 229, composing: at > 0 },
    { input: 'insertCompositionText', text: word.slice(0, at + 1) },
  ]);
  return [{ compose: 'start', text: '' }, ...letters, { compose: 'end', text: word }];
}

/** Enter of a keyboard that names no key, and of one that does. */
const ANDROID: Stroke[] = [{ key: 'Unidentified', code: 229 }, { input: 'insertLineBreak' }];
const IPHONE: Stroke[] = [{ key: 'Enter', code: 13 }];

/** An empty conversation on a phone, whose Enter sends or does not; what has been said in it so far. */
async function phone(world: World, screen: Screen, sends: boolean): Promise<() => Promise<string[]>> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await asha.api.call('save-settings', { theme: 'auto', density: 'regular', enter_sends: true, touch_enter_sends: sends, single_keys: true, announce: 'all' });
  await screen.be(asha);
  await screen.converse(id);
  await screen.run(() => {
    const ask = window.matchMedia.bind(window);
    // A box that is made asks whether fingers are all there is to point with.
    window.matchMedia = (query) => (query.includes('coarse') ? ask('all') : ask(query));
  });
  await screen.run(() => document.querySelector<HTMLElement>('#rail a[href="/c"], nav a[href="/c"]')?.click());
  await screen.until('the list is there', async () => (await screen.path()) === '/c');
  await screen.run((id) => document.getElementById(`row-${id}`)?.click(), id);
  await screen.until('a box was made anew', () => screen.run(() => !!document.querySelector('.composer__send[aria-disabled]')));
  return async () => (await rhys.api.call<{ messages: { body: string }[] }>('list-messages', { conversation: id })).messages.map((message) => message.body);
}

test('Enter of a screen keyboard starts a new line, until it is set to send', async ({ world, screen }) => {
  const said = await phone(world, screen, false);
  for (const enter of [ANDROID, [...IPHONE, { input: 'insertLineBreak' } as const]]) expect(await tell(screen, [...composed('Bed'), ...enter])).toEqual([]);
  expect(await screen.typed()).toBe('Bed\nBed\n');
  await tell(screen, composed('free'));
  await screen.click('Send');
  await screen.reaches('Bed\nBed\nfree', 'Sent');
  expect(await said()).toEqual(['Bed\nBed\nfree']);
});

test('set to send, it sends once what was composed, whichever way the keyboard tells it', async ({ world, screen }) => {
  const said = await phone(world, screen, true);
  expect(await tell(screen, [...composed('Android'), ...ANDROID])).toEqual(['insertLineBreak']);
  await screen.reaches('Android', 'Sent');
  expect(await tell(screen, [...composed('iPhone'), ...IPHONE])).toEqual(['Enter']);
  await screen.reaches('iPhone', 'Sent');
  expect(await screen.typed()).toBe('');
  // An empty box sends nothing, and takes no line.
  await tell(screen, ANDROID);
  await tell(screen, IPHONE);
  expect(await screen.typed()).toBe('');
  expect(await said()).toEqual(['Android', 'iPhone']);
});

test('an Enter that only ends a composition never sends', async ({ world, screen }) => {
  const said = await phone(world, screen, true);
  const half: Stroke[] = [{ compose: 'start', text: '' }, { key: 'Unidentified', code: 229 }, { input: 'insertCompositionText', text: 'かな' }];
  // As Chromium and Firefox tell it, and as Safari does, which ends the composition before the key.
  expect(await tell(screen, [...half, { key: 'Enter', code: 229, composing: true }, { input: 'insertLineBreak', composing: true }, { compose: 'end', text: 'かな' }])).toEqual([]);
  expect(await tell(screen, [...half, { compose: 'end', text: 'かな' }, { key: 'Enter', code: 229 }])).toEqual([]);
  expect(await said()).toEqual([]);
  expect(await screen.typed()).toBe('かな\nかな');
});

test('a word that the keyboard corrects at the last moment is sent as corrected', async ({ world, screen }) => {
  const said = await phone(world, screen, true);
  await tell(screen, [{ input: 'insertText', text: 'Give morphne' }, { input: 'insertReplacementText', text: 'morphine' }, ...IPHONE]);
  await screen.reaches('Give morphine', 'Sent');
  expect(await said()).toEqual(['Give morphine']);
  expect(await screen.typed()).toBe('');
});

test('words and Enter that come in one go leave nothing in the box', async ({ world, screen }) => {
  const said = await phone(world, screen, true);
  await tell(screen, [{ input: 'insertText', text: 'Crash call' }, ...IPHONE], true);
  await screen.reaches('Crash call', 'Sent');
  expect(await screen.typed()).toBe('');
  await tell(screen, [{ input: 'insertText', text: 'Second' }, ...ANDROID], true);
  await screen.reaches('Second', 'Sent');
  expect(await screen.typed()).toBe('');
  expect(await said()).toEqual(['Crash call', 'Second']);
});
