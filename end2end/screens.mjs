#!/usr/bin/env node
// Pictures of every screen, light and dark, at 1440, 768 and 390 pixels, with the demonstration hospital in it:
//   node end2end/screens.mjs FOLDER            all of them, into FOLDER
//   node end2end/screens.mjs --manifest        public/screenshots/{wide,narrow}.png
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [first] = process.argv.slice(2);
if (!first) {
  console.error('Say where to: node end2end/screens.mjs FOLDER, or --manifest');
  process.exit(2);
}
const manifest = first === '--manifest';
const done = spawnSync('npx', ['--no-install', 'playwright', 'test', '--config', 'screens.config.ts', manifest ? 'manifest' : 'every'], {
  cwd: here,
  stdio: 'inherit',
  env: { ...process.env, PANDO_SCREENS: manifest ? resolve(here, '../public/screenshots') : resolve(first), PANDO_HOSPITAL: 'full' },
});
process.exit(done.status ?? 1);
