// The stylesheet: `node style/build.mjs` writes it to standard output, small, and for the browsers that are still met.
import { compile } from 'sass';
import { transform } from 'lightningcss';
import { fileURLToPath } from 'node:url';

const version = (major, minor = 0) => (major << 16) | (minor << 8);
// Ward desktops follow Chrome and Edge with a year's delay; telephones are kept for five years and more.
const targets = { chrome: version(109), edge: version(109), firefox: version(115), safari: version(15, 4), ios_saf: version(15, 4) };

const { css } = compile(fileURLToPath(new URL('main.scss', import.meta.url)));
const { code } = transform({ filename: 'pando.css', code: Buffer.from(css), minify: true, targets });
process.stdout.write(code);
