import { type WebDriver, type WebElement, By, Key } from 'selenium-webdriver';
import type { Server } from '../server';
import type { Person } from '../world';

/** A message as it stands on a screen. */
export interface Line {
  id: string;
  text: string;
  /** How far it got, in words; empty where it does not say so. */
  state: string;
  /** Where it is, below the top of the messages. */
  top: number;
  bottom: number;
}

/** What somebody sees in a browser, and what they do there. */
export class Screen {
  constructor(
    readonly driver: WebDriver,
    private readonly server: Server,
  ) {}

  /** Opens an address. */
  async visit(path: string): Promise<void> {
    await this.driver.get(`${this.server.url}${path}`);
    await this.listen();
  }

  /** From now on the browser is somebody's device. */
  async be(person: Person): Promise<void> {
    const [name = '', value = ''] = person.api.cookie.split('=');
    // A cookie can only be given to the site that is open.
    await this.driver.get(`${this.server.url}/healthz`);
    await this.driver.manage().addCookie({ name, value, path: '/', secure: true, httpOnly: true, sameSite: 'Lax' });
  }

  /** Opens a conversation, and waits until it lives and nothing is missing. */
  async converse(id: string, query = ''): Promise<void> {
    await this.visit(`/c/${id}${query}`);
    // Only what counts what is typed says that there is nothing to send.
    await this.until('the page lives', () => this.run(() => !!document.querySelector('.composer__send[aria-disabled]')));
  }

  /** Goes so many steps in the history; without waiting for the page, which WebKit's driver waits for in vain. */
  go(steps: number): Promise<void> {
    return this.run((steps) => history.go(steps), steps);
  }

  /** The path of what is open. */
  async path(): Promise<string> {
    return new URL(await this.driver.getCurrentUrl()).pathname;
  }

  /** Everything that can be read on it. */
  async text(): Promise<string> {
    // A page that is only coming has no body yet, and one that is going gives no answer.
    return (await this.run(() => document.body?.innerText)) ?? '';
  }

  /** What the page holds, seen or not. */
  html(): Promise<string> {
    return this.run(() => document.documentElement.outerHTML);
  }

  async picture(): Promise<Buffer> {
    return Buffer.from(await this.driver.takeScreenshot(), 'base64');
  }

  /** Runs a function in the page; it knows nothing but what it is given. */
  run<T, Given extends unknown[]>(what: (...given: Given) => T | Promise<T>, ...given: Given): Promise<Awaited<T>> {
    return this.driver.executeScript<Awaited<T>>(what, ...given);
  }

  /** Waits until something is so. */
  async until(what: string, look: () => Promise<unknown>, patience = 10_000): Promise<void> {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      // The page may be on its way to the next.
      if (await look().catch(() => false)) return;
      await this.driver.sleep(50);
    }
    throw new Error(`${patience / 1000} s later still not so: ${what}. On ${await this.driver.getCurrentUrl()}:\n${await this.text()}`);
  }

  /** Waits until a text is on it. */
  reads(text: string): Promise<void> {
    return this.until(`it reads “${text}”`, async () => (await this.text()).includes(text));
  }

  /** A box to type in, by its label. */
  box(label: string): Promise<WebElement> {
    return this.named('input, textarea, select', label);
  }

  /** Clicks something, by its name. */
  async click(name: string): Promise<void> {
    await (await this.named('button, a, summary', name)).click();
  }

  /** The one thing of a kind that has this name. */
  async named(kind: string, name: string): Promise<WebElement> {
    const look = (kind: string, name: string): Element | undefined => {
      const label = (one: Element): string => one.getAttribute('aria-label') ?? (one as HTMLInputElement).labels?.[0]?.textContent ?? one.textContent ?? '';
      const shown = (one: Element): boolean => one.getBoundingClientRect().width > 1 && getComputedStyle(one).visibility === 'visible';
      return [...document.querySelectorAll(kind)].find((one) => shown(one) && label(one).replace(/\s+/g, ' ').trim() === name);
    };
    let element: WebElement | undefined;
    await this.until(`“${name}” is there`, async () => (element = (await this.run(look, kind, name)) as unknown as WebElement));
    return element as WebElement;
  }

  /** The message box. */
  get messageBox(): Promise<WebElement> {
    return this.driver.findElement(By.id('message-box'));
  }

  /** What stands in the message box. */
  typed(): Promise<string> {
    return this.run(() => document.querySelector<HTMLTextAreaElement>('#message-box')?.value ?? '');
  }

  /** Types a message, and sends it by Enter, as hands do: one key after the other. */
  async say(text: string): Promise<void> {
    await (await this.messageBox).sendKeys(text);
    await this.until('it is typed', async () => (await this.typed()) === text);
    await this.press(Key.ENTER);
  }

  /** Presses a key where the focus is, perhaps while others are held. */
  async press(key: string, ...held: string[]): Promise<void> {
    const actions = this.driver.actions();
    for (const one of held) actions.keyDown(one);
    actions.sendKeys(key);
    for (const one of held) actions.keyUp(one);
    await actions.perform();
  }

  /** The messages, from top to bottom; those on screen alone, when that is asked for. */
  lines(onScreen = false): Promise<Line[]> {
    return this.run((onScreen) => {
      const log = document.querySelector('[role=log]');
      if (!log) return [];
      const { top: from, height } = log.getBoundingClientRect();
      const lines = [...log.querySelectorAll('li[data-message]:has(.message__text)')].map((line) => {
        const { top, bottom } = line.getBoundingClientRect();
        const state = line.querySelector('.message__state');
        return {
          id: line.getAttribute('data-message') ?? '',
          text: line.querySelector('.message__text')?.textContent ?? '',
          state: (state?.getAttribute('aria-label') ?? state?.textContent ?? '').trim(),
          top: top - from,
          bottom: bottom - from,
        };
      });
      return onScreen ? lines.filter((line) => line.bottom > 0 && line.top < height) : lines;
    }, onScreen);
  }

  /** Waits until exactly these messages are there. */
  async shows(texts: string[]): Promise<void> {
    let seen = '';
    const look = async () => (seen = JSON.stringify((await this.lines()).map((line) => line.text))) === JSON.stringify(texts);
    await this.until(`it shows ${JSON.stringify(texts)}`, look).catch((error: Error) => {
      throw new Error(`${error.message}\nShown: ${seen}`);
    });
  }

  /** Waits until a message got as far as this. */
  reaches(text: string, state: string): Promise<void> {
    return this.until(`“${text}” is ${state}`, async () => (await this.lines()).some((line) => line.text === text && line.state === state));
  }

  /** Puts the pointer on the messages and turns the wheel there, by so many pixels; down, unless negative. */
  async wheel(pixels: number): Promise<void> {
    const log = await this.driver.findElement(By.css('[role=log]'));
    await this.driver.actions().scroll(0, 0, 0, pixels, log).perform();
    // WebKit's driver turns by what differs from the turn before. Let go of, the wheel turns back: in the page's corner, where
    // nothing scrolls.
    await this.driver.actions().clear();
  }

  /** What the page complained about since it came. */
  async complaints(): Promise<string[]> {
    return (await this.run(() => (window as { complaints?: string[] }).complaints)) ?? [];
  }

  private async listen(): Promise<void> {
    await this.run(() => {
      const page = window as { complaints?: string[] };
      const complaints = (page.complaints = [] as string[]);
      const error = console.error;
      console.error = (...given: unknown[]) => {
        complaints.push(given.join(' '));
        error(...given);
      };
      addEventListener('error', (event) => complaints.push(event.message));
      addEventListener('unhandledrejection', (event) => complaints.push(String(event.reason)));
      document.addEventListener('securitypolicyviolation', (event) => complaints.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
  }
}
