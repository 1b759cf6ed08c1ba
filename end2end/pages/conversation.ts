import { type Locator, type Page, expect } from '@playwright/test';
import type { World } from '../world';

/** A message as it stands on a screen. */
export interface Shown {
  id: string;
  text: string;
  own: boolean;
}

/** An open conversation. */
export class Conversation {
  readonly log: Locator;
  readonly box: Locator;

  constructor(
    readonly world: World,
    readonly page: Page,
  ) {
    this.log = page.getByRole('log', { name: 'Messages' });
    this.box = page.getByRole('textbox', { name: /^Message to / });
  }

  /** Opens it by its address. */
  async visit(id: string, query = ''): Promise<void> {
    await this.world.visit(this.page, `/c/${id}${query}`);
    if (this.world.hydrates) await this.world.live(this.page);
    await expect(this.box).toBeVisible();
  }

  get title(): Locator {
    return this.page.locator('#chat-title');
  }

  /** The line of a message that says this itself; one that only quotes it is another. */
  message(text: string): Locator {
    return this.log.locator('[data-message]').filter({ has: this.page.locator('.message__text', { hasText: text }) });
  }

  /** How far an own message got: "Waiting", "Sent", "Delivered", "Read", each perhaps with "n/N". */
  state(text: string, words: string | RegExp): Locator {
    const all = typeof words === 'string' ? new RegExp(`^${words}$`) : words;
    return this.message(text).locator('.message__state').filter({ hasText: all });
  }

  /** A line that tells what happened to the conversation. */
  notice(text: string): Locator {
    return this.log.getByRole('listitem').filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** Does something from the menu of a message. */
  async choose(text: string, deed: string): Promise<void> {
    const line = this.message(text);
    await line.scrollIntoViewIfNeeded();
    await line.hover();
    await line.getByRole('button', { name: 'More about this message' }).click();
    await this.page.locator('#msg-menu').getByRole('button', { name: deed, exact: true }).click();
  }

  /** Everything said, from top to bottom, as this screen shows it. */
  transcript(): Promise<Shown[]> {
    return this.log.locator('li[data-message]:has(.message__text)').evaluateAll((lines) =>
      lines.map((line) => ({
        id: line.getAttribute('data-message') ?? '',
        text: line.querySelector('.message__text')?.textContent ?? '',
        own: line.classList.contains('message--own'),
      })),
    );
  }

  /** Waits until the screen shows exactly these texts, each once, in this order. */
  async shows(texts: string[]): Promise<void> {
    await expect.poll(async () => (await this.transcript()).map((shown) => shown.text)).toEqual(texts);
  }

  /** Shows who is in it and what may be changed. */
  async details(): Promise<Locator> {
    await this.page.getByRole('link', { name: 'Show details' }).click();
    const aside = this.page.getByRole('complementary', { name: /^Details of / });
    await expect(aside).toBeVisible();
    return aside;
  }
}
