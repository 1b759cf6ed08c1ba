// The two style sheets, small, and for the browsers that are still met: what every page needs, and what is fetched with screens.
//   node style/build.mjs FOLDER NAME ID     writes NAME.ID.css and screens.ID.css
import { compile } from 'sass';
import { transform } from 'lightningcss';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const version = (major, minor = 0) => (major << 16) | (minor << 8);
// Ward desktops follow Chrome and Edge with a year's delay; telephones are kept for five years and more.
const targets = { chrome: version(109), edge: version(109), firefox: version(115), safari: version(15, 4), ios_saf: version(15, 4) };

const [folder, name, id] = process.argv.slice(2);
for (const [source, made] of [['main', name], ['screens', 'screens']]) {
  const { css } = compile(fileURLToPath(new URL(`${source}.scss`, import.meta.url)));
  const { code } = transform({ filename: `${made}.css`, code: Buffer.from(css), minify: true, targets });
  writeFileSync(`${folder}/${made}.${id}.css`, code);
}
