import type { Locator, Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Person, type World, expect, test } from '../world';

// What only an eye tells: what stands out, what is covered, what is said twice.

const style = (locator: Locator, ...names: string[]) =>
  locator.evaluate((element, names) => names.map((name) => getComputedStyle(element).getPropertyValue(name)), names);

async function talk(world: World, lines = 3): Promise<{ asha: Person; rhys: Person; id: string; page: Page; chat: Conversation }> {
  const [asha, rhys] = [await world.person(), await world.person({ role: 'Registrar' })];
  const id = await world.direct(asha, rhys);
  for (let at = 0; at < lines; at++) await rhys.api.send(id, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation: id });
  const page = await world.browserOf(asha);
  return { asha, rhys, id, page, chat: new Conversation(world, page) };
}

async function group(world: World): Promise<{ asha: Person; rhys: Person; id: string; page: Page; chat: Conversation }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [rhys]);
  await rhys.api.send(id, 'Is bed 4 clean?');
  await asha.api.send(id, 'Since nine');
  const page = await world.browserOf(asha);
  return { asha, rhys, id, page, chat: new Conversation(world, page) };
}

test('how far own messages got stands under the last of a run, and not underlined', async ({ world }) => {
  const { asha, rhys, id, chat } = await talk(world);
  for (const text of ['One', 'Two', 'Three']) await asha.api.send(id, text);
  await chat.visit(id);
  const states = chat.log.getByRole('button', { name: /^(Sent|Delivered|Read)/ });
  await expect(states).toHaveCount(1);
  await expect(chat.state('Three', /Sent|Delivered/)).toBeVisible();
  expect(await style(states, 'text-decoration-line')).toEqual(['none']);
  // Whoever listens is told it of each.
  await expect(chat.message('One')).toHaveAccessibleName(/, (Sent|Delivered)$/);
  await rhys.api.send(id, 'Thank you');
  await asha.api.send(id, 'Four');
  await expect(states).toHaveCount(2);
});

test('between two people no name, role or face stands at every turn; in a group they do', async ({ world }) => {
  const direct = await talk(world);
  await direct.chat.visit(direct.id);
  await expect(direct.chat.message('Line 0 of the night')).toBeVisible();
  await expect(direct.chat.log.getByText('Registrar')).toHaveCount(0);
  await expect(direct.chat.log.locator('.avatar')).toHaveCount(0);
  await expect(direct.chat.log.locator(':not(.visually-hidden) > bdi, .message__author').filter({ hasText: direct.rhys.name, visible: true })).toHaveCount(0);
  const ward = await group(world);
  await ward.chat.visit(ward.id);
  await expect(ward.chat.log.getByText(ward.rhys.name, { exact: true })).toBeVisible();
  await expect(ward.chat.log.locator('.avatar')).toHaveCount(1);
});

test('no frame round the timeline or the message box; F6 shows where it went, after a click too', async ({ world }) => {
  const { page, id, chat } = await talk(world);
  await chat.visit(id);
  await page.keyboard.press('Control+End');
  await expect(chat.message('Line 2 of the night')).toBeFocused();
  expect(await style(chat.log, 'outline-style')).toEqual(['none']);
  await chat.box.click();
  const frame = page.locator('.composer__box');
  expect(await style(frame, 'outline-style')).toEqual(['none']);
  await page.keyboard.type('a');
  expect(await style(frame, 'outline-style')).toEqual(['none']);
  await chat.message('Line 1 of the night').locator('.message__bubble').click();
  await page.keyboard.press('Control+F6');
  await expect(chat.box).toBeFocused();
  expect(await style(frame, 'outline-style')).toEqual(['solid']);
  await page.getByRole('heading', { level: 1 }).first().click({ position: { x: 2, y: 2 }, modifiers: ['Shift'], noWaitAfter: true, trial: true });
  for (let step = 0; step < 3; step++) {
    await page.keyboard.press('Control+F6');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline, `step ${step}`).toBe('solid');
  }
});

test('the day lies on a strip of its own: no line of text is half under it', async ({ world }) => {
  const { id, page, chat } = await talk(world, 60);
  await chat.visit(id);
  await expect(chat.message('Line 59 of the night')).toBeInViewport();
  const strip = chat.log.locator('.day__heading');
  for (const move of [-333, -147, -58]) {
    await chat.log.evaluate((log, move) => (log.scrollTop += move), move);
    await page.waitForTimeout(100);
    const [bar, log] = [await strip.boundingBox(), await chat.log.boundingBox()];
    const bubbles = await chat.log.locator('.message__bubble').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })));
    expect(Math.abs((bar?.y ?? 0) - (log?.y ?? 0))).toBeLessThan(1.5);
    for (const { left, right } of bubbles) {
      expect(left).toBeGreaterThanOrEqual(bar?.x ?? Infinity);
      expect(right).toBeLessThanOrEqual((bar?.x ?? 0) + (bar?.width ?? 0));
    }
    // What passes it fades at its end.
    const [ground] = await style(strip, 'background-image');
    expect(ground).toMatch(/^linear-gradient\(rgb\(/);
  }
});

test('the head of a conversation opens its details, a member’s line their profile', async ({ world }) => {
  const { id, page, rhys, chat } = await group(world);
  await chat.visit(id);
  await page.getByText('2 members', { exact: true }).click();
  const aside = page.getByRole('complementary', { name: 'Details of Ward 7' });
  await expect(aside).toBeVisible();
  await chat.title.click();
  await expect(aside).toBeHidden();
  await chat.title.click();
  const line = await aside.getByRole('listitem').filter({ hasText: rhys.name }).boundingBox();
  // Anywhere on the line but what stands at its end.
  await page.mouse.click((line?.x ?? 0) + 24, (line?.y ?? 0) + (line?.height ?? 0) / 2);
  await expect(page.getByRole('heading', { level: 1, name: rhys.name })).toBeVisible();
  await page.getByRole('button', { name: 'Message', exact: true }).click();
  await expect(chat.title).toHaveText(rhys.name);
});

test('what takes something away is red and stands apart', async ({ world }) => {
  const { id, page, chat } = await group(world);
  await chat.visit(id);
  const aside = await chat.details();
  const leave = aside.getByRole('button', { name: 'Leave group' });
  const red = (colour = '') => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return r > 1.5 * g && r > 1.5 * b;
  };
  const [ink, ground, edge] = await style(leave, 'color', 'background-color', 'border-top-color');
  expect([red(ink), red(edge)]).toEqual([true, true]);
  expect(ground).toMatch(/, 0\)$|transparent/);
  const above = await aside.locator('button, a, summary').evaluateAll(
    (all, top) => Math.max(...all.map((one) => one.getBoundingClientRect().bottom).filter((bottom) => bottom <= top + 1)),
    (await leave.boundingBox())?.y ?? 0,
  );
  expect(((await leave.boundingBox())?.y ?? 0) - above, 'room above what takes one out').toBeGreaterThan(12);
  const strip = await leave.evaluate((leave) => {
    const section = leave.closest('section');
    return (section?.getBoundingClientRect().top ?? 0) - (section?.previousElementSibling?.getBoundingClientRect().bottom ?? 0);
  });
  expect(strip, 'an empty strip between two rules').toBeLessThan(1);
  await leave.click();
  const [sure] = await style(page.getByRole('dialog').getByRole('button', { name: 'Leave group' }), 'background-color');
  expect(red(sure)).toBe(true);
  await page.keyboard.press('Escape');
  await chat.choose('Since nine', 'Delete for everyone');
  const [gone] = await style(page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }), 'background-color');
  expect(red(gone)).toBe(true);
});

for (const width of [390, 1440]) {
  test(`what to do with words that were not sent stands in one line under them at ${width} pixels`, async ({ world }) => {
    const { asha, rhys, id } = await group(world);
    const page = await world.browserOf(rhys, { viewport: { width, height: 844 } });
    const chat = new Conversation(world, page);
    await chat.visit(id);
    await chat.box.pressSequentially('Bed 4 needs a review before noon');
    await asha.api.call('remove-person', { conversation: id, person: rhys.id });
    await expect(page).toHaveURL(/\/c$/);
    const lost = page.getByRole('alert').filter({ hasText: 'Not sent: you are no longer in Ward 7.' });
    await expect(lost).toContainText('Bed 4 needs a review before noon');
    // The box that had the focus has gone.
    await expect(lost).toBeFocused();
    const at = async (part: Locator) => (await part.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [words, copy, drop] = [await at(lost.locator('p')), await at(lost.getByRole('button', { name: 'Copy' })), await at(lost.getByRole('button', { name: 'Delete' }))];
    expect(copy.y).toBeGreaterThanOrEqual(words.y + words.height);
    expect(Math.abs(copy.y - drop.y)).toBeLessThan(1);
    expect(Math.abs(copy.x - words.x)).toBeLessThan(2);
    expect(drop.x).toBeGreaterThan(copy.x);
    // The notice goes with its button, and keys have a place all the same.
    await lost.getByRole('button', { name: 'Delete' }).press('Enter');
    await expect(lost).toHaveCount(0);
    await expect(page.locator(width < 768 ? '#inbox' : '#nothing-open')).toBeFocused();
  });
}

test('details over the messages have a veil: a press on it or Escape closes them', async ({ world }) => {
  const { id, page, chat } = await group(world);
  await page.setViewportSize({ width: 900, height: 700 });
  await chat.visit(id);
  const aside = await chat.details();
  const covered = () =>
    chat.log.evaluate((log) => {
      const box = log.getBoundingClientRect();
      return !log.contains(document.elementFromPoint(box.left + 20, box.top + box.height / 2));
    });
  expect(await covered()).toBe(true);
  await page.keyboard.press('Escape');
  await expect(aside).toBeHidden();
  await expect(page.getByRole('link', { name: 'Show details' })).toBeFocused();
  expect(await covered()).toBe(false);
  await chat.details();
  const log = await chat.log.boundingBox();
  await page.mouse.click((log?.x ?? 0) + 20, (log?.y ?? 0) + 200);
  await expect(aside).toBeHidden();
  // Beside the messages they are a pane as any other.
  await page.setViewportSize({ width: 1440, height: 900 });
  await chat.details();
  expect(await covered()).toBe(false);
  await chat.box.click();
  await page.keyboard.press('Escape');
  await expect(aside).toBeVisible();
});

test('there is one way back from the details: on a phone back, elsewhere a cross', async ({ world }) => {
  const { id, page, chat } = await group(world);
  for (const [width, name] of [[390, 'Back to messages'], [1440, 'Close details']] as const) {
    await page.setViewportSize({ width, height: 844 });
    await world.visit(page, `/c/${id}?info=1`);
    const ways = page.getByRole('complementary').getByRole('link', { name: /Back to messages|Close details/ });
    await expect(ways).toHaveCount(1);
    await ways.click();
    await expect(page).not.toHaveURL(/info/);
    await expect(chat.box).toBeVisible();
    expect(await ways.count(), name).toBe(0);
  }
});

test('no key of the shortcuts stands on a second line', async ({ world }) => {
  const { id, page, chat } = await talk(world);
  await chat.visit(id);
  await page.keyboard.press('Control+/');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toContainText('Find a person or conversation');
  const rows = await help.locator('dl > div').evaluateAll((rows) =>
    rows.map((row) => ({ text: row.textContent, tops: new Set([...row.querySelectorAll('kbd, dt')].map((part) => Math.round((part.getBoundingClientRect().top + part.getBoundingClientRect().bottom) / 8))).size })),
  );
  expect(rows.filter(({ tops }) => tops > 1)).toEqual([]);
});

test('a link to a message of ours opens where one is', async ({ world }) => {
  const { asha, rhys, id, page, chat } = await talk(world);
  const other = await world.group(rhys, 'Ward 7', [asha]);
  const meant = await rhys.api.send(other, 'The one that was meant');
  await rhys.api.send(id, `See ${world.server.url}/c/${other}?m=${meant.id}`);
  await chat.visit(id);
  await chat.log.getByRole('link', { name: /\/c\// }).click();
  await expect(page).toHaveURL(new RegExp(`/c/${other}\\?m=${meant.id}`));
  await expect(chat.message('The one that was meant')).toBeInViewport();
  expect(page.context().pages()).toHaveLength(1);
});

test('a letter with three thousand accents lies over nothing but its own message', async ({ world }) => {
  const { rhys, id, chat } = await talk(world);
  await rhys.api.send(id, `e${'\u0301'.repeat(3000)} is ready`);
  await chat.visit(id);
  const bubble = chat.message('is ready').locator('.message__bubble');
  await expect(bubble).toBeVisible();
  expect(await style(bubble, 'overflow-x', 'overflow-y')).toEqual(['clip', 'clip']);
});

test('one is one: a member, a person', async ({ world }) => {
  const { rhys, id, page, chat } = await group(world);
  await rhys.api.call('leave', { conversation: id });
  await chat.visit(id);
  await expect(page.getByText('1 member', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Ward 7');
  await expect(page.getByRole('option').first()).toContainText('1 member');
  await expect(page.getByRole('option').first()).not.toContainText('1 members');
});

for (const width of [320, 390]) {
  test(`names and titles of eighty wide letters put nothing out of reach at ${width} pixels`, async ({ world }) => {
    const wide = 'W'.repeat(80);
    const [asha, rhys] = [await world.person(), await world.person({ name: `W ${'W'.repeat(70)}`, role: 'W'.repeat(60) })];
    const id = await world.group(asha, wide, [rhys]);
    const first = await rhys.api.send(id, 'Is bed 4 clean? Her daughter rings at ten.');
    await asha.api.send(id, 'Since nine', { reply_to: first.id });
    await rhys.api.send(await world.direct(asha, rhys), 'Hello');
    const page = await world.browserOf(asha, { viewport: { width, height: 700 }, hasTouch: true, isMobile: true });
    const out = () =>
      page.evaluate(() => {
        const found = document.documentElement.scrollWidth > innerWidth + 1 ? ['the page scrolls sideways'] : [];
        for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
          const box = element.getBoundingClientRect();
          if (!element.checkVisibility({ visibilityProperty: true }) || box.width < 2 || element.closest('.visually-hidden, .skip-links, .chips')) continue;
          // A name that its line cuts with an ellipsis is as wide as it is.
          if (element.matches('bdi') && element.parentElement && getComputedStyle(element.parentElement).textOverflow === 'ellipsis') continue;
          const { overflowX } = getComputedStyle(element);
          if (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1) found.push(`scrolls sideways: ${element.className}`);
          if (box.right > innerWidth + 1) found.push(`sticks out: ${element.tagName} ${element.className}`);
        }
        return found;
      });
    const chat = new Conversation(world, page);
    for (const path of ['/c', `/c/${id}`, `/c/${id}?info=1`, `/c/${await world.direct(asha, rhys)}?info=1`, `/people/${rhys.id}`, `/people?q=${'W'.repeat(20)}`, `/new?group=1&q=${'W'.repeat(20)}`]) {
      await world.visit(page, path);
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
      expect.soft(await out(), path).toEqual([]);
    }
    await chat.visit(id);
    const text = chat.message('Is bed 4 clean? Her daughter rings at ten.').locator('.message__text');
    const box = await text.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(width);
    await new Inbox(world, page).visit();
    expect.soft(await out(), 'the inbox').toEqual([]);
  });
}

test('signing out everywhere is red, and stands apart from each device', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  await world.visit(page, '/settings/devices');
  const everywhere = page.getByRole('button', { name: 'Sign out everywhere' });
  const [ground = '', edge = ''] = await style(everywhere, 'background-color', 'border-top-color');
  const red = (colour: string) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return r > 1.5 * g && r > 1.5 * b;
  };
  expect(red(ground) || red(edge)).toBe(true);
  const [list, button] = [await page.getByRole('list', { name: 'Devices' }).boundingBox(), await everywhere.boundingBox()];
  expect((button?.y ?? 0) - (list?.y ?? 0) - (list?.height ?? 0)).toBeGreaterThan(16);
});

test('profile, PIN and devices have a way back, on a desk too', async ({ world }) => {
  const page = await world.browserOf(await world.person());
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ['/settings/profile', '/settings/pin', '/settings/devices']) {
      await world.visit(page, path);
      const back = page.getByRole('main').getByRole('link', { name: 'Back to settings' });
      await expect(back, `${path} at ${width}`).toBeInViewport();
      await back.click();
      await expect(page).toHaveURL(/\/settings$/);
    }
  }
});

test('the button that saves a change has another sign than the one that sends', async ({ world }) => {
  const { asha, id, page, chat } = await talk(world);
  await asha.api.send(id, 'Mine');
  await chat.visit(id);
  const sign = (name: string) => page.getByRole('button', { name, exact: true }).locator('use').getAttribute('href');
  expect(await sign('Send')).toMatch(/#i-send$/);
  await chat.choose('Mine', 'Edit');
  expect(await sign('Save the change')).toMatch(/#i-check$/);
});
