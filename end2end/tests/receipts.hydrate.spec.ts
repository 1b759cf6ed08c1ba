import { Conversation } from '../pages/conversation';
import { type Person, type World, expect, test } from '../world';

/** Two people, and the conversation on the screen of the second, whose clock is ours to turn. */
async function pair(world: World, lines = 0, viewport = { width: 1440, height: 900 }) {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const sent: string[] = [];
  for (let at = 1; at <= lines; at++) sent.push((await asha.api.send(id, `Line ${at} of the night`)).id);
  const page = await world.browserOf(rhys, { viewport });
  await page.clock.install();
  const chat = new Conversation(world, page);
  return { asha, rhys, id, sent, page, chat };
}

/** What the sender is told of a message with the other one. */
async function receipt(asha: Person, conversation: string, message: string): Promise<'read' | 'passed' | 'delivered' | 'waiting'> {
  const [other] = await asha.api.receipts(conversation, message);
  if (other?.read_at != null) return 'read';
  if (other?.passed_at != null) return 'passed';
  return other?.delivered_at == null ? 'waiting' : 'delivered';
}

/** Some seconds on the clock of a page, more than enough for what is looked at to count. */
async function looks(chat: Conversation): Promise<void> {
  await chat.page.clock.runFor(4000);
}

/** It stays unread however long it is looked at, and is read as soon as what stood in the way is gone. */
async function onlyAfter(chat: Conversation, asha: Person, id: string, message: string, clear: () => Promise<void>): Promise<void> {
  await looks(chat);
  await expect.poll(() => receipt(asha, id, message)).toBe('delivered');
  await looks(chat);
  expect(await receipt(asha, id, message)).toBe('delivered');
  await clear();
  await expect
    .poll(async () => {
      await looks(chat);
      return receipt(asha, id, message);
    })
    .toBe('read');
}

test('what comes behind an open dialog is not read before the dialog is closed', async ({ world }) => {
  const { asha, id, page, chat } = await pair(world);
  await chat.visit(id);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  const { id: message } = await asha.api.send(id, 'Bed 4 is ready');
  await expect(chat.log).toContainText('Bed 4 is ready');
  await onlyAfter(chat, asha, id, message, async () => {
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  });
});

test('what lies under the details is not read before they are closed', async ({ world }) => {
  const { asha, id, page, chat } = await pair(world, 0, { width: 900, height: 800 });
  await chat.visit(id);
  const aside = await chat.details();
  const { id: message } = await asha.api.send(id, `Give ${'5 mg in the morning and '.repeat(12)} nothing at night`);
  await expect(chat.log).toContainText('nothing at night');
  await onlyAfter(chat, asha, id, message, async () => {
    await aside.getByRole('link', { name: 'Close details' }).click();
    await expect(aside).toBeHidden();
  });
});

test('a screen that nobody has touched for a minute reads nothing', async ({ world }) => {
  const { asha, id, page, chat } = await pair(world);
  await chat.visit(id);
  await page.clock.fastForward('01:05');
  const { id: message } = await asha.api.send(id, 'Bed 4 is ready');
  await expect(chat.message('Bed 4 is ready')).toBeInViewport();
  await onlyAfter(chat, asha, id, message, async () => {
    await page.mouse.move(700, 300);
    await page.mouse.move(720, 320);
  });
});

test('under the warning of the lock nothing is read', async ({ world }) => {
  const { asha, id, page, chat } = await pair(world);
  await chat.visit(id);
  await page.clock.fastForward('04:42');
  const warning = page.getByRole('alertdialog', { name: 'Pando is about to lock' });
  await expect(warning).toBeVisible();
  // A hand that moves the pointer over it is there; what lies under the warning is still covered.
  await page.mouse.move(700, 300);
  await page.mouse.move(720, 320);
  const { id: message } = await asha.api.send(id, 'Bed 4 is ready');
  await expect(chat.log).toContainText('Bed 4 is ready');
  await onlyAfter(chat, asha, id, message, async () => {
    await page.getByRole('button', { name: 'Stay unlocked' }).click();
    await expect(warning).toBeHidden();
  });
});

test('whoever jumps to the end has gone past what was never on screen, and reads it by scrolling there', async ({ world }) => {
  const { asha, rhys, id, sent, page, chat } = await pair(world, 60);
  await rhys.api.call('mark-read', { conversation: id });
  await chat.visit(id);
  await page.keyboard.press('Control+End');
  await expect(chat.message('Line 60 of the night')).toBeInViewport();
  const [early, last] = [sent[29] ?? '', sent[59] ?? ''];
  await looks(chat);
  await expect.poll(() => receipt(asha, id, last)).toBe('read');
  expect(await receipt(asha, id, early)).toBe('passed');

  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id, `?m=${early}`);
  await expect(mine.message('Line 30 of the night')).toHaveAttribute('aria-label', /, Delivered$/);
  await mine.choose('Line 30 of the night', 'Who has read it');
  const receipts = mine.page.getByRole('dialog', { name: 'Who has read it' });
  await expect(receipts).toContainText('Read by 0 of 1');
  await expect(receipts.getByRole('heading', { name: 'Went past without reading it (1)' })).toBeVisible();
  await expect(receipts.getByRole('listitem').filter({ hasText: rhys.name })).toHaveCount(1);
  await receipts.getByRole('button', { name: 'Close' }).click();

  await chat.message('Line 30 of the night').scrollIntoViewIfNeeded();
  await page.mouse.move(700, 300);
  await page.mouse.move(720, 320);
  await expect
    .poll(async () => {
      await looks(chat);
      return receipt(asha, id, early);
    })
    .toBe('read');
  await expect(mine.message('Line 30 of the night')).toHaveAttribute('aria-label', /, Read$/);
});

test('a message taller than the screen is read when all of it was shown, not when its end was', async ({ world }) => {
  const { asha, rhys, id, page, chat } = await pair(world, 0, { width: 390, height: 600 });
  const { id: message } = await asha.api.send(id, Array.from({ length: 90 }, (_, at) => `Step ${at + 1} of the protocol`).join('\n'));
  await rhys.api.call('mark-read', { conversation: id });
  await chat.visit(id);
  await page.keyboard.press('Control+End');
  await looks(chat);
  await expect.poll(() => receipt(asha, id, message)).toBe('passed');
  for (let at = 0; at < 15; at++) {
    await chat.log.evaluate((log) => log.scrollBy(0, -150));
    await page.mouse.move(200 + at, 300);
    await page.clock.runFor(2500);
  }
  await expect.poll(() => receipt(asha, id, message)).toBe('read');
});

test('a look that was lost with its line is told on the next', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const other = await world.direct(rhys, mei);
  await mei.api.send(other, 'Quiet here');
  const sent = await asha.api.send(id, 'Potassium 6.1');
  const page = await world.browserOf(rhys);
  let deaf = true;
  const lines: { close: () => Promise<void> }[] = [];
  await page.routeWebSocket(/\/live/, (line) => {
    const server = line.connectToServer();
    line.onMessage((text) => {
      if (!(deaf && String(text).includes('seen'))) server.send(text);
    });
    lines.push(line);
  });
  await new Conversation(world, page).visit(id);
  await expect(page.getByText('Potassium 6.1').last()).toBeVisible();
  await page.mouse.move(500, 400);
  await page.mouse.move(510, 410);
  await expect(page.locator(`#row-${id}`)).not.toContainText('unread');
  await page.locator(`#row-${other}`).click();
  await expect(page.getByText('Quiet here').last()).toBeVisible();
  expect(await receipt(asha, id, sent.id)).not.toBe('read');
  deaf = false;
  await lines.at(-1)?.close();
  await expect.poll(() => receipt(asha, id, sent.id), { timeout: 20_000 }).toBe('read');
});
