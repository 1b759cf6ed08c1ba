import type { Deed } from './deed';

/**
 * Fewer deeds that end in the same fault: cut from the front, ever smaller pieces, then one by one from the end; until
 * the time is over. `fails` walks them anew.
 */
export async function shrink(all: Deed[], fails: (deeds: Deed[]) => Promise<boolean>, until: number): Promise<Deed[]> {
  let deeds = all;
  for (let piece = deeds.length >> 1; piece > 0 && Date.now() < until; ) {
    const shorter = deeds.slice(piece);
    if (shorter.length && (await fails(shorter))) deeds = shorter;
    else piece >>= 1;
    piece = Math.min(piece, deeds.length - 1);
  }
  for (let at = deeds.length - 2; at >= 0 && Date.now() < until; at--) {
    const shorter = deeds.filter((_, index) => index !== at);
    if (await fails(shorter)) deeds = shorter;
  }
  return deeds;
}
