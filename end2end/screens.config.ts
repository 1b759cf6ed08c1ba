import base from './playwright.config';

/** Not tests: pictures of every screen. Started by `screens.mjs`. */
export default {
  ...base,
  testDir: 'screens',
  testMatch: /\.screens\.ts$/,
  fullyParallel: true,
  timeout: 240_000,
  use: { ...base.use, actionTimeout: 10_000 },
  projects: [{ name: 'screens' }],
};
