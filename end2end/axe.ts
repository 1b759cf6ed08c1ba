import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';
import { expect } from './world';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe says against a page, in both colour schemes; scrollable or not, whatever is open on it. Rules are left out only
 * where they cannot be judged.
 */
export async function violations(page: Page, without: string[] = []): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Evaluated, not added as a script: the page's policy lets no foreign script in.
    await page.evaluate(source);
    const results = await page.evaluate(async (leftOut) => {
      // Colours that are still fading are nobody's fault.
      const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
      const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<AxeResults> } };
      const rules = Object.fromEntries(leftOut.map((rule) => [rule, { enabled: false }]));
      const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      return axe.run(document, { resultTypes: ['violations'], runOnly, rules });
    }, without);
    for (const { id, help, nodes } of results.violations) {
      for (const node of nodes) found.push(`${colorScheme} ${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`);
    }
  }
  return found;
}

/** Expects a screen to be as good as axe can tell. */
export async function accessible(page: Page, what: string, without: string[] = []): Promise<void> {
  expect.soft(await violations(page, without), what).toEqual([]);
}
