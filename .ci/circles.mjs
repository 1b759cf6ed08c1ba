// Files that import each other in a circle, which nobody can read from one end: `node .ci/circles.mjs FOLDER…`, each the `src` of
// a crate. A folder's map may name its files; they may not lean on one another in a round.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? files(path) : name.endsWith('.rs') && !name.endsWith('tests.rs') ? [path] : [];
});

/** `a::{b, c::{d}}` as `a::b`, `a::c::d`. */
function expand(tree) {
  const open = tree.indexOf('{');
  if (open < 0) return [tree.trim()];
  const [before, inside] = [tree.slice(0, open), tree.slice(open + 1, tree.lastIndexOf('}'))];
  const parts = [];
  let [depth, part] = [0, ''];
  for (const letter of `${inside},`) {
    depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (letter === ',' && depth === 0) {
      if (part.trim()) parts.push(...expand(part).map((rest) => before.trim() + rest));
      part = '';
    } else part += letter;
  }
  return parts;
}

/** Which files of a crate each of them names. */
function arrows(root) {
  const modules = new Map(files(root).map((path) => [relative(root, path).replace(/\.rs$/, '').replace(/\/mod$/, '').split('/').join('::'), path]));
  const known = (parts) => {
    for (let length = parts.length; length > 0; length--) {
      const name = parts.slice(0, length).join('::');
      if (modules.has(name)) return name;
    }
    return undefined;
  };
  const named = new Map();
  for (const [module, path] of modules) {
    const text = readFileSync(path, 'utf8').replace(/\/\/.*/g, '').split('#[cfg(test)]\nmod tests {')[0];
    const uses = [...text.matchAll(/\buse\s+([^;]+);/g)].flatMap(([, tree]) => expand(tree.replace(/\s+/g, ' ')));
    const inline = [...text.replace(/\buse\s+[^;]+;/g, '').matchAll(/\b(?:crate|super)(?:::\w+)+/g)].map(([path]) => path);
    const found = new Set();
    for (const use of [...uses, ...inline]) {
      const parts = use.split(' as ')[0].split('::').map((part) => part.trim());
      let base = parts[0] === 'crate' ? [] : parts[0] === 'super' ? module.split('::').slice(0, -1) : undefined;
      if (!base) continue;
      let rest = parts.slice(1);
      while (rest[0] === 'super') [base, rest] = [base.slice(0, -1), rest.slice(1)];
      const other = known([...base, ...rest]);
      if (other && other !== module) found.add(other);
    }
    named.set(module, found);
  }
  return named;
}

/** Every module that leads back to itself, with the way round. */
function rounds(named) {
  const found = [];
  const seen = new Set();
  for (const start of named.keys()) {
    const ways = [[start]];
    const been = new Set();
    while (ways.length) {
      const way = ways.shift();
      for (const next of named.get(way.at(-1)) ?? []) {
        if (next === start && !way.some((module) => seen.has(module))) {
          found.push([...way, start].join(' -> '));
          way.forEach((module) => seen.add(module));
        }
        if (!been.has(next) && next !== start) {
          been.add(next);
          ways.push([...way, next]);
        }
      }
    }
  }
  return found;
}

for (const root of process.argv.slice(2)) for (const round of rounds(arrows(root))) console.log(`${root}: ${round}`);
