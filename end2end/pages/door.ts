import { type Locator, type Page, expect } from '@playwright/test';
import { PIN, type World } from '../world';

/** The screens of coming in. */
export class Door {
  constructor(
    readonly world: World,
    readonly page: Page,
  ) {}

  get email(): Locator {
    return this.page.getByLabel('Work email address');
  }
  get code(): Locator {
    return this.page.getByLabel('Code of 8 digits');
  }
  get pin(): Locator {
    return this.page.getByLabel('New PIN');
  }
  get again(): Locator {
    return this.page.getByLabel('The same PIN again');
  }
  /** The list of everything that has to change. */
  get summary(): Locator {
    return this.page.getByRole('alert', { name: 'There is a problem' });
  }

  /** What is wrong where a form has one box: beside the box, or above the form when it is about no box. */
  get told(): Locator {
    return this.page.getByRole('alert').filter({ hasText: /\S/ });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** Asks for a code, and answers with it. */
  async ask(email: string): Promise<string> {
    await this.world.visit(this.page, '/sign-in');
    await this.email.fill(email);
    const code = await this.world.server.codeFor(email, () => this.button('Send me a code').click());
    await expect(this.heading('Enter your code')).toBeVisible();
    return code;
  }

  /** Enters the code; where scripts run its last digit sends it. */
  async enter(code: string): Promise<void> {
    await this.world.awake(this.page);
    await this.code.fill(code);
    if (!this.world.hydrates) await this.button('Sign in').click();
  }

  /** Says who one is. */
  async introduce(name: string, role = 'Staff nurse'): Promise<void> {
    await expect(this.heading('Who are you?')).toBeVisible();
    await this.page.getByLabel('First and last name').fill(name);
    await this.page.getByLabel('What you do').fill(role);
    await this.page.getByLabel('Grade or band').fill('Band 6');
    await this.page.getByLabel('Specialty (optional)').fill('Respiratory medicine');
    await this.page.getByLabel('Where you work').selectOption({ label: 'Ward 7' });
    await this.page.getByLabel('Who registers you').selectOption('nmc');
    await this.page.getByLabel('Registration number').fill('12A3456B');
    await this.button('Continue').click();
  }

  /** Chooses the PIN of this device. */
  async choosePin(pin = PIN): Promise<void> {
    await expect(this.heading('Choose a PIN for this device')).toBeVisible();
    await this.pin.fill(pin);
    await this.again.fill(pin);
    await this.button('Open Pando').click();
  }

  /** From nothing to the inbox, the first time. */
  async enrol(name: string, email: string): Promise<void> {
    await this.enter(await this.ask(email));
    await this.introduce(name);
    await this.choosePin();
    await expect(this.page).toHaveURL(/\/c$/);
  }

  /** From nothing to the inbox, on a new device. */
  async signIn(email: string): Promise<void> {
    await this.enter(await this.ask(email));
    await this.choosePin();
    await expect(this.page).toHaveURL(/\/c$/);
  }
}
