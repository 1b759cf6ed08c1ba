import type { BrowserContext, Request, Route } from '@playwright/test';
import { setTimeout as pause } from 'node:timers/promises';
import { Chance } from './chance';

/** The longest that a request or its answer is held up, in milliseconds. */
const LONGEST = 3000;

/** A refusal by what stands before the server, and by the server itself. */
const PROXY = { contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' };
const OWN = { contentType: 'application/json', body: '{"internal":"walk"}' };

/**
 * What the network does to the server's functions: requests that wait (and so overtake each other), answers that wait,
 * a proxy's 503 before or after the server did what was asked, a line that is cut before or after.
 */
export class Weather {
  /** Requests under way here. */
  held = 0;
  /** What was done to whom, for the report. */
  readonly log: string[] = [];
  offline = false;
  private chance?: Chance;

  constructor(private readonly context: BrowserContext) {}

  /** From now on, until it is fair again. */
  begin(seed: number): void {
    this.chance = seed ? new Chance(seed) : undefined;
  }

  async install(): Promise<void> {
    await this.context.route(/\/api\//, (route, request) => this.meet(route, request));
  }

  private async meet(route: Route, request: Request): Promise<void> {
    this.held += 1;
    try {
      await this.act(route, request);
    } catch {
      // The page was left meanwhile.
    } finally {
      this.held -= 1;
    }
  }

  private async act(route: Route, request: Request): Promise<void> {
    const chance = this.chance;
    const name = new URL(request.url()).pathname.replace('/api/', '');
    if (this.offline) return route.abort('internetdisconnected');
    if (!chance || chance.often(0.4)) return route.continue();
    const wait = Math.floor(chance.next() ** 2 * LONGEST);
    const kind = chance.heavy([
      { weight: 6, is: 'late' },
      { weight: 6, is: 'late answer' },
      { weight: 2, is: '503' },
      { weight: 1, is: '503 after' },
      { weight: 1, is: 'cut' },
      { weight: 1, is: 'cut after' },
    ]).is;
    this.log.push(`${name} ${kind} ${wait} ms`);
    if (kind === 'late') {
      await pause(wait);
      return this.offline ? route.abort('internetdisconnected') : route.continue();
    }
    const done = kind.endsWith('after') || kind === 'late answer' ? await route.fetch() : undefined;
    await pause(wait);
    if (kind === 'late answer' && done) return route.fulfill({ response: done });
    if (kind.startsWith('503')) return route.fulfill({ status: 503, headers: { 'x-walk': '1' }, ...(chance.often(0.5) ? PROXY : OWN) });
    return route.abort('connectionreset');
  }
}
