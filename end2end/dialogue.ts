import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A turn of a conversation: who speaks, first or second, and what they say. */
export interface Turn {
  speaker: 0 | 1;
  text: string;
}

/** Words to type, and where they come from. */
export interface Dialogue {
  source: string;
  turns: Turn[];
}

const corpus = resolve(__dirname, '../../shared/data/mts-dialog/MTS-Dialog-TrainingSet.csv');

/** Said when the corpus is not beside the repository. */
const OWN = [
  'How is bed 4 this morning?',
  'Sats 91 on 2 litres, a little brighter than yesterday.',
  'Did she have her antibiotics at six?',
  'Yes, and the cultures went off before them.',
  'Any pain?',
  'Only when she coughs: 3 out of 10.',
  'Let us repeat the gas at ten, please.',
  'Will do. Her daughter asks whether you could ring her.',
  'I can, after the round. Which number?',
  'The mobile on the front sheet.',
  'Thank you. Anything for bed 7?',
  'His potassium is back: 5.9, not haemolysed.',
  'Please do an ECG now, I am on my way.',
  'ECG done, no tented T waves. Cannula in.',
  'Good. Recheck the potassium in two hours.',
  'Booked for eleven.',
];

/** A real clinical conversation of `least` to `most` turns between two people; else one of our own. */
export function dialogue(least = 14, most = 20): Dialogue {
  if (!existsSync(corpus)) {
    return { source: 'built in (MTS-Dialog is not there)', turns: OWN.map((text, at) => ({ speaker: at % 2 === 0 ? 0 : 1, text })) };
  }
  for (const [id = '', , , spoken = ''] of rows(readFileSync(corpus, 'utf8')).slice(1)) {
    const turns = spoken.split('\n').map(turn);
    const whole = turns.filter((one): one is Turn => one !== undefined);
    const once = new Set(whole.map((one) => one.text)).size === whole.length;
    if (whole.length === turns.length && once && whole.length >= least && whole.length <= most) {
      return { source: `MTS-Dialog ${id}`, turns: whole };
    }
  }
  throw new Error('no conversation of that length');
}

function turn(line: string): Turn | undefined {
  const [, speaker, text] = /^(Doctor|Patient): (.+)$/.exec(line.trim()) ?? [];
  if (!speaker || !text) return undefined;
  return { speaker: speaker === 'Doctor' ? 0 : 1, text: text.trim() };
}

/** Rows of CSV, quotes and line breaks within them included. */
function rows(text: string): string[][] {
  const found: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quoted && letter === '"' && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (letter === '"') {
      quoted = !quoted;
    } else if (quoted) {
      cell += letter;
    } else if (letter === ',') {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') {
      found.push([...row, cell.replace(/\r$/, '')]);
      row = [];
      cell = '';
    } else {
      cell += letter;
    }
  }
  return cell || row.length > 0 ? [...found, [...row, cell]] : found;
}
