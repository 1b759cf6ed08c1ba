//! Stories told in Firefox and in WebKit as well, over WebDriver: what Playwright drives is a build of its own of either,
//! and not what people have. The hospital and its people are those of the other stories; its server speaks TLS, for WebKit
//! keeps no secure cookie without.

import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, expect, test as base } from '@playwright/test';
import { Server } from '../server';
import { World } from '../world';
import { type Engine, open } from './engine';
import { Screen } from './screen';

let people = 0;

export const test = base.extend<{ world: World; screen: Screen }, { engine: Engine; server: Server }>({
  engine: ['firefox', { option: true, scope: 'worker' }],
  server: [
    async ({}, use, worker) => {
      const server = await Server.start(`browsers-${worker.workerIndex}`, 'https');
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  world: async ({ server }, use, info) => {
    const log = server.log.length;
    // Its people come by the API alone: Playwright's browser is never asked for.
    await use(new World(server, undefined as unknown as Browser, true, () => people++));
    if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log.slice(log) });
    expect(server.log.slice(log), 'the server’s log').not.toMatch(/panicked|ERROR/);
  },
  screen: async ({ world, engine }, use, info) => {
    const { driver, close } = await open(engine);
    const screen = new Screen(driver, world.server);
    try {
      await use(screen);
      if (info.status === info.expectedStatus) expect(await screen.complaints(), 'what the browser complained about').toEqual([]);
      else {
        // A driver that hangs gives no picture.
        const picture = await Promise.race([screen.picture(), pause(5000, undefined)]);
        if (picture) await info.attach('screen.png', { body: picture, contentType: 'image/png' });
      }
    } finally {
      await close();
    }
  },
});

export { expect };
