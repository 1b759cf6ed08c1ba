// Gives what the WebAssembly takes from its JavaScript short names: wasm-bindgen's carry a hash each, which no compressor makes
// smaller, once in either file (4 kB of the first load).
import { readFileSync, writeFileSync } from 'node:fs';

const [js, wasm] = process.argv.slice(2);
const bytes = readFileSync(wasm);
const short = new Map();
let at = 0;

function leb() {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
}

function skipLimits() {
  const flags = leb();
  leb();
  if (flags & 1) leb();
}

/** Steps over what kind of thing an import is (WebAssembly 2.0, 5.5.5). */
function skipKind() {
  const kind = bytes[at++];
  if (kind === 0) return leb();
  if (kind === 1) at += 1;
  if (kind === 1 || kind === 2) return skipLimits();
  if (kind === 3) return (at += 2);
  throw new Error(`an import of kind ${kind}: .ci/site/names.mjs does not know it`);
}

const coded = (value) => {
  const out = [];
  do {
    const rest = value >>> 7;
    out.push((value & 0x7f) | (rest ? 0x80 : 0));
    value = rest;
  } while (value);
  return Buffer.from(out);
};
const text = () => {
  const length = leb();
  at += length;
  return bytes.subarray(at - length, at).toString();
};
const named = (name) => {
  const raw = Buffer.from(name);
  return Buffer.concat([coded(raw.length), raw]);
};

function shortened(name) {
  if (!/^__wb.*_[0-9a-f]{16}$/.test(name)) return name;
  if (!short.has(name)) short.set(name, `_${short.size.toString(36)}`);
  return short.get(name);
}

function imports() {
  const out = [];
  const count = leb();
  for (let nth = 0; nth < count; nth++) {
    const [from, name] = [text(), text()];
    const kind = at;
    skipKind();
    out.push(named(from), named(shortened(name)), bytes.subarray(kind, at));
  }
  return Buffer.concat([coded(count), ...out]);
}

const parts = [bytes.subarray(0, 8)];
for (at = 8; at < bytes.length; ) {
  const begins = at;
  const section = bytes[at++];
  const length = leb();
  const ends = at + length;
  if (section === 2) {
    const body = imports();
    parts.push(Buffer.from([2]), coded(body.length), body);
  } else parts.push(bytes.subarray(begins, ends));
  at = ends;
}
if (!short.size) throw new Error(`${wasm} imports nothing by wasm-bindgen’s names: .ci/site/names.mjs has to be looked at`);
writeFileSync(wasm, Buffer.concat(parts));
writeFileSync(js, readFileSync(js, 'utf8').replace(/__wb\w*_[0-9a-f]{16}\b/g, (name) => short.get(name) ?? name));
