import { defineConfig, devices } from '@playwright/test';

/** The browser of the machine: what Playwright would download is not to be had everywhere. */
export const chromium = process.env.PANDO_CHROMIUM ?? '/usr/bin/chromium';
/** The same engine without a window: half the work for the machine, so that a third of them finds room on two cores. */
const shell = process.env.PANDO_CHROMIUM_SHELL;
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const hydrated = /\.hydrate\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  globalSetup: './setup.ts',
  // Every worker has a server and a database of its own.
  workers: Number(process.env.PANDO_WORKERS ?? (shell ? 3 : 2)),
  fullyParallel: true,
  // By hand none: a test that passes on its second try has failed once. `make test` names those.
  retries: Number(process.env.PANDO_RETRIES ?? 0),
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: shell ?? chromium, args },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    // Each is an eighth dearer with it; by hand `--trace on` asks for it.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'desktop',
      testIgnore: /(phone|contrast)\.hydrate\.spec\.ts$/,
      use: { viewport: { width: 1440, height: 900 } },
    },
    {
      name: 'phone',
      testMatch: /(phone\.hydrate|axe\.hydrate|account|plain)\.spec\.ts$/,
      use: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: 'chromium' },
    },
    {
      name: 'plain',
      testIgnore: hydrated,
      use: { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false },
    },
    {
      name: 'contrast',
      testMatch: /contrast\.hydrate\.spec\.ts$/,
      use: { viewport: { width: 1440, height: 900 }, contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } },
    },
  ],
});
