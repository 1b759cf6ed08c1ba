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

/** What a conversation says to somebody, from top to bottom. */
export const texts = async (person: Person, conversation: string) =>
  (await person.api.call<{ messages: { body: string }[] }>('list-messages', { conversation })).messages.map((message) => message.body);
