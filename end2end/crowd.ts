import type { Person, World } from './world';

/** Two people in a group with so many of the hospital that it is a large one. */
export async function crowd(world: World): Promise<{ asha: Person; rhys: Person; id: string; title: string; many: number }> {
  const [asha, rhys] = [await world.person(), await world.person()];
  const people: string[] = [];
  let after: { sort_name: string; id: string } | null | undefined;
  while (people.length < 270 && after !== null) {
    const found = await asha.api.call<{ people: { id: string }[]; next: typeof after }>('search-people', {
      text: '',
      ...(after ? { after_name: after.sort_name, after_id: after.id } : {}),
    });
    people.push(...found.people.map((person) => person.id).filter((one) => one !== asha.id && one !== rhys.id));
    after = found.next ?? null;
  }
  const title = `Everybody ${asha.name}`;
  const id = await asha.api.call<string>('start-group', { title, people: [rhys.id, ...people.slice(0, 200)], history: 'all' });
  await asha.api.call('add-people', { conversation: id, people: people.slice(200) });
  return { asha, rhys, id, title, many: people.length + 2 };
}
