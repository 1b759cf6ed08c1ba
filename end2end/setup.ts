import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, program } from './server';

/** Fills one small hospital; each worker's server begins with a copy of it. */
export default function setup(): () => void {
  const root = mkdtempSync(join(tmpdir(), 'pando-end2end-'));
  const template = join(root, 'hospital');
  const size = process.env.PANDO_HOSPITAL === 'full' ? [] : ['--people', '400', '--conversations', '60', '--messages', '3000'];
  execFileSync(program, ['demo', ...size], { cwd: root, env: environment(template, 0), stdio: ['ignore', 'ignore', 'inherit'] });
  process.env.PANDO_END2END = root;
  return () => {
    if (!process.env.PANDO_KEEP) rmSync(root, { recursive: true, force: true });
  };
}
