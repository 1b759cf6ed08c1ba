import { cpus } from 'node:os';
import base, { chromium } from './playwright.config';

/** Walks, not stories: see `walk/index.ts`. */
export default {
  ...base,
  testDir: 'walk',
  testMatch: /\.walk\.ts$/,
  globalSetup: './walk/ground.ts',
  // A walk waits most of the time.
  workers: Number(process.env.PANDO_WORKERS ?? 2 * cpus().length),
  outputDir: 'test-results/walks',
  // A fault that does not come back is a fault.
  retries: 0,
  // The whole browser, where the stories have it without a window.
  use: { ...base.use, launchOptions: { ...base.use?.launchOptions, executablePath: chromium }, trace: 'off' as const, screenshot: 'off' as const },
  projects: [{ name: 'walk' }],
};
