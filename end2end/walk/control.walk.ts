import { type Page, test as base, expect } from '@playwright/test';
import { Server } from '../server';
import { World } from '../world';
import type { Deed } from './deed';
import { choose } from './ground';
import { go } from './index';

// Faults the program had once, brought about from outside: a walk that does not find them can find nothing.

const fair = (what: string, given: Deed['given']): Deed => ({ do: what, given, weather: 0 });
const open = (to: number) => fair('click', { to });
const write = fair('type', { words: 0.3, fresh: false, wait: 100 });
const press = fair('send', { button: false });

/** What is sent goes to another conversation as well. */
function misdirect(): void {
  const ask = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (!request.url.endsWith('/api/send-message')) return ask(request);
    const here = location.pathname.split('/').pop() ?? '';
    const others = [...document.querySelectorAll('[data-conversation]')].map((row) => row.getAttribute('data-conversation') ?? '');
    const other = others.find((id) => id !== here) ?? here;
    const { method, headers, credentials } = request;
    const stray = (await request.clone().text()).replace(here, other).replace(/\bid=[^&]*&?/, '');
    await ask(request.url, { method, headers, credentials, body: stray });
    return ask(request);
  };
}

/** The box of the next conversation is filled with what was left in the one before. */
function carry(): void {
  let last: HTMLTextAreaElement | null = null;
  let text = '';
  setInterval(() => {
    const box = document.querySelector('textarea');
    if (box && last && box !== last && text) {
      box.value = text;
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    last = box;
    text = box?.value ?? '';
  }, 20);
}

/** The wheel moves nothing. */
function hold(): void {
  addEventListener('wheel', (event) => event.preventDefault(), { passive: false, capture: true });
}

/** What one said last does not show. */
function hide(): void {
  setInterval(() => document.querySelector<HTMLElement>('#timeline li.message--own:last-child')?.remove(), 20);
}

const SPOILT: [string, () => void, Deed[], string[]][] = [
  ['what is sent goes to another as well', misdirect, [open(1), write, press], ['astray']],
  ['what was typed goes along to the next', carry, [open(1), write, open(2)], ['box']],
  ['the wheel moves nothing', hold, [open(0), fair('wheel', { up: true, notches: 6, x: 0.5, y: 0.5 })], ['wheel']],
  ['what one said does not show', hide, [open(1), write, press], ['unseen']],
];

if (!process.env.WALK_REPLAY) {
  for (const [told, spoil, deeds, kinds] of SPOILT) {
    base(`a walk finds that ${told}`, async ({ browser }, info) => {
      const name = `control-${kinds[0]}-${info.retry}`;
      choose('sqlite', name);
      const server = await Server.start(name);
      let people = 5000;
      const world = new World(server, browser, true, () => people++);
      const browserOf = world.browserOf.bind(world);
      world.browserOf = async (...given): Promise<Page> => {
        const page = await browserOf(...given);
        await page.addInitScript(spoil);
        return page;
      };
      try {
        const end = await go(world, 'desktop', [await world.person(), await world.person(), await world.person()], deeds, deeds.length);
        expect(kinds, end.fault?.message ?? 'nothing was found').toContain(end.fault?.kind);
      } finally {
        await world.close();
        await server.stop();
      }
    });
  }
}
