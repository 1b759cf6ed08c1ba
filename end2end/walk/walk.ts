import { type BrowserContextOptions, type Page, type Response, devices } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Person, World } from '../world';
import { Fault } from './deed';
import { Line } from './line';
import { Model, type Room } from './model';
import { type Screen, read } from './screen';
import { Weather } from './weather';

/** The two windows a walk may have. */
export type Window = 'desktop' | 'phone';

const WINDOWS: Record<Window, BrowserContextOptions> = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } },
};

/** So many lines lie in the two long conversations before a walk begins. */
const LONG = 140;

/** One person at one screen, the colleagues, and what is remembered. */
export class Walk {
  /** A second tab of the same person, when it is open. */
  second?: Page;
  /** Conversations that this page has opened, and so can show without a network. */
  readonly visited = new Set<number>();
  /** A page that answered with 5xx though nobody asked it to. */
  readonly broken: string[] = [];

  private constructor(
    readonly world: World,
    readonly window: Window,
    readonly me: Person,
    readonly colleagues: Person[],
    readonly lines: Line[],
    readonly model: Model,
    readonly weather: Weather,
    readonly page: Page,
  ) {}

  /** A new person with a small past: two long conversations, one of which is unread but for its beginning, and three short ones. */
  static async begin(world: World, window: Window, colleagues: Person[]): Promise<Walk> {
    const me = await world.person();
    const rooms: Room[] = [];
    const room = async (id: string, title: string, members: number[], count: number, read: number) => {
      await fill(me, members.map((member) => colleagues[member] as Person), id, count, rooms.length, read);
      const page = await me.api.call<{ messages: { seq: number }[] }>('list-messages', { conversation: id });
      rooms.push({ id, title, colleagues: members, before: page.messages.at(-1)?.seq ?? 0, boxes: [{ text: '', task: { for: 'say' }, aside: '' }] });
    };
    const [one, two, three] = colleagues as [Person, Person, Person];
    await room(await world.direct(me, one), one.name, [0], LONG, LONG);
    await room(await world.direct(me, two), two.name, [1], 3, 3);
    await room(await world.direct(me, three), three.name, [2], 6, 4);
    await room(await world.group(me, 'Ward 7 nights', colleagues), 'Ward 7 nights', [0, 1, 2], LONG, 10);
    await room(await world.group(me, 'Theatre list', [one, three]), 'Theatre list', [0, 2], 12, 12);
    const lines = await Promise.all(colleagues.map((colleague) => Line.open(colleague.api)));
    const page = await world.browserOf(me, WINDOWS[window]);
    // A note that can be undone may lie over what is to be pressed for twelve seconds.
    page.setDefaultTimeout(15_000);
    page.setDefaultNavigationTimeout(15_000);
    const walk = new Walk(world, window, me, colleagues, lines, new Model(rooms), new Weather(page.context()), page);
    page.context().on('response', (answer) => walk.hear(answer));
    await walk.weather.install();
    await page.goto('/c');
    await walk.ready(page);
    return walk;
  }

  get phone(): boolean {
    return this.window === 'phone';
  }

  /** Everybody goes home. */
  async end(): Promise<void> {
    this.weather.begin(0);
    this.lines.forEach((line) => line.close());
    await this.page.context().close();
  }

  /** Waits until a page lives and has its line. */
  async ready(page: Page): Promise<void> {
    await page.waitForFunction(() => 'pandoAwake' in window && (window as { pandoReady?: number }).pandoReady, undefined, { timeout: 20_000 });
  }

  screen(): Promise<Screen> {
    return read(this.page);
  }

  /** Looks until what is seen is right; after `within` milliseconds it is a fault. */
  async until(kind: string, words: string | ((screen: Screen) => string), right: (screen: Screen) => boolean, within = 6000, page = this.page): Promise<Screen> {
    const end = Date.now() + within;
    for (;;) {
      const screen = await read(page).catch(() => undefined);
      if (screen && right(screen)) return screen;
      if (Date.now() > end) throw new Fault(kind, typeof words === 'string' ? words : screen ? words(screen) : 'the page cannot be read');
      await pause(40);
    }
  }

  /** Whether something comes true soon. */
  async soon(right: (screen: Screen) => boolean, within = 2000): Promise<boolean> {
    return this.until('', '', right, within).then(
      () => true,
      () => false,
    );
  }

  /** Waits until nothing is held up on the way; the longest delay is three seconds. */
  async calm(): Promise<void> {
    this.weather.begin(0);
    for (let tries = 0; tries < 200 && this.weather.held > 0; tries++) await pause(25);
  }

  private hear(answer: Response): void {
    if (answer.status() >= 500 && !answer.headers()['x-walk']) this.broken.push(`${answer.request().method()} ${answer.url()}: ${answer.status()}`);
  }
}

/** A past: colleagues and oneself in turn; `read` of them are read. */
async function fill(me: Person, colleagues: Person[], id: string, count: number, where: number, read: number): Promise<void> {
  const say = (at: number) => {
    const own = at % 7 === 3;
    const speaker = own ? me : (colleagues[at % colleagues.length] as Person);
    return speaker.api.send(id, `Past ${where}.${at} ${'sats 94, resps 18, comfortable '.repeat(1 + (at % 3))}`.trim());
  };
  const some = async (from: number, to: number) => {
    for (let at = from; at < to; at += 12) await Promise.all(Array.from({ length: Math.min(12, to - at) }, (_, lane) => say(at + lane)));
  };
  // What one sends oneself counts as read up to there: the unread part is others' only.
  await some(0, read);
  await me.api.call('mark-read', { conversation: id });
  for (let at = read; at < count; at += 12) {
    await Promise.all(Array.from({ length: Math.min(12, count - at) }, (_, lane) => (colleagues[0] as Person).api.send(id, `Past ${where}.${at + lane} bloods are back`)));
  }
}
