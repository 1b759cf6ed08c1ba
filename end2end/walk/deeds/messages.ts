import { setTimeout as pause } from 'node:timers/promises';
import type { Kind } from '../deed';
import { choose, line, pick, toBox } from '../hands';

/** Answers a message on screen. */
const reply: Kind = {
  name: 'reply',
  weight: 5,
  offline: true,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    const open = walk.model.open;
    if (open === undefined || walk.model.box(open).task.for === 'edit') return false;
    const to = await pick(walk, Number(which));
    if (!to || !(await choose(walk, to.id, 'Reply'))) return false;
    walk.model.setBox(open, { task: { for: 'reply', to: to.text ?? '' } });
  },
};

/** Does not answer after all, or leaves the change be. */
const cancel: Kind = {
  name: 'cancel',
  weight: 3,
  offline: true,
  make: (chance) => ({ key: chance.often(0.5) }),
  act: async (walk, { key }) => {
    const open = walk.model.open;
    if (open === undefined) return false;
    const { task, aside } = walk.model.box(open);
    if (task.for === 'say') return false;
    if (task.for === 'edit') walk.model.setBox(open, { text: aside, task: { for: 'say' }, aside: '' });
    else walk.model.setBox(open, { task: { for: 'say' } });
    if (key) {
      await toBox(walk.page);
      await walk.page.keyboard.press('Escape');
    } else await walk.page.locator('form.composer').getByRole('button', { name: 'Cancel' }).click();
  },
};

/** Begins to change the last own message, by the arrow in an empty box. */
const last: Kind = {
  name: 'edit-last',
  weight: 3,
  make: () => ({}),
  act: async (walk) => {
    const open = walk.model.open;
    if (open === undefined) return false;
    const { task, text } = walk.model.box(open);
    if (task.for !== 'say' || text) return false;
    await toBox(walk.page);
    await walk.page.keyboard.press('ArrowUp');
    if (!(await walk.soon((screen) => screen.box?.task === 'edit', 800))) return false;
    const screen = await walk.until('box', 'the box of a change is empty', (seen) => !!seen.box?.text);
    const of = screen.box?.text ?? '';
    walk.model.setBox(open, { text: of, task: { for: 'edit', of }, aside: '' });
  },
};

/** Begins to change an own message, from its menu. */
const edit: Kind = {
  name: 'edit',
  weight: 3,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    const open = walk.model.open;
    if (open === undefined || walk.model.box(open).task.for !== 'say') return false;
    const of = await pick(walk, Number(which), (one) => one.own);
    if (!of || !(await choose(walk, of.id, 'Edit'))) return false;
    const text = of.text ?? '';
    walk.model.setBox(open, { text, task: { for: 'edit', of: text }, aside: walk.model.box(open).text });
  },
};

/** Takes an own message back, or keeps it after all. */
const remove: Kind = {
  name: 'delete',
  weight: 3,
  make: (chance) => ({ which: chance.next(), sure: chance.often(0.75) }),
  act: async (walk, { which, sure }) => {
    const open = walk.model.open;
    if (open === undefined) return false;
    const { task } = walk.model.box(open);
    const busy = task.for === 'edit' ? task.of : task.for === 'reply' ? task.to : '';
    const gone = await pick(walk, Number(which), (one) => one.own && one.text !== busy);
    if (!gone || !(await choose(walk, gone.id, 'Delete for everyone'))) return false;
    const question = walk.page.getByRole('dialog', { name: 'Delete this message?' });
    const said = walk.model.saying(open, gone.text ?? '');
    if (!sure) {
      await question.getByRole('button', { name: 'Keep it' }).click();
      return;
    }
    if (said) said.gone = 'perhaps';
    await question.getByRole('button', { name: 'Delete for everyone' }).click();
    if (await walk.soon((screen) => !!screen.lines.find((one) => one.id === gone.id)?.deleted, 4000)) {
      if (said) said.gone = true;
    } else if (!walk.weather.log.some((told) => told.startsWith('delete-message'))) {
      await walk.until('delete', `“${gone.text}” was deleted and still stands there`, (screen) => !!screen.lines.find((one) => one.id === gone.id)?.deleted);
    }
  },
};

/** Goes to what a message answers. */
const jump: Kind = {
  name: 'jump',
  weight: 3,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    if (walk.model.open === undefined) return false;
    const from = await pick(walk, Number(which), (one) => !!one.quote);
    if (!from) return false;
    const quote = line(walk.page, from.id).locator('.message__quote');
    const id = new URL((await quote.getAttribute('href')) ?? '', walk.page.url()).searchParams.get('m');
    await quote.click();
    const there = () => walk.soon((screen) => screen.lines.some((one) => one.id === id && one.seen), 6000);
    if (await there()) return;
    // The way there may have been cut; then a person presses again, if the quote is still there.
    await walk.calm();
    if (await quote.isVisible()) await quote.click();
    await walk.until('jump', `the quote “${from.quote}” does not lead to what it quotes`, (screen) => screen.lines.some((one) => one.id === id && one.seen));
  },
};

/** Marks as unread from a message on. */
const unread: Kind = {
  name: 'unread-from',
  weight: 1,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    const from = await pick(walk, Number(which));
    if (!from || !(await choose(walk, from.id, 'Mark unread from here'))) return false;
    await pause(100);
  },
};

export const messages: Kind[] = [reply, cancel, last, edit, remove, jump, unread];
