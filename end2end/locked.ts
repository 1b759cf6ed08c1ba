import type { BrowserContext, Locator, Page } from '@playwright/test';
import { Conversation } from './pages/conversation';
import { PIN, type Person, type World, expect } from './world';

// What stories of locking and of what is kept share.

/** Words that only a conversation has. */
export const SECRET = 'Potassium 6.1, bed 12';

/** Somebody with a conversation on screen. */
export async function atWork(world: World): Promise<{ asha: Person; rhys: Person; id: string; page: Page }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, SECRET);
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await chat.shows([SECRET]);
  // Without its worker a page that is cut off has nowhere to go.
  await page.evaluate(() => navigator.serviceWorker.ready);
  return { asha, rhys, id, page };
}

/** The last digit sends it, once the page lives. */
export async function unlock(page: Page, pin = PIN): Promise<void> {
  await page.waitForFunction(() => 'pandoAwake' in window);
  await page.getByLabel('PIN', { exact: true }).fill(pin);
}

/** Nothing of a conversation is in the page: no words, no names, no titles. */
export async function holdsNothing(page: Page, ...words: string[]): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Pando is locked' })).toBeVisible();
  const html = await page.content();
  for (const word of [SECRET, ...words]) expect(html).not.toContain(word);
}

const UNHEARD = /\/api\/(lock|sign-out)/;

/** The line is gone. What the first call of a page that is just being made could still slip through is stopped as well. */
export async function cut(context: BrowserContext): Promise<void> {
  await context.route(UNHEARD, (route) => route.abort('internetdisconnected'));
  await context.setOffline(true);
}

/** The line is there again. */
export async function mend(context: BrowserContext): Promise<void> {
  await context.unroute(UNHEARD);
  await context.setOffline(false);
}

/** Waits until this device keeps what is not sent yet: sealing takes a moment, and a page that goes before that is asked about. */
export async function kept(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => localStorage.getItem('pando.unsent'))).not.toBeNull();
}

/** Waits until the server has all of it. */
export async function keepsNothing(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => localStorage.getItem('pando.unsent'))).toBeNull();
}

/** Takes somebody out of a group while they have words in its box: in the list stands what was not sent, and the device keeps it. */
export async function takenOut(page: Page, asha: Person, rhys: Person, id: string, name: string): Promise<Locator> {
  await keepsNothing(page);
  await asha.api.call('remove-person', { conversation: id, person: rhys.id });
  const lost = page.getByRole('alert').filter({ hasText: `Not sent: you are no longer in ${name}.` });
  await expect(lost).toBeVisible();
  await kept(page);
  return lost;
}
