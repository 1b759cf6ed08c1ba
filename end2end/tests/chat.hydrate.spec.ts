import { dialogue } from '../dialogue';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Door } from '../pages/door';
import { Inbox } from '../pages/inbox';
import { expect, test } from '../world';

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

test('two people enrol, find each other and talk, and a killed server loses nothing they were told was sent', async ({ world }) => {
  test.setTimeout(180_000);
  const { source, turns } = dialogue();
  test.info().annotations.push({ type: 'dialogue', description: source });
  const [doctor, nurse] = [world.someone(), world.someone()];
  const [desk, phone] = [await world.stranger(DESKTOP), await world.stranger(PHONE)];
  await new Door(world, desk).enrol(doctor.name, doctor.email);
  await new Door(world, phone).enrol(nurse.name, nurse.email);

  await test.step('from the inbox to talking in two steps', async () => {
    await desk.getByRole('link', { name: 'New message' }).first().click();
    await new Directory(world, desk).talkTo(nurse.name);
  });

  const sides = [new Conversation(world, desk), new Conversation(world, phone)] as const;
  const first = turns[0]?.text ?? '';
  await sides[0].say(first);
  await expect(sides[0].state(first, 'Delivered')).toBeVisible();
  const inbox = new Inbox(world, phone);
  await expect(inbox.row(doctor.name)).toContainText('1 unread message');
  await expect(phone).toHaveTitle(/^\(1\) /);
  await inbox.open(doctor.name);
  await expect(sides[0].state(first, 'Read')).toBeVisible();

  const said = [first];
  const crash = Math.floor(turns.length / 2);
  for (const [at, { speaker, text }] of turns.entries()) {
    if (at === 0) continue;
    const [mine, theirs] = speaker === 0 ? sides : [sides[1], sides[0]];
    if (at === crash) await world.server.kill();
    await mine.box.fill(text);
    if (at === 1) await expect(theirs.page.getByText(/ is typing/)).toBeVisible();
    await mine.page.getByRole('button', { name: 'Send', exact: true }).click();
    said.push(text);
    if (at === crash) {
      await test.step('while the server is dead the message waits, and both are told', async () => {
        await expect(mine.state(text, 'Waiting')).toBeVisible();
        for (const side of sides) await expect(side.page.getByText('No connection.')).toBeVisible();
        await mine.shows(said);
        await world.server.run();
        for (const side of sides) await expect(side.page.getByText('No connection.')).toBeHidden({ timeout: 40_000 });
      });
    }
    await theirs.shows(said);
  }

  for (const side of sides) await side.shows(said);
  const [one, other] = [await sides[0].transcript(), await sides[1].transcript()];
  expect(new Set(one.map((shown) => shown.id)).size).toBe(said.length);
  expect(other.map((shown) => shown.id)).toEqual(one.map((shown) => shown.id));
  expect(other.map((shown) => shown.own)).toEqual(one.map((shown) => !shown.own));
  for (const side of sides) {
    await side.page.reload();
    await world.live(side.page);
    await side.shows(said);
  }
});

test('the server is killed in the middle of a burst: each message is there once, in order', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.visit(id);
  await theirs.visit(id);
  const texts = Array.from({ length: 24 }, (_, at) => `Observation ${at + 1} of 24: sats ${90 + (at % 8)}`);
  for (const [at, text] of texts.entries()) {
    await mine.box.fill(text);
    await mine.box.press('Enter');
    // What was sent before has hardly left: some of it is acknowledged, some is not.
    if (at === 11) await world.server.kill();
  }
  await mine.shows(texts);
  await expect(mine.state('Observation 24 of 24', 'Waiting')).toBeVisible();
  await world.server.run();
  await expect(theirs.message('Observation 24 of 24')).toBeVisible({ timeout: 40_000 });
  await theirs.shows(texts);
  await mine.shows(texts);
  await expect(mine.log.getByRole('button', { name: 'Waiting', exact: true })).toHaveCount(0);
  const page = await asha.api.call<{ messages: { body: string; number: number }[] }>('list-messages', { conversation: id });
  expect(page.messages.map((message) => message.body)).toEqual(texts);
  expect(page.messages.map((message) => message.number)).toEqual(texts.map((_, at) => at + 1));
});

test('a sent message is delivered when it is on a device, and read when it was looked at', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const mine = new Conversation(world, await world.browserOf(asha));
  await mine.visit(id);
  await mine.say('Bed 4 is ready');
  await expect(mine.state('Bed 4 is ready', 'Sent')).toBeVisible();
  const inbox = new Inbox(world, await world.browserOf(rhys));
  await inbox.visit();
  await expect(mine.state('Bed 4 is ready', 'Delivered')).toBeVisible();
  await inbox.open(asha.name);
  await expect(mine.state('Bed 4 is ready', 'Read')).toBeVisible();
  await mine.state('Bed 4 is ready', 'Read').click();
  const receipts = mine.page.getByRole('dialog', { name: 'Who has read it' });
  await expect(receipts).toContainText('Read by 1 of 1');
  await expect(receipts.getByRole('listitem').filter({ hasText: rhys.name })).toContainText(/Read \w{3} \d+ \w{3} \d{4}, \d\d:\d\d/);
});

test('somebody answers, changes and deletes, and the other side sees each at once', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const id = await world.direct(asha, rhys);
  const [mine, theirs] = [new Conversation(world, await world.browserOf(asha)), new Conversation(world, await world.browserOf(rhys))];
  await mine.visit(id);
  await theirs.visit(id);
  await mine.say('Is bed 4 clean?');
  await theirs.choose('Is bed 4 clean?', 'Reply');
  await expect(theirs.page.getByText(`Reply to ${asha.name}`)).toBeVisible();
  await theirs.say('Since nine');
  await expect(mine.message('Since nine').getByRole('link', { name: 'Is bed 4 clean?' })).toBeVisible();

  await theirs.choose('Since nine', 'Edit');
  await expect(theirs.box).toHaveValue('Since nine');
  await theirs.box.fill('Since half past nine');
  await theirs.page.getByRole('button', { name: 'Save the change' }).click();
  await expect(mine.message('Since half past nine')).toBeVisible();
  await mine.message('Since half past nine').getByRole('button', { name: 'Edited' }).click();
  const versions = mine.page.getByRole('dialog', { name: 'Versions of this message' });
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  await expect(versions).toContainText('Since nine');
  await versions.getByRole('button', { name: 'Close' }).click();

  await mine.choose('Is bed 4 clean?', 'Delete for everyone');
  const question = mine.page.getByRole('dialog', { name: 'Delete this message?' });
  await question.getByRole('button', { name: 'Delete for everyone' }).click();
  await expect(theirs.message('Message deleted').first()).toBeVisible();
  await expect(theirs.page.getByText('Is bed 4 clean?')).toHaveCount(0);
  await mine.page.reload();
  await mine.shows(['Message deleted', 'Since half past nine']);
});

test('the same message by two ways at once is one message', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  const answers = await Promise.all(Array.from({ length: 20 }, () => asha.api.send(conversation, 'Once', { id })));
  expect(new Set(answers.map((answer) => `${answer.id} ${answer.seq}`)).size).toBe(1);
  const theirs = new Conversation(world, await world.browserOf(rhys));
  await theirs.visit(conversation);
  await theirs.shows(['Once']);
});
