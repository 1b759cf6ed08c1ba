import { PIN, type Person, type World } from '../world';
import { expect, test } from './fixtures';
import type { Screen } from './screen';

/** Words that only a conversation has. */
const SECRET = 'Potassium 6.1, bed 12';

/** Somebody whose browser has been to the inbox and to the settings, and is at a conversation. */
async function atWork(world: World, screen: Screen): Promise<{ id: string; asha: Person; rhys: Person }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, SECRET);
  await screen.be(asha);
  await screen.visit('/c');
  await screen.reads(SECRET);
  await screen.visit('/settings');
  await screen.converse(id);
  await screen.shows([SECRET]);
  return { id, asha, rhys };
}

/** Looks for what must not be there: at once, and once everything has happened that is going to. */
async function holdsNothing(screen: Screen, words: string[]): Promise<void> {
  for (const pause of [0, 100, 1000]) {
    await screen.driver.sleep(pause);
    const [html, text, path] = [await screen.html(), await screen.text(), await screen.path()];
    for (const word of words) expect(html + text, path).not.toContain(word);
    // A page that has stopped keeps whatever it shows.
    expect(text, path).not.toContain('Something went wrong');
  }
}

test('after signing out Back shows nothing clinical, however often, and neither does Forward', async ({ world, screen }) => {
  const { id, asha, rhys } = await atWork(world, screen);
  const words = [SECRET, rhys.name, asha.name, asha.email];
  await screen.visit('/settings');
  await screen.click('Sign out');
  await screen.until('the way in is open', async () => (await screen.path()) === '/sign-in');
  await holdsNothing(screen, words);
  for (const step of [-1, -1, -1, -1, 1, 1, 1, 1]) {
    await screen.go(step);
    await holdsNothing(screen, words);
  }
  // By address too.
  await screen.visit(`/c/${id}`);
  await holdsNothing(screen, words);
  expect(await screen.path()).toBe('/sign-in');
});

test('after locking Back asks for the PIN, which leads on', async ({ world, screen }) => {
  const { id, rhys } = await atWork(world, screen);
  // The door says whose device it is.
  const words = [SECRET, rhys.name];
  await screen.click('Lock');
  await screen.until('it is locked', async () => (await screen.path()) === '/unlock');
  await holdsNothing(screen, words);
  // To the page before, or to the one that was locked: browsers differ in whether it still counts.
  await screen.go(-1);
  await holdsNothing(screen, words);
  await screen.reads('Pando is locked');
  // The fourth digit sends it.
  await (await screen.box('PIN')).sendKeys(PIN);
  await screen.until('the page is open', async () => ['/settings', `/c/${id}`].includes(await screen.path()));
});
