/**
 * What one person remembers of a walk, without knowing a screen: what was typed for whom, what was sent, changed and
 * taken back. Each typed piece carries its conversation's number (`c2t17`), so that it can be told wherever it turns up.
 */

/** What the message box is for. */
export type Task = { for: 'say' } | { for: 'reply'; to: string } | { for: 'edit'; of: string };

/** What one finds in the message box of a conversation. */
export interface Box {
  text: string;
  task: Task;
  /** What was being written when an edit began. */
  aside: string;
}

/** Something this person said. */
export interface Said {
  where: number;
  /** What it says now, or may say: when an answer was lost, nobody knows which. */
  texts: string[];
  /** Whether it was taken back; `perhaps` when the answer was lost. */
  gone: boolean | 'perhaps';
  /** Whether it was said as an answer. */
  answers: boolean;
  /** From the walk's own tab: those arrive in the order they were sent in. */
  inOrder: boolean;
}

/** A conversation as the walk knows it. */
export interface Room {
  id: string;
  title: string;
  /** Which colleagues are in it, by number. */
  colleagues: number[];
  /** Up to this seq it was there before the walk began. */
  before: number;
  /** What the box may hold: more than one when a reload may or may not have kept a reply or an edit. */
  boxes: Box[];
}

/** What a colleague said during the walk. */
export interface Heard {
  where: number;
  by: number;
  id: string;
  text: string;
  gone: boolean;
}

export const EMPTY: Box = { text: '', task: { for: 'say' }, aside: '' };

/** Everything remembered. */
export class Model {
  /** The number of the conversation on screen. */
  open?: number;
  readonly said: Said[] = [];
  /** What was said since the network went: no server can have heard of it. */
  unheard: Said[] = [];
  readonly heard: Heard[] = [];
  private pieces = 0;

  constructor(readonly rooms: Room[]) {}

  /** The number of the conversation with this id. */
  of(id: string): number | undefined {
    const at = this.rooms.findIndex((room) => room.id === id);
    return at < 0 ? undefined : at;
  }

  room(where: number): Room {
    const room = this.rooms[where];
    if (!room) throw new Error(`no conversation ${where}`);
    return room;
  }

  /** What the box of a conversation holds, as far as is known. */
  box(where: number): Box {
    return this.room(where).boxes[0] ?? EMPTY;
  }

  setBox(where: number, box: Partial<Box>): void {
    this.room(where).boxes = [{ ...this.box(where), ...box }];
  }

  /** A piece of text nobody has typed before, for this conversation. */
  piece(where: number, words: string): string {
    this.pieces += 1;
    return `c${where}t${this.pieces} ${words}`;
  }

  /** What is in the box has been sent. */
  sent(where: number, text: string, inOrder = true): Said {
    const answers = this.box(where).task.for === 'reply';
    const said = { where, texts: [text], gone: false, answers, inOrder };
    this.said.push(said);
    return said;
  }

  /** What was said has not been said after all, and stands in the box before what was begun since. */
  takenBack(said: Said, text: string, answers: boolean): void {
    for (const all of [this.said, this.unheard]) all.splice(all.indexOf(said), 1);
    const box = this.box(said.where);
    const task: Task = box.task.for === 'say' && answers ? { for: 'reply', to: '' } : box.task;
    this.setBox(said.where, { text: box.text ? `${text}\n${box.text}` : text, task });
  }

  /** The own message that says this. */
  saying(where: number, text: string): Said | undefined {
    return this.said.find((said) => said.where === where && said.texts.includes(text));
  }

  /** What the server should hold as the draft, and whether that answers something. */
  drafts(where: number): { text: string; answers: boolean }[] {
    const draft = ({ text, task, aside }: Box) => ({ text: task.for === 'edit' ? aside : text, answers: task.for === 'reply' });
    return this.room(where).boxes.map(draft);
  }

  /**
   * The page was loaded anew: texts are there again with what they answer, and so is what only the device knew, if that was
   * `kept`. An edit in which nothing was changed is gone.
   */
  reloaded(kept: boolean): void {
    for (const room of this.rooms) {
      room.boxes = room.boxes.flatMap((box): Box[] => {
        if (box.task.for !== 'edit') return [box];
        const bare: Box = { text: box.aside, task: { for: 'say' }, aside: '' };
        return begun(box) && kept ? [box] : begun(box) ? [box, bare] : [bare];
      });
    }
  }

  /** Whether anything is begun that only the device knows of. */
  get begun(): boolean {
    return this.rooms.some((room) => room.boxes.some(begun));
  }
}

/** Whether it is about something that the server is not told of. */
function begun({ text, task }: Box): boolean {
  return task.for === 'edit' && text !== task.of;
}

/** The numbers of the conversations whose pieces are in a text. */
export function meantFor(text: string): number[] {
  return [...new Set([...text.matchAll(/\bc(\d+)t\d+\b/g)].map((found) => Number(found[1])))];
}

/** Whether two texts are the same but for what is cut off at their ends. */
export function same(one: string, other: string): boolean {
  return one.trim() === other.trim();
}
