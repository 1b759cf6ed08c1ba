import { Conversation } from './pages/conversation';
import { Inbox } from './pages/inbox';
import type { Person, World } from './world';

/** Asha with two conversations open to her, in a browser of hers. */
export async function two(world: World): Promise<{ asha: Person; ben: Person; cleo: Person; withBen: string; withCleo: string; chat: Conversation; inbox: Inbox }> {
  const [asha, ben, cleo] = [await world.person(), await world.person(), await world.person()];
  const [withBen, withCleo] = [await world.direct(asha, ben), await world.direct(asha, cleo)];
  await ben.api.send(withBen, 'Ben here');
  await cleo.api.send(withCleo, 'Cleo here');
  const chat = new Conversation(world, await world.browserOf(asha));
  return { asha, ben, cleo, withBen, withCleo, chat, inbox: new Inbox(world, chat.page) };
}

/** A first line and 130 more, all of them read: more than a screen and a page hold. Answers the first line. */
export async function longNight(asha: Person, ben: Person, conversation: string): Promise<{ id: string }> {
  const first = await ben.api.send(conversation, 'The very first line');
  for (let at = 0; at < 130; at++) await ben.api.send(conversation, `Line ${at} of the night`);
  await asha.api.call('mark-read', { conversation });
  return first;
}

/** What a conversation says to somebody, from top to bottom. */
export const texts = async (person: Person, conversation: string) =>
  (await person.api.call<{ messages: { body: string }[] }>('list-messages', { conversation })).messages.map((message) => message.body);
