// Every file of a site once more, as small as gzip and brotli make it: the server sends those and compresses nothing itself.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const { BROTLI_PARAM_LGBLOCK: BLOCK, BROTLI_PARAM_NDIRECT: DIRECT, BROTLI_PARAM_NPOSTFIX: POSTFIX } = constants;

/** What is packed is so in several ways: which is the smallest changes with every build, by half a kilobyte. */
const tries = (bytes) => (bytes < 500_000 ? [{}, { [POSTFIX]: 3 }] : [16, 17].flatMap((block) => [0, 12, 15].map((direct) => ({ [BLOCK]: block, [DIRECT]: direct }))));
const packed = (whole, params) => brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: whole.length, ...params } });

const [site] = process.argv.slice(2);
for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
  // Pictures are as small as they get.
  if (!entry.isFile() || /\.(png|gz|br)$/.test(entry.name)) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const whole = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(whole, { level: 9 }));
  writeFileSync(`${file}.br`, tries(whole.length).map((params) => packed(whole, params)).reduce((best, next) => (next.length < best.length ? next : best)));
}
