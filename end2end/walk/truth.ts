import { Fault } from './deed';
import { meantFor, same } from './model';
import type { Walk } from './walk';

/** A message as the server has it. */
export interface Message {
  id: string;
  seq: number;
  number: number;
  author: string;
  author_name: string;
  body: string;
  notice: unknown;
  version: number;
  edited_at: number | null;
  deleted_at: number | null;
  quote: { shown: { id: string; text: string; deleted: boolean } } | 'before' | null;
}

/** What a message's quote says, if it has one. */
export function quoted({ quote }: Message): string | null {
  if (quote === 'before') return 'From before you joined';
  return quote && (quote.shown.deleted ? 'Message deleted' : quote.shown.text);
}

/** A row of the inbox as the server has it. */
export interface InboxRow {
  conversation: string;
  title: string;
  kind: 'direct' | 'group';
  last: { author: string; author_name: string; text: string; notice: unknown; deleted: boolean } | null;
  last_number: number;
  read_number: number;
  unread?: number;
  marked_unread: boolean;
  pinned: boolean;
  muted: boolean;
  archived: boolean;
  draft: string;
  answers: { text: string } | null;
}

interface Asker {
  call<T>(name: string, fields?: Record<string, string | number | undefined>): Promise<T>;
}

/** Everything said in a conversation after a seq, oldest first. */
export async function said(api: Asker, conversation: string, after = 0): Promise<Message[]> {
  const all: Message[] = [];
  for (let from = after; ; ) {
    const page = await api.call<{ messages: Message[]; more: boolean }>('list-messages', { conversation, after: from });
    all.push(...page.messages);
    const last = page.messages.at(-1);
    if (!page.more || !last) return all;
    from = last.seq;
  }
}

/** The rows of this person's inbox, archived ones last. */
export async function rows(walk: Walk): Promise<InboxRow[]> {
  const lists = await Promise.all(['', 'archived'].map((filter) => walk.me.api.call<{ rows: InboxRow[] }>('list-inbox', { filter })));
  return lists.flatMap((list) => list.rows);
}

/** Asks a colleague in each conversation what has been said there, since the walk began or ever. */
export function told(walk: Walk, ever: boolean): Promise<Message[][]> {
  return Promise.all(walk.model.rooms.map((room) => said(walk.colleagues[room.colleagues[0] ?? 0]?.api as Asker, room.id, ever ? 0 : room.before)));
}

/**
 * What was typed for one conversation is nowhere else, neither said nor as a draft; nothing is there twice, nothing is
 * there that nobody sent; what one sent stands in the order it was sent in.
 */
export async function astray(walk: Walk, ever = false): Promise<Message[][]> {
  const [all, drafts] = await Promise.all([told(walk, ever), rows(walk)]);
  const { model } = walk;
  for (const [where, messages] of all.entries()) {
    const room = model.room(where);
    let last = -1;
    for (const message of messages.filter((one) => one.author === walk.me.id && !one.notice && !one.deleted_at)) {
      const strays = meantFor(message.body).filter((meant) => meant !== where);
      if (strays.length) throw new Fault('astray', `“${message.body}” was typed for ${model.room(strays[0] ?? 0).title} and was sent to ${room.title}`);
      // A past message may have been changed.
      if (message.seq <= room.before) continue;
      const known = model.said.findIndex((one) => one.where === where && one.texts.some((text) => same(text, message.body)));
      if (known < 0) throw new Fault('unsaid', `“${message.body}” stands in ${room.title}, and nobody sent it`);
      if (messages.some((other) => other !== message && other.author === walk.me.id && !other.deleted_at && same(other.body, message.body))) {
        throw new Fault('twice', `“${message.body}” stands twice in ${room.title}`);
      }
      if (!!message.quote !== model.said[known]?.answers) {
        throw new Fault('answer', `“${message.body}” was ${message.quote ? 'no answer, and quotes' : 'an answer, and quotes nothing'}${message.quote ? ` “${quoted(message)}”` : ''}`);
      }
      if (!model.said[known]?.inOrder) continue;
      if (known < last) throw new Fault('order', `“${message.body}” was sent earlier than what stands before it in ${room.title}`);
      last = known;
    }
  }
  for (const row of drafts) {
    const where = model.of(row.conversation);
    const stray = meantFor(row.draft).find((meant) => meant !== where);
    if (where !== undefined && stray !== undefined) {
      throw new Fault('astray', `the draft “${row.draft}” was typed for ${model.room(stray).title} and is kept for ${row.title}`);
    }
  }
  return all;
}

/** What was sent and is not there (yet). */
export function missing(walk: Walk, all: Message[][]): string[] {
  const lost = walk.model.said.filter((said) => {
    if (said.gone) return false;
    const there = all[said.where]?.some((message) => message.author === walk.me.id && said.texts.some((text) => same(text, message.body)));
    return !there;
  });
  return lost.map((said) => `“${said.texts.join('” or “')}” in ${walk.model.room(said.where).title}`);
}
