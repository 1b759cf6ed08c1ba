import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { get as getByTls } from 'node:https';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = resolve(__dirname, '..');

/** The release server, as `.ci/build` leaves it. */
export const program = resolve(root, process.env.PANDO_SERVER ?? 'target/release/server');

/** The settings of a server on `port` that keeps everything in `folder`. */
export function environment(folder: string, port: number): NodeJS.ProcessEnv {
  return {
    LEPTOS_OUTPUT_NAME: 'pando',
    LEPTOS_SITE_ROOT: join(root, 'target/site'),
    LEPTOS_ENV: 'PROD',
    ...process.env,
    PANDO_LISTEN: `127.0.0.1:${port}`,
    PANDO_PUBLIC_URL: `http://localhost:${port}`,
    PANDO_DATA_DIR: folder,
    PANDO_LOG_LEVEL: process.env.PANDO_LOG_LEVEL ?? 'warn',
  };
}

/** The files of a certificate. */
export interface Tls {
  cert: string;
  key: string;
}

/** A certificate for `localhost` that nobody vouches for, made in `folder`. */
export function certificate(folder: string): Tls {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
  return { cert, key };
}

/** A letter in the outbox. */
interface Letter {
  at: number;
  mail: { to: string; subject: string; text: string };
}

/** A server of one's own: it can be killed, and started again on what it left behind. */
export class Server {
  private child?: ChildProcess;
  /** What runs, and the site it serves: of a release that follows, after an upgrade. */
  private installed = { program, site: process.env.LEPTOS_SITE_ROOT ?? join(root, 'target/site') };
  private upgrades = 0;

  private constructor(
    readonly folder: string,
    readonly port: number,
    /** What it ends TLS with; without it speaks plain HTTP. */
    private readonly tls?: Tls,
  ) {}

  /** Starts one on a copy of the small hospital. */
  static async start(name: string, speaks: 'http' | 'https' = 'http'): Promise<Server> {
    const base = process.env.PANDO_END2END ?? '';
    const own = join(base, name);
    cpSync(join(base, 'hospital'), own, { recursive: true });
    const server = new Server(own, await freePort(), speaks === 'https' ? certificate(folder(join(own, 'tls'))) : undefined);
    await server.run();
    return server;
  }

  /** What people type. */
  get url(): string {
    return `${this.tls ? 'https' : 'http'}://localhost:${this.port}`;
  }

  /** What it has written to its log. */
  get log(): string {
    const file = join(this.folder, 'server.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** The memory it holds, in KiB. */
  get resident(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child?.pid}/status`, 'utf8'))?.[1]);
  }

  /** Starts the program, and waits until it answers. */
  async run(): Promise<void> {
    const log = openSync(join(this.folder, 'server.log'), 'a');
    const tls = this.tls ? { PANDO_PUBLIC_URL: this.url, PANDO_TLS_CERT: this.tls.cert, PANDO_TLS_KEY: this.tls.key } : {};
    const env = { ...environment(this.folder, this.port), ...tls, LEPTOS_SITE_ROOT: this.installed.site };
    const child = spawn(this.installed.program, ['serve'], { cwd: this.folder, env, stdio: ['ignore', log, log] });
    this.child = child;
    while (!(await this.answers())) {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.log}`);
      await pause(20);
    }
  }

  /** As a power cut would: nothing is tidied up. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends it in peace. */
  async stop(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }

  /**
   * Installs the next release in place of this one: the same program, whose browser's half has other names, as any change
   * of it would give.
   */
  async upgrade(): Promise<void> {
    const next = join(this.folder, `release-${++this.upgrades}`);
    const { program, site } = this.installed;
    mkdirSync(next, { recursive: true });
    const hashes = readFileSync(join(site, 'pkg/hash.txt'), 'utf8');
    const old = [...new Set([...hashes.matchAll(/: (\w+)/g)].map(([, hash = '']) => hash))];
    // The same length, so that nothing else differs.
    const renew = (text: string): string => old.reduce((text, hash) => text.replaceAll(hash, [...hash].reverse().join('')), text);
    cpSync(program, join(next, 'server'));
    cpSync(site, join(next, 'site'), { recursive: true });
    for (const name of readdirSync(join(next, 'site/pkg'))) {
      const file = join(next, 'site/pkg', name);
      // A program says by name what it imports; its bytes are kept as they are.
      if (/\.(js|json|wasm|txt)$/.test(name)) writeFileSync(file, renew(readFileSync(file, 'latin1')), 'latin1');
      // What was compressed still has the old names in it.
      if (/\.(js|json|wasm|txt)\.(gz|br)$/.test(name)) rmSync(file);
      else renameSync(file, join(next, 'site/pkg', renew(name)));
    }
    await this.becomes({ program: join(next, 'server'), site: join(next, 'site') });
  }

  /** Another version takes its place. */
  async becomes(installed: { program: string; site: string }): Promise<void> {
    await this.stop();
    this.installed = installed;
    await this.run();
  }

  /** Everything that was sent to an address, oldest first. */
  letters(email: string): Letter[] {
    const outbox = join(this.folder, 'outbox');
    if (!existsSync(outbox)) return [];
    const names = readdirSync(outbox).filter((name) => name.endsWith('.json')).sort();
    const letters = names.map((name) => JSON.parse(readFileSync(join(outbox, name), 'utf8')) as Letter);
    return letters.filter((letter) => letter.mail.to === email);
  }

  /** The code of the next letter to an address; `ask` is what makes the server send it. */
  async codeFor(email: string, ask: () => Promise<unknown>): Promise<string> {
    const before = this.letters(email).length;
    await ask();
    for (let tries = 0; tries < 400; tries++) {
      const text = this.letters(email)[before]?.mail.text;
      if (text) return /\b\d{8}\b/.exec(text)?.[0] ?? '';
      await pause(25);
    }
    throw new Error(`no letter came to ${email}`);
  }

  private answers(): Promise<boolean> {
    return new Promise((done) => {
      const ask = this.tls ? getByTls : get;
      const request = ask({ host: '127.0.0.1', port: this.port, path: '/readyz', rejectUnauthorized: false }, (answer) => {
        answer.resume();
        done(answer.statusCode === 200);
      });
      request.on('error', () => done(false));
    });
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The folder of one kind of leftovers, made if it is missing. */
export function folder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
