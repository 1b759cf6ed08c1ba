import { type Locator, type Page, expect } from '@playwright/test';
import type { World } from '../world';

/** The list of conversations. */
export class Inbox {
  readonly pane: Locator;

  constructor(
    readonly world: World,
    readonly page: Page,
  ) {
    this.pane = page.getByRole('navigation', { name: 'Conversations' });
  }

  async visit(filter = ''): Promise<void> {
    await this.world.visit(this.page, `/c${filter}`);
    if (this.world.hydrates) await this.world.live(this.page);
  }

  /** The row of a conversation. */
  row(title: string): Locator {
    return this.pane.getByRole('listitem').filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** The link that a row is. */
  link(title: string): Locator {
    return this.row(title).getByRole('link');
  }

  async open(title: string): Promise<void> {
    await this.link(title).click();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  /** The titles of the rows, from top to bottom. */
  titles(): Locator {
    return this.pane.locator('[data-conversation] .inbox-row__name');
  }

  /** Does something from the menu of a row. */
  async choose(title: string, deed: string): Promise<void> {
    await this.row(title).hover();
    await this.row(title).getByRole('button', { name: `More for ${title}` }).click();
    await this.page.getByRole('button', { name: deed, exact: true }).click();
  }

  filter(name: string): Locator {
    return this.pane.getByRole('group', { name: 'Show' }).getByRole('link', { name, exact: true });
  }
}
