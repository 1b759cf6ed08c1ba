import type { Page } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

// A name written from the right, and titles likewise: wherever they are shown, nothing beside them turns.

/** Where a name stands in a sentence that it could turn: in neither an element nor marks of its own. */
function turning(page: Page, names: string[]): Promise<string[]> {
  return page.evaluate((names) => {
    const found: string[] = [];
    const alone = (text: string, name: string) => text.trim() === name || text.split(name).slice(0, -1).every((before) => before.endsWith('\u2068'));
    const told = (text: string, where: string) => {
      for (const name of names) if (text.includes(name) && !alone(text, name)) found.push(`${where}: ${text.trim().slice(0, 80)}`);
    };
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      const parent = text.parentElement;
      if (!parent || parent.closest('bdi, [dir="auto"], script, style')) continue;
      told(text.data, `${parent.tagName} ${parent.className}`);
      // Alone in an element is not enough for one that stands in a line with others.
      for (const name of names) {
        if (text.data.trim() === name && getComputedStyle(parent).display === 'inline' && !parent.matches('title, option')) found.push(`in a line: ${parent.outerHTML.slice(0, 120)}`);
      }
    }
    // Labels are heard, word by word: nothing turns there.
    for (const element of document.querySelectorAll('[title], [placeholder], [alt]')) {
      for (const attribute of ['title', 'placeholder', 'alt']) told(element.getAttribute(attribute) ?? '', `${attribute} of ${element.tagName} ${element.className}`);
    }
    return [...new Set(found)];
  }, names);
}

test('a name from the right stands by itself in every line', async ({ world }) => {
  const [NAME, TITLE] = ['علي حسن', 'فريق الليل'];
  const ali = await world.person({ name: NAME, role: 'ممرض', specialty: 'Cardiology' });
  const [asha, ben] = [await world.person(), await world.person()];
  const [id, direct] = [await world.group(ali, TITLE, [asha, ben]), await world.direct(asha, ali)];
  const first = await ali.api.send(id, 'Bed 4 is ready');
  await asha.api.send(id, 'Thank you', { reply_to: first.id });
  await ali.api.send(direct, 'Call me');
  const page = await world.browserOf(asha);
  const [chat, inbox] = [new Conversation(world, page), new Inbox(world, page)];
  const wrong: string[] = [];
  const look = async (where: string, of = page) => wrong.push(...(await turning(of, [NAME, TITLE, 'ممرض'])).map((one) => `${where}: ${one}`));

  await inbox.visit();
  await look('inbox');
  // The time stands at its end of the row, whatever the name.
  for (const title of [NAME, TITLE]) {
    const [name, time] = [await inbox.row(title).locator('.inbox-row__name').boundingBox(), await inbox.row(title).locator('time').boundingBox()];
    expect(time?.x ?? 0).toBeGreaterThanOrEqual((name?.x ?? 0) + (name?.width ?? 0) - 1);
  }
  await inbox.row(NAME).getByRole('button').click();
  await look('menu of a row');
  await page.keyboard.press('Escape');
  await chat.visit(id);
  await chat.choose('Bed 4 is ready', 'Reply');
  await look('group, replying');
  await page.keyboard.press('Escape');
  await chat.say('On my way');
  await chat.state('On my way', /Sent|Delivered|Read/).click();
  await expect(page.getByRole('dialog')).toContainText(NAME);
  await look('who has read it');
  await page.keyboard.press('Escape');
  await chat.details();
  await look('details');
  const theirs = new Conversation(world, await world.browserOf(ali));
  await theirs.visit(id);
  await theirs.box.pressSequentially('I am writ');
  await expect(page.getByText('is typing').first()).toBeVisible();
  await look('typing');
  await look('his own', theirs.page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(NAME);
  await page.getByRole('option').first().waitFor();
  await look('Ctrl K');
  for (const path of [`/c/${direct}`, '/people?q=علي', `/people/${ali.id}`, '/new?q=علي', '/new?group=1&q=علي']) {
    await world.visit(page, path);
    await expect(page.getByRole('main').getByText(NAME).first()).toBeVisible();
    await look(path);
  }
  await page.getByRole('checkbox').first().check();
  await look('chosen');
  for (const path of ['/settings', '/settings/profile', '/settings/devices', '/lock']) {
    await world.visit(theirs.page, path);
    await look(`his ${path}`, theirs.page);
  }
  expect(wrong).toEqual([]);
});

test('no box swallows what people count as one', async ({ world }) => {
  const [asha, ben] = [await world.person(), await world.person()];
  const id = await world.group(asha, 'Ward 7', [ben]);
  const page = await world.browserOf(asha);
  const takes = async (label: string, count: number) => {
    const box = page.getByLabel(label, { exact: true });
    await box.fill('');
    await box.focus();
    // As a keyboard puts it in: a limit of the box's own would cut it.
    await page.keyboard.insertText('🙂'.repeat(count));
    await expect(box, label).toHaveValue('🙂'.repeat(count));
  };
  await world.visit(page, '/settings/profile');
  for (const label of ['First and last name', 'What you do', 'Grade or band', 'Specialty (optional)']) await takes(label, 60);
  const chat = new Conversation(world, page);
  await chat.visit(id);
  await (await chat.details()).getByText('Rename').click();
  await takes('Name of the group', 80);
  await world.visit(page, '/people');
  await takes('Name, role, specialty, ward or site', 100);
});
