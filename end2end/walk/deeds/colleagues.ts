import { setTimeout as pause } from 'node:timers/promises';
import { at } from '../chance';
import type { Kind } from '../deed';
import { said } from '../truth';
import { ROOMS } from './opening';

/** A colleague says something, perhaps in answer to this person. */
const says: Kind = {
  name: 'colleague-says',
  weight: 8,
  offline: true,
  make: (chance) => ({ to: chance.whole(ROOMS), who: chance.next(), count: 1 + chance.whole(3), answers: chance.often(0.3) }),
  act: async (walk, { to, who, count, answers }) => {
    const where = Number(to);
    const room = walk.model.room(where);
    const by = at(room.colleagues, Number(who)) ?? 0;
    const api = walk.colleagues[by]?.api;
    if (!api) return false;
    const mine = answers ? (await said(api, room.id, room.before)).filter((one) => one.author === walk.me.id && !one.deleted_at).at(-1) : undefined;
    for (let number = 0; number < Number(count); number++) {
      const text = walk.model.piece(where, `a colleague says ${number}`).replace(/^c/, 'k');
      const sent = await api.send(room.id, text, mine ? { reply_to: mine.id } : {});
      walk.model.heard.push({ where, by, id: sent.id, text, gone: false });
    }
  },
};

/** A colleague changes something said before. */
const changes: Kind = {
  name: 'colleague-edits',
  weight: 3,
  offline: true,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    const one = at(walk.model.heard.filter((heard) => !heard.gone), Number(which));
    const api = one && walk.colleagues[one.by]?.api;
    if (!one || !api) return false;
    const room = walk.model.room(one.where);
    const now = (await said(api, room.id, room.before)).find((message) => message.id === one.id);
    one.text = `${walk.model.piece(one.where, 'put right').replace(/^c/, 'k')}`;
    await api.call('edit-message', { conversation: room.id, message: one.id, body: one.text, version: String(now?.version ?? 1) });
  },
};

/** A colleague takes something back. */
const removes: Kind = {
  name: 'colleague-deletes',
  weight: 2,
  offline: true,
  make: (chance) => ({ which: chance.next() }),
  act: async (walk, { which }) => {
    const one = at(walk.model.heard.filter((heard) => !heard.gone), Number(which));
    if (!one) return false;
    one.gone = true;
    await walk.colleagues[one.by]?.api.call('delete-message', { conversation: walk.model.room(one.where).id, message: one.id });
  },
};

/** A colleague reads everything in a conversation, and perhaps begins to type. */
const reads: Kind = {
  name: 'colleague-reads',
  weight: 4,
  offline: true,
  make: (chance) => ({ to: chance.whole(ROOMS), who: chance.next(), types: chance.often(0.3) }),
  act: async (walk, { to, who, types }) => {
    const room = walk.model.room(Number(to));
    const by = at(room.colleagues, Number(who)) ?? 0;
    const line = walk.lines[by];
    const all = await said(walk.me.api, room.id, room.before);
    const last = all.at(-1);
    if (!line || !last) return false;
    const shown = [[1, Math.max(...all.map((message) => message.changed_seq))]];
    line.say({ delivered: { conversation: room.id, seq: last.seq } });
    line.say({ seen: { conversation: room.id, up_to: last.seq, shown } });
    if (types) line.say({ typing: room.id });
    await pause(20);
  },
};

export const colleagues: Kind[] = [says, changes, removes, reads];
