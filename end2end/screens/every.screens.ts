import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { Conversation } from '../pages/conversation';
import { Directory } from '../pages/directory';
import { Door } from '../pages/door';
import { folder } from '../server';
import { expect, test } from '../world';

const target = folder(process.env.PANDO_SCREENS ?? 'screens-out');
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
];

for (const viewport of WIDTHS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const touch = viewport.width < 1000;
    const options = { viewport, colorScheme, hasTouch: touch, isMobile: viewport.width < 500, deviceScaleFactor: 1 };
    const shoot = async (page: Page, name: string) => {
      await page.screenshot({ path: join(target, `${name}-${viewport.width}-${colorScheme}.png`), animations: 'disabled' });
    };

    test(`the door at ${viewport.width}, ${colorScheme}`, async ({ world }) => {
      const page = await world.stranger(options);
      const door = new Door(world, page);
      await world.visit(page, '/sign-in');
      await shoot(page, '01-sign-in');
      await door.email.fill('nobody');
      await door.button('Send me a code').click();
      await expect(door.summary).toBeVisible();
      await shoot(page, '02-sign-in-wrong');
      const code = await door.ask(world.someone().email);
      await shoot(page, '03-code');
      await door.enter(code);
      await expect(door.heading('Who are you?')).toBeVisible();
      await shoot(page, '04-profile');
      await door.button('Continue').click();
      await expect(door.summary).toBeVisible();
      await shoot(page, '05-profile-wrong');
      await door.introduce('Asha Patel');
      await expect(door.heading('Choose a PIN')).toBeVisible();
      await shoot(page, '06-pin');
      await door.choosePin();
      await expect(page).toHaveURL(/\/c$/);
      await world.live(page);
      await shoot(page, '07-inbox-empty');
      await page.goto('/offline.html');
      await shoot(page, '08-offline');
    });

    test(`at work at ${viewport.width}, ${colorScheme}`, async ({ world }) => {
      const asha = await world.clinician();
      const page = await world.browserOf(asha, options);
      const chat = new Conversation(world, page);
      const { rows } = await asha.api.call<{ rows: { conversation: string; kind: string }[] }>('list-inbox', { filter: '' });
      const group = rows.find((row) => row.kind === 'group')?.conversation ?? '';
      const direct = rows.find((row) => row.kind === 'direct')?.conversation ?? '';
      await world.visit(page, '/c');
      await world.live(page);
      await shoot(page, '10-inbox');
      await chat.visit(group);
      await page.keyboard.press('Control+End');
      await shoot(page, '11-group');
      await chat.visit(direct);
      await page.keyboard.press('Control+End');
      await chat.say('Seen her at ten, thank you. Sats 94 on air.');
      await expect(chat.state('Seen her at ten', 'Sent').last()).toBeVisible();
      await shoot(page, '12-direct');
      const said = chat.message('Seen her at ten').last();
      await said.hover();
      await said.getByRole('button', { name: 'More about this message' }).click();
      await shoot(page, '13-message-menu');
      await page.getByRole('button', { name: 'Who has read it' }).click();
      await expect(page.getByRole('dialog')).toContainText('of 1');
      await shoot(page, '14-receipts');
      await page.keyboard.press('Escape');
      for (const [name, path] of [
        ['15-details-group', `/c/${group}?info=1`],
        ['16-details-direct', `/c/${direct}?info=1`],
        ['17-unread', '/c?f=unread'],
        ['18-archived', '/c?f=archived'],
        ['22-settings', '/settings'],
        ['22-settings-profile', '/settings/profile'],
        ['22-settings-pin', '/settings/pin'],
        ['23-devices', '/settings/devices'],
        ['24-help', '/help'],
      ] as const) {
        await world.visit(page, path);
        await shoot(page, name);
      }
      const directory = new Directory(world, page);
      await directory.visit();
      await directory.find('Ward 7 nurse');
      await expect(directory.found.getByRole('button').first()).toBeVisible();
      await shoot(page, '20-new');
      await directory.visit('?group=1');
      await directory.find('Ward 7');
      await directory.found.getByRole('checkbox').first().check();
      await shoot(page, '21-new-group');
      const people = new Directory(world, page, '/people');
      await people.visit();
      await people.find('Ward 7');
      await expect(people.found.getByRole('link').first()).toBeVisible();
      await shoot(page, '20-people');
      await people.found.getByRole('link').first().click();
      await expect(page.getByRole('button', { name: 'Message', exact: true })).toBeVisible();
      await shoot(page, '20-profile');
      await world.visit(page, `/c/${group}`);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('ward');
      await expect(page.getByRole('option').first()).toBeVisible();
      await shoot(page, '19-switcher');
      await page.goto('/nowhere');
      await shoot(page, '25-nothing-here');
      await page.goto('/dev/mail');
      await shoot(page, '27-outbox');
      await asha.api.call('lock');
      await world.visit(page, '/c');
      await shoot(page, '26-locked');
    });
  }
}
