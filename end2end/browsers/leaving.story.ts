import { expect, test } from './fixtures';

/** Words that only a conversation has. */
const SECRET = 'Potassium 6.1, bed 12';

test('after signing out Back shows nothing clinical, however often, and neither does Forward', async ({ world, screen }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, SECRET);
  await screen.be(asha);
  await screen.visit('/c');
  await screen.reads(SECRET);
  await screen.converse(id);
  await screen.shows([SECRET]);
  await screen.visit('/settings');
  await screen.click('Sign out');
  await screen.until('the way in is open', async () => (await screen.path()) === '/sign-in');

  /** Looks for what must not be there: at once, and once everything has happened that is going to. */
  const holdsNothing = async (): Promise<void> => {
    for (const pause of [0, 100, 1000]) {
      await screen.driver.sleep(pause);
      const [html, text] = [await screen.html(), await screen.text()];
      for (const word of [SECRET, rhys.name, asha.name, asha.email]) expect(html + text, await screen.path()).not.toContain(word);
    }
  };
  await holdsNothing();
  for (let step = 0; step < 4; step++) {
    await screen.go(-1);
    await holdsNothing();
  }
  for (let step = 0; step < 4; step++) {
    await screen.go(1);
    await holdsNothing();
  }
  // By address too.
  await screen.visit(`/c/${id}`);
  await holdsNothing();
  expect(await screen.path()).toBe('/sign-in');
});
