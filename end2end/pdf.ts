import { inflateSync } from 'node:zlib';

/** What is printed on paper, page by page: as much of PDF as Chromium writes. */
export function pages(file: Buffer): string[] {
  const objects = parts(file);
  const said = [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b/.test(head));
  return said.map(({ head }) => {
    const content = /\/Contents\s+(\d+) 0 R/.exec(head)?.[1] ?? '';
    return text(objects.get(content)?.stream ?? '', (font) => letters(objects, head, font));
  });
}

interface Part {
  head: string;
  stream: string;
}

function parts(file: Buffer): Map<string, Part> {
  const found = new Map<string, Part>();
  const raw = file.toString('latin1');
  for (const begin of raw.matchAll(/(?:^|\n)(\d+) 0 obj\b/g)) {
    const from = begin.index + begin[0].length;
    const body = raw.slice(from, raw.indexOf('endobj', from));
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const bytes = Buffer.from(raw.slice(from + at + 7, from + at + 7 + length), 'latin1');
    const stream = at < 0 ? '' : /\/FlateDecode/.test(head) ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1');
    found.set(begin[1] ?? '', { head, stream });
  }
  return found;
}

/** The letter of each glyph of a font. */
function letters(objects: Map<string, Part>, page: string, font: string): Map<number, string> {
  const resources = /\/Resources\s+(\d+) 0 R/.exec(page)?.[1];
  const names = resources ? (objects.get(resources)?.head ?? '') : page;
  const named = new RegExp(`/${font}\\s+(\\d+) 0 R`).exec(names)?.[1] ?? '';
  const map = /\/ToUnicode\s+(\d+) 0 R/.exec(objects.get(named)?.head ?? '')?.[1] ?? '';
  const found = new Map<number, string>();
  const written = (hex: string): string => String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16)));
  for (const [, block = ''] of (objects.get(map)?.stream ?? '').matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, glyph = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>/g)) found.set(parseInt(glyph, 16), written(to));
  }
  for (const [, block = ''] of (objects.get(map)?.stream ?? '').matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, first = '', last = '', to = ''] of block.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      for (let glyph = parseInt(first, 16); glyph <= parseInt(last, 16); glyph++) {
        found.set(glyph, String.fromCharCode(parseInt(to, 16) + glyph - parseInt(first, 16)));
      }
    }
  }
  return found;
}

/** The text of a page in the order in which it is drawn: glyphs of two bytes, each line of them apart. */
function text(content: string, fontOf: (name: string) => Map<number, string>): string {
  const fonts = new Map<string, Map<number, string>>();
  let font = new Map<number, string>();
  let words = '';
  for (const [, name, shown, end] of content.matchAll(/\/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\b(ET)\b/g)) {
    if (name) {
      font = fonts.get(name) ?? fontOf(name);
      fonts.set(name, font);
    } else if (shown) {
      for (const glyph of shown.match(/.{4}/g) ?? []) words += font.get(parseInt(glyph, 16)) ?? '';
    } else if (end) words += ' ';
  }
  // "ffi" is one glyph.
  return words.normalize('NFKC').replace(/[\s\u2068\u2069]+/g, ' ');
}
