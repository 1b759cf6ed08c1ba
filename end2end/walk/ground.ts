import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import hospital from '../setup';
import { environment, program } from '../server';

/** The two engines a server may stand on. */
export type Engine = 'sqlite' | 'postgres';

const TEMPLATE = 'hospital';

/** Fills one small hospital on each engine that is wanted; each walk begins with a copy. */
export default async function setup(): Promise<() => Promise<void>> {
  const remove = hospital();
  const postgres = process.env.ENGINE === 'sqlite' ? undefined : await cluster();
  return async () => {
    postgres?.stdin?.end();
    if (postgres && postgres.exitCode === null) await new Promise((gone) => postgres.once('exit', gone));
    remove();
  };
}

/** Starts a PostgreSQL of our own, which goes when its standard input ends. */
async function cluster(): Promise<ChildProcess> {
  const child = spawn('sh', [resolve(__dirname, '../../platform/src/testing/postgres.sh'), 'durable'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await new Promise<string>((told, fail) => {
    let text = '';
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes('\n')) told(text.trim());
    });
    child.once('exit', (code) => fail(new Error(`PostgreSQL did not start (${code})`)));
  });
  process.env.WALK_POSTGRES = url;
  create(TEMPLATE);
  const folder = join(process.env.PANDO_END2END ?? '', 'template');
  const env = { ...environment(folder, 0), PANDO_DATABASE: database(TEMPLATE) };
  const size = ['--people', '60', '--conversations', '60', '--messages', '3000'];
  execFileSync(program, ['demo', ...size], { cwd: process.env.PANDO_END2END, env, stdio: ['ignore', 'ignore', 'inherit'] });
  return child;
}

/** The address of one database of the cluster. */
function database(name: string): string {
  return (process.env.WALK_POSTGRES ?? '').replace('/postgres?', `/${name}?`);
}

function create(name: string, like = 'template1'): void {
  const host = new URL(process.env.WALK_POSTGRES ?? '').searchParams.get('host') ?? '';
  execFileSync('psql', ['-h', host, '-U', 'pando', '-d', 'postgres', '-qc', `CREATE DATABASE "${name}" TEMPLATE "${like}"`], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** From now on a server that this process starts stands on a database of this name; its folder's file otherwise. */
export function choose(engine: Engine, name: string): void {
  if (engine === 'sqlite') {
    delete process.env.PANDO_DATABASE;
    return;
  }
  create(name, TEMPLATE);
  process.env.PANDO_DATABASE = database(name);
}
