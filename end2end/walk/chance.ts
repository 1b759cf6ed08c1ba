/** Chance that repeats itself: everything random of a walk comes from its seed (mulberry32). */
export class Chance {
  private state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not begin alike.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** From 0 to `below`, without `below`. */
  whole(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Yes, so often. */
  often(share: number): boolean {
    return this.next() < share;
  }

  /** One of these. */
  one<T>(list: readonly T[]): T {
    return list[this.whole(list.length)] as T;
  }

  /** One of these, each as often as its weight says. */
  heavy<T extends { weight: number }>(list: readonly T[]): T {
    let left = this.next() * list.reduce((sum, one) => sum + one.weight, 0);
    for (const one of list) {
      left -= one.weight;
      if (left < 0) return one;
    }
    return list[list.length - 1] as T;
  }
}

/** The one of a list that a number from 0 to 1 means: so a deed keeps its meaning when the list has changed. */
export function at<T>(list: readonly T[], share: number): T | undefined {
  return list[Math.min(list.length - 1, Math.floor(share * list.length))];
}
