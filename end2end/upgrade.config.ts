import base from './playwright.config';

/** Pages of an older version at a newer server, and the other way round (`make upgrade`): see `upgrade/pages.story.ts`. */
export default {
  ...base,
  testDir: 'upgrade',
  testMatch: /\.story\.ts$/,
  outputDir: 'test-results/upgrade',
  workers: 1,
  retries: 0,
  projects: [{ name: 'desktop', use: { viewport: { width: 1440, height: 900 } } }],
};
