import { setTimeout as pause } from 'node:timers/promises';
import { Fault, type Kind } from '../deed';
import { choose, pick, press, toBox, typeIn } from '../hands';
import { EMPTY, same } from '../model';
import { at } from '../chance';
import type { Walk } from '../walk';

const WORDS = ['sats 94 on air', 'give 5 mg', 'bed 4 is ready', 'family called back', 'NEWS 3, review at six', 'bloods sent & fluids up', 'please do <not> move'];

/** Types a piece of a text, and perhaps waits for a while. */
const type: Kind = {
  name: 'type',
  weight: 14,
  offline: true,
  make: (chance) => ({ words: chance.next(), fresh: chance.often(0.2), wait: chance.often(0.3) ? 900 : chance.whole(200) }),
  act: async (walk, { words, fresh, wait }) => {
    const { model } = walk;
    const open = model.open;
    if (open === undefined) return false;
    const { text } = model.box(open);
    const piece = `${text ? (fresh ? '\n' : ' ') : ''}${model.piece(open, at(WORDS, Number(words)) ?? '')}`;
    model.setBox(open, { text: text + piece });
    await typeIn(walk.page, piece);
    await pause(Number(wait));
  },
};

/** Changes one's mind. */
const clear: Kind = {
  name: 'clear',
  weight: 2,
  offline: true,
  make: () => ({}),
  act: async (walk) => {
    const open = walk.model.open;
    if (open === undefined || !walk.model.box(open).text) return false;
    walk.model.setBox(open, { text: '' });
    await toBox(walk.page);
    await walk.page.keyboard.press('Control+a');
    await walk.page.keyboard.press('Delete');
  },
};

/** Sends what is in the box, or saves the change; with nothing in it nothing happens. */
const send: Kind = {
  name: 'send',
  weight: 14,
  offline: true,
  make: (chance) => ({ button: chance.often(0.35) }),
  act: async (walk, given) => {
    const open = walk.model.open;
    if (open === undefined) return false;
    const { text, task } = walk.model.box(open);
    if (task.for === 'edit' && walk.weather.offline) return false;
    if (task.for === 'edit') return save(walk, open, text, task.of, !!given.button);
    if (text.trim()) {
      const said = walk.model.sent(open, text);
      if (walk.weather.offline) walk.model.unheard.push(said);
      walk.model.setBox(open, EMPTY);
    }
    await press(walk, walk.page, !!given.button);
    if (text.trim()) await stands(walk, text);
    else await pause(150);
  },
};

/** What was sent is on screen at once, once, and stays there when the server has it. */
async function stands(walk: Walk, text: string): Promise<void> {
  const shown = (screen: Awaited<ReturnType<Walk['screen']>>) => screen.lines.filter((line) => line.own && line.text !== null && same(line.text, text));
  const words = (screen: Awaited<ReturnType<Walk['screen']>>) =>
    `what was just sent, “${text}”, ${shown(screen).length > 1 ? 'stands there twice' : shown(screen).length ? 'is out of sight' : 'is not on the screen'}`;
  await walk.until('unseen', words, (screen) => shown(screen).length === 1 && !!shown(screen)[0]?.seen, 2500);
  if (walk.weather.offline) return;
  if (!(await walk.soon((screen) => shown(screen).every((line) => line.state !== 'Waiting'), 4000))) return;
  // What else was on its way has come.
  for (let tries = 0; tries < 120 && walk.weather.held > 0; tries++) await pause(25);
  await pause(80);
  await walk.until('unseen', words, (screen) => shown(screen).length === 1 && !!shown(screen)[0]?.seen, 2500);
}

/** Saves a change: either it is saved, or the box still holds it and the reason is told. */
async function save(walk: Walk, open: number, text: string, of: string, by: boolean): Promise<void> {
  const { model } = walk;
  if (!text.trim()) {
    await press(walk, walk.page, by);
    return pause(150);
  }
  const { aside } = model.box(open);
  const said = model.saying(open, of);
  const texts = said ? [...said.texts] : [];
  // As soon as it is on its way nobody knows which text stands there.
  if (said && !said.texts.includes(text)) said.texts.push(text);
  await press(walk, walk.page, by);
  // What was let through late has its answer still before it.
  let since = 0;
  for (let tries = 0; tries < 200 && since < 80; tries++) {
    const screen = await walk.screen();
    if (screen.box?.task === 'say') {
      // What was said before the walk is not remembered; the screen is compared with the server all the same.
      if (said) said.texts = [text];
      model.setBox(open, { text: aside, task: { for: 'say' }, aside: '' });
      return;
    }
    since = walk.weather.held === 0 && screen.box?.task === 'edit' ? since + 1 : 0;
    await pause(25);
  }
  if (!walk.weather.log.some((line) => line.startsWith('edit-message') && !/ late( |$)/.test(line))) {
    if (said) said.texts = texts;
    throw new Fault('edit', `the change of “${of}” to “${text}” was neither saved nor refused`);
  }
  // It may have arrived all the same, and is done as soon as that is known.
  model.room(open).boxes = [model.box(open), { text: aside, task: { for: 'say' }, aside: '' }];
}

/** Takes back what waits for the network. */
const takeBack: Kind = {
  name: 'take-back',
  weight: 4,
  offline: true,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    const { model } = walk;
    const open = model.open;
    if (open === undefined || model.box(open).task.for === 'edit') return false;
    const unheard = (text: string | null) => model.unheard.find((said) => said.where === open && text !== null && said.texts.some((held) => same(held, text)));
    const waits = await pick(walk, Number(which), (one) => one.own && !!unheard(one.text), true);
    const said = unheard(waits?.text ?? null);
    if (!waits || !said || !(await choose(walk, waits.id, 'Take back into the box'))) return false;
    model.takenBack(said, waits.text ?? '', !!waits.quote);
  },
};

export const writing: Kind[] = [type, clear, send, takeBack];
