import type { Chance } from './chance';
import type { Walk } from './walk';

/** What a deed needs to be done again just so. */
export type Given = Record<string, number | string | boolean>;

/** A deed as data: what is done, how, and under which weather. */
export interface Deed {
  do: string;
  given: Given;
  /** The seed of what the network does meanwhile; 0 is fair weather. */
  weather: number;
}

/** A kind of deed: a line of the table in `deeds/index.ts`. */
export interface Kind {
  name: string;
  /** How often it is done, compared with the others. */
  weight: number;
  /** Whether it can be done without a network. */
  offline?: boolean;
  /** Only in fair weather: a page that is loaded anew has nobody left who tries again. */
  fair?: boolean;
  /** Chooses everything that is random; conversations by number, things on screen by a share from 0 to 1. */
  make(chance: Chance): Given;
  /** Does it. `false`: there was nothing to do it to. */
  act(walk: Walk, given: Given): Promise<boolean | void>;
}

/** Something that must not be. */
export class Fault extends Error {
  constructor(
    /** One word: a shorter walk counts only if it ends in the same. */
    readonly kind: string,
    words: string,
  ) {
    super(words);
  }
}
