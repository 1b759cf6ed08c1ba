// Every file of a site once more, as small as gzip and brotli make it: the server sends those and compresses nothing itself.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [site] = process.argv.slice(2);
for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
  // Pictures are as small as they get.
  if (!entry.isFile() || /\.(png|gz|br)$/.test(entry.name)) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const whole = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(whole, { level: 9 }));
  // What is not text packs a little better as if it were a font.
  const mode = entry.name.endsWith('.wasm') ? constants.BROTLI_MODE_FONT : constants.BROTLI_MODE_GENERIC;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: whole.length, [constants.BROTLI_PARAM_MODE]: mode };
  writeFileSync(`${file}.br`, brotliCompressSync(whole, { params }));
}
