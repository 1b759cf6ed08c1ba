import { type Locator, type Page, expect } from '@playwright/test';
import type { World } from '../world';

/** Finding people. */
export class Directory {
  readonly search: Locator;
  readonly found: Locator;

  constructor(
    readonly world: World,
    readonly page: Page,
    /** Where it is: to write to somebody, or `/people` to look them up. */
    readonly screen = '/new',
  ) {
    this.search = page.getByRole('searchbox', { name: 'Name, role, specialty, ward or site' });
    this.found = page.getByRole('list', { name: 'People found' });
  }

  async visit(query = ''): Promise<void> {
    await this.world.visit(this.page, `${this.screen}${query}`);
  }

  /** Types a search; without scripts the form has to be sent. */
  async find(text: string): Promise<void> {
    await this.search.fill(text);
    if (!this.world.hydrates) await this.page.getByRole('button', { name: 'Search', exact: true }).click();
  }

  /** Somebody among the results, to talk to. */
  person(name: string): Locator {
    return this.found.getByRole('button', { name: new RegExp(`^\\S* ?${name}`) });
  }

  /** Finds somebody and begins to talk. */
  async talkTo(name: string): Promise<void> {
    await this.find(name);
    await this.found.getByRole('button').filter({ hasText: name }).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  /** Ticks somebody for a group. */
  async tick(name: string): Promise<void> {
    await this.find(name);
    await this.found.getByRole('checkbox', { name: new RegExp(name) }).check();
  }
}
