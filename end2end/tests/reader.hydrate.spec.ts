import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

// What somebody who does not see the screen is told, and where their focus goes.

async function pair(world: World): Promise<{ asha: Person; rhys: Person; id: string; chat: Conversation }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  await rhys.api.send(id, 'First line');
  await rhys.api.send(id, 'Second line');
  const chat = new Conversation(world, await world.browserOf(asha));
  await chat.visit(id);
  return { asha, rhys, id, chat };
}

test('what comes into the open conversation is read out once, and nothing else is', async ({ world }) => {
  const { rhys, id, chat } = await pair(world);
  const polite = chat.page.locator('#announcer');
  await expect(polite).toHaveAttribute('aria-live', 'polite');
  await expect(polite).toHaveText('');
  await expect(chat.log).toHaveAttribute('aria-live', 'off');
  await rhys.api.send(id, 'Bed 4 is ready');
  await expect(polite).toHaveText(`${rhys.name}: Bed 4 is ready`);
  await chat.say('Thank you');
  await expect(chat.state('Thank you', /Sent|Delivered/)).toBeVisible();
  await expect(polite).toContainText('Sent');
  await expect(polite).not.toContainText('Thank you');
  await Promise.all(['One', 'Two', 'Three'].map((text) => rhys.api.send(id, text)));
  await expect(polite).toContainText(/new messages|One|Two|Three/);
});

test('what others change or delete is read out shortly, and what one does oneself is not', async ({ world }) => {
  const { asha, rhys, id, chat } = await pair(world);
  const polite = chat.page.locator('#announcer');
  const said = await rhys.api.send(id, 'Give 10 mg');
  const own = await asha.api.send(id, 'How much?');
  await expect(chat.message('How much?')).toBeVisible();
  await expect(polite).toHaveText('', { timeout: 10_000 });
  await rhys.api.call('edit-message', { conversation: id, message: said.id, version: 1, body: 'Give 5 mg' });
  await expect(polite).toContainText(`${rhys.name} changed a message: Give 5 mg`);
  await asha.api.call('delete-message', { conversation: id, message: own.id });
  await rhys.api.call('delete-message', { conversation: id, message: said.id });
  await expect(polite).toContainText(`${rhys.name} deleted a message`);
  // And a region that has been read says nothing more.
  await expect(polite).toHaveText('', { timeout: 10_000 });
});

test('nothing is read out for whoever chose so', async ({ world }) => {
  const { asha, rhys, id, chat } = await pair(world);
  await asha.api.call('save-settings', { theme: 'auto', density: 'regular', enter_sends: true, single_keys: true, announce: 'none' });
  await chat.visit(id);
  await rhys.api.send(id, 'Bed 4 is ready');
  await expect(chat.message('Bed 4 is ready')).toBeVisible();
  await rhys.api.send(id, 'And bed 5');
  await expect(chat.message('And bed 5')).toBeVisible();
  await expect(chat.page.locator('#announcer')).toHaveText('');
});

test('a message says who, when, what and how far it got', async ({ world }) => {
  const { rhys, id, chat } = await pair(world);
  await expect(chat.message('First line')).toHaveAccessibleName(new RegExp(`^${rhys.name}, \\d\\d:\\d\\d: First line$`));
  const sent = await rhys.api.send(id, 'Third line');
  await rhys.api.call('edit-message', { conversation: id, message: sent.id, version: 1, body: 'Third line, better' });
  await expect(chat.message('Third line, better')).toHaveAccessibleName(/Third line, better, edited$/);
  await chat.choose('First line', 'Reply');
  await chat.say('Understood');
  await expect(chat.message('Understood')).toHaveAccessibleName(new RegExp(`^You, \\d\\d:\\d\\d, in reply to ${rhys.name}: Understood, (Sent|Delivered)$`));
});

test('the focus goes where the person goes, and never because somebody else did something', async ({ world }) => {
  const { rhys, id, chat } = await pair(world);
  // A page that was just loaded is read from its top.
  await expect(chat.page.locator('body')).toBeFocused();
  await chat.box.click();
  await rhys.api.send(id, 'Does not take the focus');
  await expect(chat.message('Does not take the focus')).toBeVisible();
  await expect(chat.box).toBeFocused();
  const page = chat.page;
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused();
  await expect(page).toHaveTitle(/^(\(\d+\) )?Settings – Pando$/);
  await page.getByRole('link', { name: /^Messages/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Choose a conversation' })).toBeFocused();
  await new Inbox(world, page).open(rhys.name);
  await expect(chat.box).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`${rhys.name} – Pando$`));
});

test('a dialog keeps the focus in, and gives it back', async ({ world }) => {
  const { chat } = await pair(world);
  const page = chat.page;
  await chat.say('Mine to delete');
  await expect(chat.state('Mine to delete', /Sent|Delivered/)).toBeVisible();
  await chat.choose('Mine to delete', 'Delete for everyone');
  const question = page.getByRole('dialog', { name: 'Delete this message?' });
  await expect(question.getByRole('button', { name: 'Keep it' })).toBeFocused();
  for (let presses = 0; presses < 6; presses++) {
    await page.keyboard.press('Tab');
    // The browser's own bar is the one place besides the dialog that Tab may visit.
    expect(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement?.closest('dialog')))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(chat.message('Mine to delete')).toBeFocused();
  await chat.choose('Mine to delete', 'Delete for everyone');
  await question.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(chat.message('Message deleted')).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(chat.message('Message deleted')).toBeFocused();
});

test('landmarks have names, and there is one heading of the first level', async ({ world }) => {
  const { rhys, id, chat } = await pair(world);
  await world.visit(chat.page, `/c/${id}?info=1`);
  const page = chat.page;
  for (const name of ['Main', 'Conversations']) await expect(page.getByRole('navigation', { name })).toHaveCount(1);
  await expect(page.getByRole('main', { name: rhys.name })).toHaveCount(1);
  await expect(page.getByRole('complementary', { name: `Details of ${rhys.name}` })).toHaveCount(1);
  await expect(page.getByRole('form', { name: `Write to ${rhys.name}` })).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
});

test('ArrowUp changes what was sent a moment ago, though the line has not told of it', async ({ world }) => {
  const { asha, rhys } = await pair(world);
  const page = await world.browserOf(asha);
  let deaf = false;
  await page.routeWebSocket(/\/live/, (line) => {
    const server = line.connectToServer();
    server.onMessage((text) => {
      if (!(deaf && String(text).includes('events'))) line.send(text);
    });
  });
  const chat = new Conversation(world, page);
  await chat.visit(await world.direct(asha, rhys));
  await chat.say('Since eight');
  await expect(chat.state('Since eight', /Sent|Delivered/)).toBeVisible();
  deaf = true;
  await chat.say('Since nine');
  await expect(chat.state('Since nine', 'Sent')).toBeVisible();
  await page.keyboard.press('ArrowUp');
  await expect(chat.box).toHaveValue('Since nine');
  await chat.box.press('End');
  await page.keyboard.type(' thirty');
  await page.keyboard.press('Enter');
  await expect(chat.message('Since nine thirty')).toBeVisible();
  await expect(chat.box).toHaveValue('');
  await page.reload();
  await chat.shows(['First line', 'Second line', 'Since eight', 'Since nine thirty']);
});

test('what a reply or a change is about is read with the box, and how to leave it says which', async ({ world }) => {
  const { rhys, chat } = await pair(world);
  const page = chat.page;
  await chat.message('Second line').focus();
  await page.keyboard.press('r');
  await expect(chat.box).toBeFocused();
  await expect(chat.box).toHaveAccessibleDescription(new RegExp(`^Reply to ${rhys.name} Second line`));
  await page.getByRole('button', { name: 'Cancel the reply' }).click();
  await expect(chat.box).not.toHaveAccessibleDescription(/Reply to/);
  await chat.say('Since nine');
  await expect(chat.state('Since nine', /Sent|Delivered/)).toBeVisible();
  // The focus does not move: it is said.
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('#announcer')).toContainText('Changing your message: Since nine');
  await expect(chat.box).toHaveAccessibleDescription(/^Edit message Since nine/);
  await page.getByRole('button', { name: 'Cancel the change' }).click();
  await expect(chat.box).toHaveValue('');
  // What became of it is said as well, and that it is being changed is not said any more.
  await expect(page.locator('#announcer')).toHaveText('Not changed');
  for (const [text, key, words] of [['Since ten', 'Escape', 'Not changed'], ['Since nine', 'Enter', 'Not changed'], ['Since eight', 'Enter', 'Saved']] as const) {
    await page.keyboard.press('ArrowUp');
    await expect(page.locator('#announcer')).toHaveText('Changing your message: Since nine');
    await chat.box.fill(text);
    await page.keyboard.press(key);
    await expect(page.locator('#announcer')).toHaveText(words);
  }
  await expect(chat.message('Since eight')).toBeVisible();
});

test('that a message waits is said once, and that it was sent when it was', async ({ world }) => {
  const { chat } = await pair(world);
  const polite = chat.page.locator('#announcer');
  await chat.page.route('**/api/send-message', (route) => route.abort('connectionfailed'));
  await chat.box.fill('Bed 4 is ready');
  await chat.box.press('Enter');
  await expect(polite).toHaveText('Waiting to be sent');
  await chat.page.unroute('**/api/send-message');
  await expect(chat.state('Bed 4 is ready', /Sent|Delivered/)).toBeVisible({ timeout: 20_000 });
  await expect(polite).toContainText('Sent');
});

test('what is said while a dialog is open is said inside of it', async ({ world }) => {
  const { rhys, id, chat } = await pair(world);
  const page = chat.page;
  await page.keyboard.press('Control+/');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toBeVisible();
  await rhys.api.send(id, 'Bed 4 is ready');
  await expect(help.getByRole('status').filter({ hasText: `${rhys.name}: Bed 4 is ready` })).toHaveCount(1);
  await expect(page.locator('#announcer')).toHaveText('');
  await page.keyboard.press('Escape');
  await rhys.api.send(id, 'And bed 5');
  await expect(page.locator('#announcer')).toHaveText(`${rhys.name}: And bed 5`);
});

test('who can be added is counted', async ({ world }) => {
  const { asha, rhys, chat } = await pair(world);
  const mei = await world.person();
  await world.visit(chat.page, `/c/${await world.group(asha, 'Ward 7', [rhys])}?info=1`);
  await world.live(chat.page);
  await chat.page.getByRole('button', { name: 'Add', exact: true }).click();
  const adding = chat.page.getByRole('dialog', { name: 'Add members' });
  await adding.getByRole('searchbox').fill(mei.name);
  await expect(adding.getByText('1 person found')).toBeVisible();
});

test('that the line is lost is said once, and stays until it stands again', async ({ world }) => {
  const { chat } = await pair(world);
  const page = chat.page;
  await world.offline(page);
  await expect(page.getByText('No connection.')).toBeVisible();
  await page.evaluate(() => {
    const counted = window as { redrawn?: number };
    counted.redrawn = 0;
    const banner = document.querySelector('.banner--attention')?.parentElement ?? document.body;
    new MutationObserver((changes) => (counted.redrawn = (counted.redrawn ?? 0) + changes.length)).observe(banner, { childList: true, characterData: true, subtree: true });
  });
  // Several tries fail meanwhile, however long the pauses between them have become.
  for (let tries = 0; tries < 4; tries++) {
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.waitForTimeout(700);
  }
  expect(await page.evaluate(() => (window as { redrawn?: number }).redrawn)).toBe(0);
  await page.context().setOffline(false);
  await expect(page.getByText('No connection.')).toBeHidden();
  await expect(page.locator('#announcer')).toContainText('Connected again');
});

test('that something came into another conversation is said, but nothing of it, and not if it is muted', async ({ world }) => {
  const { asha, rhys, id, chat } = await pair(world);
  const [mei, ben] = [await world.person(), await world.person()];
  const [withMei, withBen] = [await world.direct(asha, mei), await world.direct(asha, ben)];
  const team = await world.group(asha, 'Ward 7 clerks', [mei, rhys]);
  for (const [person, other] of [[mei, withMei], [ben, withBen]] as const) await person.api.send(other, 'Before');
  await asha.api.call('set-flags', { conversation: withBen, muted: true });
  await chat.visit(id);
  const polite = chat.page.locator('#announcer');
  await ben.api.send(withBen, 'Nobody hears of this');
  await mei.api.send(withMei, 'Potassium 6.1');
  await expect(polite).toContainText(`New message from ${mei.name}`);
  await expect(polite).not.toContainText(`${mei.name} in `);
  await expect(polite).not.toContainText('Potassium');
  await expect(polite).not.toContainText(ben.name);
  await expect(polite).toHaveText('', { timeout: 10_000 });
  // Between the two of them it would be something else.
  await mei.api.send(team, 'Potassium 6.2');
  await expect(polite).toHaveText(`New message from ${mei.name} in Ward 7 clerks`);
  await expect(polite).toHaveText('', { timeout: 10_000 });
  await chat.page.keyboard.press('Control+Shift+U');
  await expect(polite).toContainText(/^Unread: \d+ conversations?/);
  await rhys.api.send(id, 'And here as ever');
  await expect(polite).toContainText(`${rhys.name}: And here as ever`);
});

test('that something can be undone is said, the note waits for whoever is at it, and Undo gives the focus back', async ({ world }) => {
  const { rhys, id, chat } = await pair(world);
  const page = chat.page;
  await page.clock.install();
  await chat.visit(id);
  const link = new Inbox(world, page).link(rhys.name);
  const polite = page.locator('#announcer');
  const undo = page.getByRole('region', { name: 'Notes' }).getByRole('button', { name: 'Undo' });
  const mute = async () => {
    await link.focus();
    await page.keyboard.press('Shift+F10');
    await page.locator('#row-menu').getByRole('button', { name: 'Mute', exact: true }).press('Enter');
    await expect(polite).toContainText(/Muted.*\. Undo is in the note/);
    await expect(link).toBeFocused();
  };
  await mute();
  await undo.focus();
  // Twelve seconds are all that it has when nobody is at it.
  await page.clock.fastForward(13_000);
  await expect(undo).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(undo).toHaveCount(0);
  await expect(link).toBeFocused();
  await expect(polite).toHaveText('Undone');
  await mute();
  await undo.hover();
  await page.clock.fastForward(13_000);
  await expect(undo).toBeVisible();
  await page.mouse.move(5, 5);
  await page.clock.fastForward(13_000);
  await expect(undo).toHaveCount(0);
});
