// What `make dev` does: builds, serves, watches. See .ci/dev.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';

const { LEPTOS_SITE_ROOT: site, LEPTOS_OUTPUT_NAME: name, PANDO_DATA_DIR: data } = process.env;
const SERVER = 'target/debug/server';
const WASM = 'target/dev/wasm32-unknown-unknown/wasm-dev/frontend.wasm';
const RUST = ['platform', 'domain', 'app', 'frontend', 'server', 'demo', 'migrations'];
const hashes = {};
let server;

const say = (words) => console.log(`\x1b[1m== ${words}\x1b[0m`);

/** Runs a command to its end; fails as it does. */
function run(command, ...args) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`${command} ${args.join(' ')} ended with ${code}`))));
  });
}

/** A new name for each build: a browser keeps these files for ever. */
function named(kinds, id) {
  for (const kind of kinds) hashes[kind] = id;
}

async function stylesheets() {
  const id = Date.now().toString(36);
  await run('node', 'style/build.mjs', `${site}/pkg`, name, id);
  named(['css'], id);
}

async function program() {
  const made = ['-p', 'frontend', '--lib', '--locked', '--target', 'wasm32-unknown-unknown', '--target-dir', 'target/dev', '--profile', 'wasm-dev'];
  await run('cargo', 'build', ...made);
  const id = Date.now().toString(36);
  for (const file of readdirSync(`${site}/pkg`)) if (!file.endsWith('.css')) rmSync(`${site}/pkg/${file}`, { recursive: true });
  await run('pando-site', WASM, `${site}/pkg`, name, id);
  named(['js', 'wasm', 'manifest', 'split'], id);
}

const native = () => run('cargo', 'build', '-p', 'server', '--locked');

/** As `.ci/serve` does: one that was interrupted is of no use, and data without this mark is somebody's own. */
async function hospital() {
  const half = `${data}/.demo-unfinished`;
  if (existsSync(half)) rmSync(data, { recursive: true });
  if (existsSync(data) && readdirSync(data).length > 0) return;
  say('demo hospital (a few minutes without optimisation, once)');
  mkdirSync(data, { recursive: true });
  writeFileSync(half, '');
  await run(SERVER, 'demo');
  rmSync(half);
}

async function serve() {
  if (server && server.exitCode === null && server.signalCode === null) {
    const gone = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await gone;
  }
  const list = Object.entries(hashes).map(([kind, id]) => `${kind}: ${id}\n`);
  writeFileSync(`${site}/pkg/hash.txt.new`, list.join(''));
  renameSync(`${site}/pkg/hash.txt.new`, `${site}/pkg/hash.txt`);
  const next = spawn(SERVER, ['serve'], { stdio: 'inherit' });
  server = next;
  next.on('exit', (code) => {
    if (code) say('The server ended, and says above why. Save again when that is mended (is another one at 127.0.0.1:3000?).');
  });
}

/** Waits for both, also when one has failed: the next build would wait for its lock anyway. */
async function both(...halves) {
  for (const half of await Promise.allSettled(halves)) if (half.status === 'rejected') throw half.reason;
}

/** Builds what has changed, and serves it. */
async function follow(changed) {
  const begun = Date.now();
  try {
    if (changed.has('public')) cpSync('public', site, { recursive: true });
    if (changed.has('rust')) await both(native(), program());
    if (changed.has('style')) await stylesheets();
    await hospital();
    await serve();
    say(`${((Date.now() - begun) / 1000).toFixed(1)} s. http://127.0.0.1:3000 (asha.patel@alder-vale.example, the code at /dev/mail): reload the page.`);
  } catch (error) {
    // Until something is served nothing of it is there.
    if (!server) for (const kind of changed) waiting.add(kind);
    say(`${error.message}. ${server ? 'The last good build is served' : 'Nothing is served yet'}; save again when it is mended.`);
  }
}

rmSync(site, { recursive: true, force: true });
mkdirSync(`${site}/pkg`, { recursive: true });
const waiting = new Set(['rust', 'style', 'public']);
let busy = false;
let again = false;
async function next() {
  again = busy;
  if (busy) return;
  busy = true;
  const changed = new Set(waiting);
  waiting.clear();
  await follow(changed);
  busy = false;
  if (again) await next();
}
// An editor saves in several steps: what comes within a moment is one change.
let soon;
function heard(kind) {
  waiting.add(kind);
  clearTimeout(soon);
  soon = setTimeout(() => void next(), 150);
}
/**
 * Each folder on its own: Node's recursive watch looks at files, and loses one that an editor replaces by another. Not what npm
 * has put there, which is thousands of files.
 */
const watched = new Set();
function follows(folder, pattern, kind) {
  if (watched.has(folder)) return;
  watched.add(folder);
  const inside = () => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && entry.name !== 'node_modules') follows(`${folder}/${entry.name}`, pattern, kind);
    }
  };
  const watcher = watch(folder, (_, file) => {
    if (!existsSync(folder)) {
      watcher.close();
      watched.delete(folder);
      return;
    }
    inside();
    if (pattern.test(file ?? '')) heard(kind);
  });
  inside();
}
for (const folder of RUST) follows(folder, /\.(rs|js|sql|toml|html)$/, 'rust');
follows('style', /\.scss$/, 'style');
follows('public', /./, 'public');
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server?.kill('SIGTERM');
    process.exit(0);
  });
}
await next();
