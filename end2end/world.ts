import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, expect, test as base } from '@playwright/test';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Api } from './api';
import { chromium } from './playwright.config';
import { Server } from './server';

/** Somebody at work: enrolled, with a device of their own. */
export interface Person {
  name: string;
  email: string;
  pin: string;
  id: string;
  api: Api;
}

/** What everybody types who does not say otherwise: not one of the PINs that are refused. */
export const PIN = '4826';
const FIRST = ['Asha', 'Gareth', 'Miriam', 'Oluwaseun', 'Siobhan', 'Mohammed', 'Priya', 'Callum', 'Fatima', 'Rhys'];
const SYLLABLES = ['ba', 'de', 'fi', 'go', 'hu', 'ka', 'le', 'mi', 'no', 'ru'];

/** Console lines that are only the network being away, which several tests bring about. */
const HARMLESS = [/^Failed to load resource/, /^WebSocket connection to .* failed/, /net::ERR_/];

/** A hospital for one test: its people are new, and everything its browsers complain about is kept. */
export class World {
  /** What a console said that it must not say. */
  readonly complaints: string[] = [];
  /** What a test brings about on purpose: not held against the browsers, nor, line by line, against the server's log. */
  readonly foreseen: RegExp[] = [];
  /** How the browsers' next questions are answered, each foreseen by a test; any other is a complaint. */
  readonly answers: ((question: string) => boolean)[] = [];
  private readonly contexts: BrowserContext[] = [];

  constructor(
    readonly server: Server,
    private readonly browser: Browser,
    /** Whether the browser runs scripts. */
    readonly hydrates: boolean,
    private readonly next: () => number,
  ) {}

  /** A name and an address nobody had before. */
  someone(): { name: string; email: string } {
    const number = this.next();
    const last = [...String(number + 100)].map((digit) => SYLLABLES[Number(digit)]).join('');
    const name = `${FIRST[number % FIRST.length]} ${last.charAt(0).toUpperCase()}${last.slice(1)}`;
    return { name, email: `${name.toLowerCase().replace(' ', '.')}@alder-vale.example` };
  }

  /** Somebody new, enrolled the way everybody is. */
  async person(profile: Partial<Record<'name' | 'email' | 'role' | 'grade' | 'specialty', string>> = {}): Promise<Person> {
    const { name, email } = { ...this.someone(), ...profile };
    const api = await this.arrive(email);
    await api.call('save-profile', {
      name,
      role: profile.role ?? 'Staff nurse',
      grade: profile.grade ?? 'Band 6',
      specialty: profile.specialty ?? 'Respiratory medicine',
      ward: '',
      body: 'nmc',
      registration: '12A3456B',
    });
    await api.call('set-pin', { pin: PIN, again: PIN });
    const me = await api.call<{ colleague: { id: string } }>('who-am-i');
    return { name, email, pin: PIN, id: me.colleague.id, api };
  }

  /** Another device of somebody: a code by email, then its own PIN. */
  async device(person: Person): Promise<Person> {
    const api = await this.arrive(person.email);
    await api.call('set-pin', { pin: PIN, again: PIN });
    return { ...person, api };
  }

  /** The clinician of the demonstration, whose inbox is full. */
  async clinician(): Promise<Person> {
    const email = 'asha.patel@alder-vale.example';
    const known = clinicians.get(this.server);
    if (known) {
      // Three codes an hour are all that an address gets.
      await known.api.ask('unlock', { pin: known.pin });
      return known;
    }
    const api = await this.arrive(email);
    await api.call('set-pin', { pin: PIN, again: PIN });
    const me = await api.call<{ colleague: { id: string; name: string } }>('who-am-i');
    const clinician = { name: me.colleague.name, email, pin: PIN, id: me.colleague.id, api };
    clinicians.set(this.server, clinician);
    return clinician;
  }

  /** Comes in with the code from the email. */
  async arrive(email: string): Promise<Api> {
    const api = new Api(this.server.port, this.server.url);
    const code = await this.server.codeFor(email, () => api.call('request-code', { email }));
    await api.call('enter-code', { code });
    return api;
  }

  /** The one conversation of two people. */
  direct(one: Person, other: Person): Promise<string> {
    return one.api.call<string>('start-direct', { person: other.id });
  }

  /** A group of somebody and others. */
  group(owner: Person, title: string, others: Person[], history = 'all'): Promise<string> {
    return owner.api.call<string>('start-group', { title, people: others.map((one) => one.id), history });
  }

  /** A browser in which nobody is signed in. */
  async stranger(options: BrowserContextOptions = {}): Promise<Page> {
    return this.watched(await this.browser.newContext({ baseURL: this.server.url, ...options }));
  }

  /** A browser that was told to keep no cookies, of anybody. */
  async forgetful(): Promise<Page> {
    const profile = mkdtempSync(join(this.server.folder, 'forgetful-'));
    mkdirSync(join(profile, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
    // A browser without a window reads no preferences.
    const options = { executablePath: chromium, baseURL: this.server.url };
    return this.watched(await this.browser.browserType().launchPersistentContext(profile, options));
  }

  /** A browser that is somebody's device. */
  async browserOf(person: Person, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.stranger(options);
    await page.context().addCookies([this.cookie(person)]);
    return page;
  }

  /** The session's cookie of a device. */
  cookie(person: Person): { name: string; value: string; domain: string; path: string; secure: boolean; httpOnly: boolean; sameSite: 'Lax' } {
    const [name = '', value = ''] = person.api.cookie.split('=');
    return { name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' };
  }

  /** Opens an address, and waits until the page lives (with scripts off it never will). */
  async visit(page: Page, path: string): Promise<void> {
    await page.goto(path);
    await this.awake(page);
  }

  /** Waits until the page lives. */
  async awake(page: Page): Promise<void> {
    if (this.hydrates) await page.waitForFunction(() => 'pandoAwake' in window);
  }

  /** Waits until the socket has said that nothing is missing. */
  async live(page: Page): Promise<void> {
    await page.waitForFunction(() => (window as { pandoReady?: number }).pandoReady);
  }

  /** Waits until the socket is ready and the code of what may be opened next has come too. */
  async whole(page: Page): Promise<void> {
    await this.live(page);
    await page.waitForLoadState('networkidle');
  }

  /** Takes the network away, once all that the page asked for has come: code that is cut off complains, and is fetched again. */
  async offline(page: Page): Promise<void> {
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
  }

  /** Closes every browser of this test. */
  async close(): Promise<void> {
    for (const context of this.contexts) {
      // Chromium may hang for good when a page goes that is only just coming to life.
      const grown = (page: Page) => page.waitForFunction(() => 'pandoAwake' in window || performance.now() > 3000, undefined, { timeout: 5000 });
      if (this.hydrates) await Promise.all(context.pages().map((page) => grown(page).catch(() => undefined)));
      // One that hangs all the same goes with the browser.
      await Promise.race([context.close(), pause(8000, undefined, { ref: false })]);
    }
  }

  private async watched(context: BrowserContext): Promise<Page> {
    this.contexts.push(context);
    this.listen(context);
    await context.addInitScript(awake);
    return context.newPage();
  }

  private listen(context: BrowserContext): void {
    context.on('console', (message) => {
      const text = message.text();
      const policy = /Content Security Policy|Refused to/i.test(text);
      if (policy || (message.type() === 'error' && !HARMLESS.some((fine) => fine.test(text)))) {
        this.complaints.push(`${message.page()?.url()}: ${text}`);
      }
    });
    context.on('weberror', (error) => this.complaints.push(`${error.page()?.url()}: ${error.error().message}`));
    context.on('dialog', (dialog) => {
      const answer = this.answers.shift();
      if (answer) {
        void (answer(`${dialog.type()}: ${dialog.message()}`) ? dialog.accept() : dialog.dismiss());
        return;
      }
      this.complaints.push(`a ${dialog.type()} dialog: ${dialog.message()}`);
      void dialog.accept();
    });
  }
}

/** Runs in the page before its own scripts: notes when it has come to life, and when its socket is ready. */
export function awake(): void {
  const marks = window as { pandoAwake?: boolean; pandoReady?: number };
  document.addEventListener('securitypolicyviolation', (event) => console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`));
  // A page that is no place of ours (about:blank) has no workers.
  if (!('ServiceWorkerContainer' in window)) return;
  // Every screen registers the worker in an effect, and effects run once the page has been taken over.
  const register = ServiceWorkerContainer.prototype.register;
  ServiceWorkerContainer.prototype.register = function (...given) {
    marks.pandoAwake = true;
    return register.apply(this, given);
  };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', (event) => {
        if (typeof event.data === 'string' && /^\{"ready"/i.test(event.data)) marks.pandoReady = (marks.pandoReady ?? 0) + 1;
      });
    }
  };
}

let people = 0;
const clinicians = new WeakMap<Server, Person>();

export const test = base.extend<{ world: World }, { server: Server }>({
  server: [
    async ({}, use, worker) => {
      const server = await Server.start(`worker-${worker.workerIndex}`);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  world: async ({ server, browser, javaScriptEnabled }, use, info) => {
    const world = new World(server, browser, javaScriptEnabled !== false, () => people++);
    const log = server.log.length;
    await use(world);
    await world.close();
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log.slice(log) });
    const odd = (text: string): boolean => !world.foreseen.some((fine) => fine.test(text));
    expect(world.complaints.filter(odd), 'what the browsers complained about').toEqual([]);
    expect(server.log.slice(log).split('\n').filter(odd).join('\n'), 'the server’s log').not.toMatch(/panicked|ERROR/);
  },
});

export { expect };
