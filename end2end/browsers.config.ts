import { defineConfig } from '@playwright/test';
import base from './playwright.config';
import type { Engine } from './browsers/engine';

/** The main story in browsers that are not Chromium: see `browsers/fixtures.ts`. */
export default defineConfig<object, { engine: Engine }>({
  ...base,
  testDir: 'browsers',
  testMatch: /\.story\.ts$/,
  outputDir: 'test-results/browsers',
  timeout: 90_000,
  // Each browser has the machine to itself: what moves is measured while it moves.
  workers: 1,
  use: {},
  projects: [
    { name: 'firefox', use: { engine: 'firefox' } },
    { name: 'webkit', use: { engine: 'webkit' } },
  ],
});
