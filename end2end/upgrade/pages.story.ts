import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { type Person, type World, expect, test } from '../world';

// The server begins as the older version (PANDO_SERVER and its site), with a page of it open; then the newer one takes its place.

const older = { program: named('PANDO_SERVER'), site: named('LEPTOS_SITE_ROOT') };
const newer = { program: named('PANDO_NEWER_SERVER'), site: named('PANDO_NEWER_SITE') };

function named(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: this is run by make upgrade`);
  return value;
}

/** Which build a page is of. */
function build(page: Page): Promise<string> {
  return page.evaluate(() => document.documentElement.dataset.build ?? '');
}

async function opened(world: World, person: Person, id: string): Promise<Conversation> {
  const chat = new Conversation(world, await world.browserOf(person));
  await chat.visit(id);
  return chat;
}

/** All that two people do to a message, each on their own page; both come to show the same. */
async function talk(one: Conversation, other: Conversation, about: string): Promise<void> {
  const question = `How is ${about}?`;
  await one.say(question);
  await expect(other.message(question)).toBeVisible();
  await expect(one.state(question, /^Read/)).toBeVisible();
  await other.choose(question, 'Reply');
  await other.say(`${about}: RR 24`);
  await one.choose(question, 'Edit');
  await one.box.fill(`How is ${about} now?`);
  await one.box.press('Enter');
  await expect(other.message(`How is ${about} now?`)).toBeVisible();
  await one.say(`${about} again`);
  await one.choose(`${about} again`, 'Delete for everyone');
  await one.page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click();
  for (const chat of [one, other]) {
    await expect(chat.message(`${about} again`)).toHaveCount(0);
    await expect(chat.message(`${about}: RR 24`)).toBeVisible();
  }
  expect((await one.transcript()).map((shown) => shown.id)).toEqual((await other.transcript()).map((shown) => shown.id));
}

/** What was written is in the box again once it has loaded itself anew, which it offers. */
async function reloads(chat: Conversation, from: string, draft: string): Promise<void> {
  const offer = chat.page.getByRole('region', { name: 'Notes' }).getByRole('button', { name: 'Reload' });
  await expect(offer).toHaveCount(1);
  await offer.click();
  await expect.poll(() => build(chat.page).catch(() => from)).not.toBe(from);
  await expect(chat.box).toHaveValue(draft);
  await chat.box.fill('');
}

test('a page of the older version goes on at the newer server, one of the newer at the older, and each is offered the other', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  const mine = await opened(world, asha, id);
  const first = await build(mine.page);
  await mine.box.fill('Bed 4 is nearly');
  await world.server.becomes(newer);
  await rhys.api.send(id, 'Said after the upgrade');
  await expect(mine.message('Said after the upgrade')).toBeVisible();
  await expect(mine.box).toHaveValue('Bed 4 is nearly');
  const theirs = await opened(world, rhys, id);
  const second = await build(theirs.page);
  expect(second).not.toBe(first);
  await mine.box.fill('');
  await talk(mine, theirs, 'bed 1');
  await talk(theirs, mine, 'bed 2');
  await mine.box.fill('Bed 4 is nearly');
  await reloads(mine, first, 'Bed 4 is nearly');
  expect(await build(mine.page)).toBe(second);
  // Back: what the newer one wrote is there for the older.
  await world.server.becomes(older);
  const third = await opened(world, rhys, id);
  expect(await build(third.page)).toBe(first);
  await talk(mine, third, 'bed 3');
  await talk(third, mine, 'bed 5');
  await theirs.box.fill('RR is');
  await reloads(theirs, second, 'RR is');
});
