import { check, rest } from '../check';
import type { Kind } from '../deed';
import { colleagues } from './colleagues';
import { messages } from './messages';
import { moving } from './moving';
import { opening } from './opening';
import { back, outside } from './outside';
import { rows } from './rows';
import { writing } from './writing';

/** Everything stops for a moment, and every screen is compared with a fresh fetch. */
const pause: Kind = {
  name: 'rest',
  weight: 13,
  offline: true,
  fair: true,
  make: () => ({}),
  act: async (walk) => {
    await back(walk);
    await rest(walk);
  },
};

/** The table of deeds. A feature teaches the walker its own with a file beside this one and a name in this list. */
export const KINDS: Kind[] = [...opening, ...writing, ...messages, ...moving, ...rows, ...outside, ...colleagues, pause];

/** The kind with this name. */
export function kind(name: string): Kind {
  const found = KINDS.find((one) => one.name === name);
  if (!found) throw new Error(`no such deed: ${name}`);
  return found;
}

export { check, pause as REST };
