import type { Page } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from './deed';
import { type Box, same } from './model';
import { type Screen, type Written, read } from './screen';
import { type InboxRow, type Message, astray, missing, quoted, rows, said } from './truth';
import type { Walk } from './walk';

/** After every deed: nobody complained, the box shows what was left, nothing has gone to the wrong place. */
export async function check(walk: Walk): Promise<void> {
  quiet(walk);
  await boxed(walk);
  await astray(walk);
  quiet(walk);
}

/** No panic, no error on a console, no 5xx that the walk did not make itself. */
export function quiet(walk: Walk): void {
  const [complaint] = walk.world.complaints;
  if (complaint) throw new Fault('console', complaint);
  const [broken] = walk.broken;
  if (broken) throw new Fault('server', broken);
  const panic = /^.*(panicked|ERROR).*$/m.exec(walk.world.server.log);
  if (panic) throw new Fault('server', panic[0]);
}

/** Whether what is in the box is what was left in it. */
function fits(box: Box, written: Written): boolean {
  return box.text === written.text && box.task.for === written.task;
}

/** The box of the open conversation shows what was left in it: the text, and whether it is a reply or an edit. */
async function boxed(walk: Walk): Promise<void> {
  const { model } = walk;
  const open = model.open;
  if (open === undefined) return;
  const room = model.room(open);
  const right = (screen: Screen) => !!screen.box && screen.box.conversation === room.id && room.boxes.some((box) => fits(box, screen.box as Written));
  const words = (screen: Screen) => {
    const left = room.boxes.map((box) => `“${box.text}” (${box.task.for})`).join(' or ');
    const shown = screen.box ? `“${screen.box.text}” (${screen.box.task})` : 'nothing';
    return `the box of ${room.title} should show ${left}, and shows ${shown}`;
  };
  const screen = await walk.until('box', words, right);
  room.boxes = room.boxes.filter((box) => fits(box, screen.box as Written)).slice(0, 1);
}

/** At rest: everything sent is there, and every screen shows what a fresh fetch has. */
export async function rest(walk: Walk): Promise<void> {
  await walk.calm();
  await arrived(walk);
  quiet(walk);
  const pages = [walk.page, ...(walk.second ? [walk.second] : [])];
  for (const page of pages) {
    const end = Date.now() + 20_000;
    for (;;) {
      const wrong = await compare(walk, page, page === walk.page);
      if (!wrong) break;
      if (Date.now() > end) throw new Fault(wrong.kind, `${page === walk.page ? '' : 'second tab: '}${wrong.words}`);
      await pause(120);
    }
  }
  await astray(walk, true);
  await check(walk);
}

/** Everything that waited has gone. Tries are at most half a minute apart. */
async function arrived(walk: Walk): Promise<void> {
  const end = Date.now() + 45_000;
  for (;;) {
    const lost = missing(walk, await astray(walk));
    if (!lost.length) return;
    quiet(walk);
    if (Date.now() > end) throw new Fault('lost', `sent, and not there: ${lost.join('; ')}`);
    await pause(100);
  }
}

interface Wrong {
  kind: string;
  words: string;
}

/** What a page shows otherwise than a fresh fetch would. */
async function compare(walk: Walk, page: Page, main: boolean): Promise<Wrong | undefined> {
  const screen = await read(page).catch(() => undefined);
  if (!screen) return { kind: 'timeline', words: 'the page cannot be read' };
  const list = inbox(await rows(walk), screen, walk.me.id);
  if (list) return { kind: 'inbox', words: list };
  const drafts = main ? await kept(walk) : undefined;
  if (drafts) return { kind: 'draft', words: drafts };
  const open = screen.box?.conversation;
  if (!open) return undefined;
  const all = await said(walk.me.api, open);
  const lines = timeline(all, screen);
  if (lines) return { kind: 'timeline', words: lines };
  return receipts(walk, screen, open, all);
}

/** The server keeps as a draft what is in the box of each conversation. */
export async function kept(walk: Walk): Promise<string | undefined> {
  for (const row of await rows(walk)) {
    const where = walk.model.of(row.conversation);
    if (where === undefined) continue;
    const drafts = walk.model.drafts(where);
    if (!drafts.some((draft) => same(draft.text, row.draft))) return `the draft for ${row.title} is “${row.draft}”, and “${drafts.map((draft) => draft.text).join('” or “')}” was typed`;
    if (!drafts.some((draft) => draft.answers === !!row.answers)) return `the draft for ${row.title} ${row.answers ? `answers “${row.answers.text}”` : 'answers nothing'}, and that is not what was chosen`;
  }
  return undefined;
}

function inbox(all: InboxRow[], screen: Screen, me: string): string | undefined {
  const listed = all.filter((row) => !row.archived);
  const open = screen.box?.conversation;
  // The open one keeps the place it had when it was opened.
  const order = (ids: string[]) => ids.filter((id) => id !== open);
  const [want, got] = [order(listed.map((row) => row.conversation)), order(screen.rows.map((row) => row.id))];
  if (want.join() !== got.join()) {
    const kept = (id: string) => all.find((row) => row.conversation === id);
    const shown = got.map((id) => screen.rows.find((row) => row.id === id)).map((row) => `${row?.title}${row?.unread && ` (${row.unread})`}`);
    const right = want.map(kept).map((row) => `${row?.title}${row && counted(row) && ` (${counted(row)})`}`);
    return `the rows are ${shown.join(', ')}; they should be ${right.join(', ')}`;
  }
  for (const row of listed) {
    const shown = screen.rows.find((one) => one.id === row.conversation);
    if (!shown) return `${row.title} has no row`;
    const unread = counted(row);
    if (shown.unread !== unread) return `the row of ${row.title} says “${shown.unread}”; it should be “${unread}”`;
    if (shown.pinned !== row.pinned || shown.muted !== row.muted) return `the row of ${row.title} is ${shown.pinned ? 'pinned' : 'not pinned'}, ${shown.muted ? 'muted' : 'not muted'}; not so on the server`;
    const line = words(row, me);
    if (shown.draft !== line.draft || (line.text !== undefined && !same(shown.line, line.text))) {
      return `the row of ${row.title} says “${shown.draft ? 'Draft: ' : ''}${shown.line}”; it should be “${line.draft ? 'Draft: ' : ''}${line.text}”`;
    }
  }
  return undefined;
}

/** What a row says of what is unread in it. */
function counted(row: InboxRow): string {
  const count = row.unread ?? Math.max(0, row.last_number - row.read_number);
  if (count) return count === 1 ? '1 unread message' : `${count} unread messages`;
  return row.marked_unread ? 'Marked as unread' : '';
}

/** The last line of a row; a notice's words are not the walk's business. */
function words(row: InboxRow, me: string): { draft: boolean; text?: string } {
  if (row.draft.trim()) return { draft: true, text: [...row.draft.trim()].slice(0, 160).join('') };
  if (!row.last || row.last.notice) return { draft: false };
  const text = row.last.deleted ? 'Message deleted' : row.last.text;
  if (row.last.author === me) return { draft: false, text: `You: ${text}` };
  return { draft: false, text: row.kind === 'group' ? `${row.last.author_name}: ${text}` : text };
}

/** The lines on screen are an unbroken stretch of what was said, each as it is now. */
function timeline(all: Message[], screen: Screen): string | undefined {
  const waiting = screen.lines.find((line) => line.state && /^(Waiting|Not sent)/.test(line.state));
  if (waiting) return `“${waiting.text}” says “${waiting.state}”`;
  if (!screen.lines.length) return all.length ? 'no line is shown' : undefined;
  const from = all.findIndex((message) => message.id === screen.lines[0]?.id);
  if (from < 0) return `“${screen.lines[0]?.text}” is shown first, and does not exist`;
  for (const [at, line] of screen.lines.entries()) {
    const message = all[from + at];
    if (!message || message.id !== line.id) return `after “${screen.lines[at - 1]?.text}” comes “${line.text}”; it should be “${message?.body ?? 'the end'}”`;
    if (line.text === null) continue;
    const text = message.deleted_at ? 'Message deleted' : message.body;
    if (!same(line.text, text)) return `a line says “${line.text}”; it should be “${text}”`;
    if (!message.deleted_at && line.edited !== !!message.edited_at) return `“${line.text}” ${line.edited ? 'says' : 'does not say'} that it was edited`;
    const quote = message.deleted_at ? null : quoted(message);
    if ((line.quote ?? '').trim() !== (quote ?? '').trim()) return `“${line.text}” quotes “${line.quote}”; it should be “${quote}”`;
  }
  const end = from + screen.lines.length;
  if (!screen.latest && end < all.length) return `nothing leads on from “${screen.lines.at(-1)?.text}”, and ${all.length - end} lines come after it`;
  if (!screen.earlier && from > 0) return `nothing leads back from “${screen.lines[0]?.text}”, and ${from} lines stand before it`;
  return undefined;
}

/** The words under the last own messages are what the receipts say. */
async function receipts(walk: Walk, screen: Screen, conversation: string, all: Message[]): Promise<Wrong | undefined> {
  const own = screen.lines.filter((line) => line.own && line.state && !line.deleted).slice(-5);
  for (const line of own) {
    if (!all.some((message) => message.id === line.id)) continue;
    const list = await walk.me.api.receipts(conversation, line.id);
    const read = list.filter((one) => one.read_at).length;
    const delivered = list.filter((one) => one.read_at || (one.there && one.delivered_at)).length;
    const of = list.filter((one) => one.there || one.read_at).length;
    const [word, count] = read ? ['Read', read] : delivered ? ['Delivered', delivered] : ['Sent', 0];
    const want = word === 'Sent' || of === 1 ? word : `${word} ${count}/${of}`;
    if (line.state !== want) return { kind: 'receipts', words: `“${line.text}” says “${line.state}”; the receipts say “${want}”` };
  }
  return undefined;
}
