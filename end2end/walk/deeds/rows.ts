import type { Kind } from '../deed';
import { toInbox } from '../hands';
import { ROOMS } from './opening';

const DEEDS = [/^(Pin to the top|Unpin)$/, /^(Mute|Unmute)$/, /^(Archive|Move back to the inbox)$/, /^Mark as (un)?read$/];

/** Pins, mutes, archives, marks as unread; each or its opposite. */
const flag: Kind = {
  name: 'flag',
  weight: 5,
  make: (chance) => ({ to: chance.whole(ROOMS), which: chance.whole(DEEDS.length) }),
  act: async (walk, { to, which }) => {
    const row = walk.page.locator(`[data-conversation="${walk.model.room(Number(to)).id}"]`);
    // Where a row has no such button, there is nothing to press.
    if (walk.phone) await toInbox(walk);
    if (!(await row.isVisible())) return false;
    if (!walk.phone) await row.hover();
    const more = row.getByRole('button', { name: /^More for / });
    if (!(await more.isVisible())) return false;
    await more.click();
    await walk.page.locator('#row-menu').getByRole('button', { name: DEEDS[Number(which)] }).click();
  },
};

export const rows: Kind[] = [flag];
