import type { Locator } from '@playwright/test';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

/** Where parts of an element's text begin on the screen, from left to right. */
function lefts(element: Locator, parts: string[]): Promise<number[]> {
  return element.evaluate((root, wanted) => {
    const nodes: Text[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode as Text);
    const text = nodes.map((node) => node.data).join('');
    const place = (at: number): [Text, number] => {
      for (const node of nodes) {
        if (at < node.length) return [node, at];
        at -= node.length;
      }
      throw new Error(`nothing at ${at} of ${text}`);
    };
    return wanted.map((part) => {
      const at = text.indexOf(part);
      if (at < 0) throw new Error(`no ${part} in ${text}`);
      const range = document.createRange();
      range.setStart(...place(at));
      const [node, end] = place(at + part.length - 1);
      range.setEnd(node, end + 1);
      return range.getBoundingClientRect().left;
    });
  }, parts);
}

async function standsInOrder(element: Locator, parts: string[]): Promise<void> {
  const found = await lefts(element, parts);
  expect(found, `${parts.join(', ')} from left to right`).toEqual([...found].sort((one, other) => one - other));
}

test('a name written from the right turns nothing that stands beside it', async ({ world }) => {
  const ali = await world.person({ name: 'علي حسين', role: 'ممرض', grade: '6' });
  const asha = await world.person();
  const group = await world.group(ali, 'فريق الليل', [asha]);
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  const inbox = new Inbox(world, page);

  await world.visit(page, '/c');
  // Told of the group: who, did what, to whom.
  const line = inbox.row('فريق الليل').locator('.inbox-row__line');
  await standsInOrder(line, ['علي', 'added', asha.name]);

  await ali.api.send(group, '10 mg at 8, 20 mg at 12');
  await world.visit(page, `/c/${group}`);
  await standsInOrder(chat.message('10 mg').locator('.message__header'), ['علي', 'ممرض']);
  await expect(page).toHaveTitle(/\u2068فريق الليل\u2069 – Pando$/);
  await expect(chat.box).toHaveAttribute('placeholder', 'Message \u2068فريق الليل\u2069');

  // The colon and the number stand behind the name, not before it.
  await world.visit(page, '/c');
  await standsInOrder(line, ['علي', ':', '10', 'mg at 8']);

  const directory = new Directory(world, page);
  await directory.visit();
  await directory.find('علي');
  await standsInOrder(directory.found.locator('.person').filter({ hasText: 'علي حسين' }).locator('.person__role'), ['ممرض', ',', '6']);
});

test('what is written from the right is read from the right, whatever stands around it', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  await rhys.api.send(conversation, 'مرحبا، 5 mg');
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await world.visit(page, `/c/${conversation}`);
  const greeting = chat.message('مرحبا').locator('.message__text');
  await expect(greeting).toHaveCSS('direction', 'rtl');
  const [first = 0, later = 0] = await lefts(greeting, ['مرحبا', '5']);
  expect(first).toBeGreaterThan(later);
});

test('links are found in pasted text and show where they go', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  const body = 'See “https://www.nhs.uk/x” and Https://www.nice.org.uk/ng51\u00a0today, not https://www.nhs.uk@evil.example or https://n\u04bbs.uk';
  await rhys.api.send(conversation, body);
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await world.visit(page, `/c/${conversation}`);
  const links = chat.message('today').locator('.message__text a');
  await expect(links).toHaveText(['https://www.nhs.uk/x', 'Https://www.nice.org.uk/ng51', 'https://xn--ns-4wc.uk']);
  for (const link of await links.all()) expect(await link.getAttribute('href')).toBe(await link.textContent());
});

test('a name or a title that shows nothing, or hides something, is refused with the reason', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  for (const [title, why] of [
    ['\u200b\u2800\u3164', 'Give the group a name.'],
    ['Ward\u202e7', 'turns the text around'],
    ['Ward\u200b7', 'a hidden character in it'],
    ['🙂'.repeat(81), 'Use at most 80 characters.'],
  ] as const) {
    const answer = await asha.api.ask('start-group', { title, people: [rhys.id], history: 'all' });
    expect([answer.status, answer.text.includes(why)], JSON.stringify([title, answer.text])).toEqual([422, true]);
  }
  // As many as people count, whatever a browser counts: the box swallows none of them.
  const page = await world.browserOf(asha);
  await world.visit(page, '/new?group=1');
  const box = page.getByLabel('Name of the group');
  await box.fill('🙂'.repeat(80));
  await expect(box).toHaveValue('🙂'.repeat(80));
  await asha.api.call('start-group', { title: '🙂'.repeat(80), people: [rhys.id], history: 'all' });
});

test('colleagues are found as their names are typed', async ({ world }) => {
  const asha = await world.person();
  const { name } = world.someone();
  const mark = name.split(' ')[1] ?? '';
  const names = [`Linh Nguyễn ${mark}`, `Aoife O’Brien ${mark}`, `Иван ${mark}`];
  for (const name of names) await world.person({ name });
  const page = await world.browserOf(asha);
  const directory = new Directory(world, page);
  await directory.visit();
  for (const [typed, found] of [['nguyen', 0], ['obrien', 1], ['Dr O\'Brien', 1], ['Иван', 2]] as const) {
    await directory.find(`${typed} ${mark}`);
    await expect(directory.found.getByRole('listitem')).toHaveCount(1);
    await expect(directory.found).toContainText(names[found] ?? '');
  }
  await directory.find('%');
  await expect(directory.found.getByRole('listitem')).toHaveCount(0);
});
