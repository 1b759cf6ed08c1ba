import { longNight, texts, two } from '../desk';
import { late } from '../slow';
import { expect, test } from '../world';

test('leaving while a change is being saved harms nothing', async ({ world }) => {
  const { ben, cleo, withBen, chat, inbox } = await two(world);
  await chat.visit(withBen);
  await chat.say('10 mg');
  await expect(chat.state('10 mg', /Sent|Delivered|Read/)).toBeVisible();
  const { go } = await late(chat.page, 'edit-message');
  await chat.choose('10 mg', 'Edit');
  await chat.box.fill('5 mg');
  await chat.box.press('Enter');
  await expect.poll(() => texts(ben, withBen)).toContain('5 mg');
  await inbox.open(cleo.name);
  await expect(chat.title).toContainText(cleo.name);
  const answered = chat.page.waitForResponse((response) => response.url().endsWith('/api/edit-message'));
  go();
  await answered;
  await expect(chat.box).toHaveValue('');
  await chat.say('Still alive');
  await expect(chat.message('Still alive')).toBeInViewport();
  await inbox.open(ben.name);
  await expect(chat.message('5 mg')).toBeVisible();
  await expect(chat.page.getByText('Edit message')).toHaveCount(0);
  await expect(chat.box).toHaveValue('');
});

test('leaving while a jump to a quote is under way harms nothing', async ({ world }) => {
  const { asha, ben, cleo, withBen, withCleo, chat, inbox } = await two(world);
  const first = await longNight(asha, ben, withBen);
  await ben.api.send(withBen, 'About that', { reply_to: first.id });
  await asha.api.call('mark-read', { conversation: withBen });
  // Held already: then nothing but the jump asks for a conversation.
  await chat.visit(withCleo);
  await inbox.open(ben.name);
  await expect(chat.message('About that')).toBeInViewport();
  const { go } = await late(chat.page, 'open-conversation');
  await chat.message('About that').locator('.message__quote').click();
  await inbox.open(cleo.name);
  await expect(chat.message('Cleo here')).toBeVisible();
  const answered = chat.page.waitForResponse((response) => response.url().endsWith('/api/open-conversation'));
  go();
  await answered;
  await expect(chat.title).toContainText(cleo.name);
  await chat.say('Still alive');
  await expect(chat.message('Still alive')).toBeInViewport();
  await inbox.open(ben.name);
  await expect(chat.box).toBeVisible();
  await chat.say('Here too');
  await expect(chat.message('Here too')).toBeInViewport();
});

test('what is typed while the next conversation is on its way goes to nobody', async ({ world }) => {
  const { ben, cleo, withBen, withCleo, chat, inbox } = await two(world);
  await chat.visit(withBen);
  await expect(chat.box).toBeVisible();
  const { go } = await late(chat.page, 'open-conversation');
  await inbox.row(cleo.name).getByRole('link').click();
  await chat.box.focus();
  await chat.page.keyboard.type('Yes');
  await chat.page.keyboard.press('Enter');
  go();
  await expect(chat.title).toContainText(cleo.name);
  await chat.say('For Cleo');
  await expect(chat.state('For Cleo', /Sent|Delivered|Read/)).toBeVisible();
  expect(await texts(ben, withBen)).not.toContain('Yes');
  expect(await texts(cleo, withCleo)).not.toContain('Yes');
});

test('Alt and an arrow in an empty box change nothing that was said', async ({ world }) => {
  const { ben, withBen, chat } = await two(world);
  await chat.visit(withBen);
  await chat.say('give 5 mg');
  await expect(chat.state('give 5 mg', /Sent|Delivered|Read/)).toBeVisible();
  await chat.box.focus();
  for (const keys of ['Alt+ArrowUp', 'Shift+ArrowUp', 'Control+ArrowUp']) {
    await chat.page.keyboard.press(keys);
    await expect(chat.page.getByText('Edit message'), keys).toHaveCount(0);
  }
  expect(await texts(ben, withBen)).toContain('give 5 mg');
});
