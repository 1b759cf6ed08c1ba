import type { Page } from '@playwright/test';

// A network that takes its time: each of these says how to end the wait.

/** Something to wait for, and what ends the wait. */
function gate(): [Promise<void>, () => void] {
  let open = (): void => undefined;
  return [new Promise<void>((done) => (open = done)), () => open()];
}

/** Keeps what is asked of one function from the server until told. */
export async function held(page: Page, name: string): Promise<() => void> {
  const [told, go] = gate();
  await page.route(`**/api/${name}`, async (route) => {
    await told;
    await route.continue();
  });
  return go;
}

/** Lets the server act at once, and its answer, once made, come only when told. */
export async function late(page: Page, name: string): Promise<{ made: Promise<void>; go: () => void }> {
  const [told, go] = gate();
  const [made, make] = gate();
  await page.route(`**/api/${name}`, async (route) => {
    const answer = await route.fetch();
    make();
    await told;
    // Whoever asked may be gone.
    await route.fulfill({ response: answer }).catch(() => undefined);
  });
  return { made, go };
}

/** A proxy's refusal of one function, given when told. */
export async function refused(page: Page, name: string): Promise<() => void> {
  const [told, go] = gate();
  await page.route(`**/api/${name}`, async (route) => {
    await told;
    await route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>503 Service Unavailable</h1>' });
  });
  return go;
}
