import type { Locator, Page } from '@playwright/test';
import { type World, expect } from '../world';

/** A part of the gallery, and its table. */
export class Gallery {
  constructor(
    readonly world: World,
    readonly page: Page,
  ) {}

  /** Opens a part. */
  async visit(part: string, query = ''): Promise<void> {
    await this.world.visit(this.page, `/dev/gallery/${part}${query}`);
  }

  get main(): Locator {
    return this.page.getByRole('main');
  }

  button(name: string | RegExp): Locator {
    return this.main.getByRole('button', { name, exact: true });
  }

  link(name: string | RegExp): Locator {
    return this.main.getByRole('link', { name, exact: true });
  }

  /** How many rows there are, in words. */
  get count(): Locator {
    return this.main.getByRole('status').filter({ hasText: /people|person/ }).first();
  }

  /** The rows below the head. */
  get rows(): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('rowheader') });
  }

  head(name: string): Locator {
    return this.page.getByRole('columnheader', { name, exact: true });
  }

  /** What stands in a column, from top to bottom, as it is seen. */
  async column(name: string): Promise<string[]> {
    return this.page.getByRole('table').evaluate((table, name) => {
      const heads = [...table.querySelectorAll<HTMLElement>('thead th')].map((head) => head.innerText.trim());
      const at = heads.indexOf(name);
      return [...table.querySelectorAll<HTMLTableRowElement>('tbody tr')].map((row) => (row.cells[at]?.innerText ?? '').trim());
    }, name);
  }

  /** Opens what is folded away. */
  async unfold(name: string): Promise<void> {
    const fold = this.main.locator('details').filter({ has: this.page.locator('summary', { hasText: name }) });
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
  }

  /** Keeps the rows of these wards only. */
  async filter(...wards: string[]): Promise<void> {
    await this.unfold('Filters');
    for (const ward of wards) await this.main.getByRole('group', { name: 'Ward' }).getByLabel(ward, { exact: true }).check();
    await this.button('Apply filters').click();
    await expect(this.main.getByRole('list', { name: 'Filters in use' }).getByRole('listitem')).toHaveCount(wards.length);
  }

  /** The box that ticks a row. */
  tick(row: number): Locator {
    return this.rows.nth(row).getByRole('checkbox');
  }

  /** What stands at the top of a refused form. */
  get summary(): Locator {
    return this.page.getByRole('alert', { name: 'There is a problem' });
  }
}
