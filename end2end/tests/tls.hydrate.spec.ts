import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, get as plain } from 'node:http';
import { type RequestOptions, get } from 'node:https';
import { expect, test as base } from '@playwright/test';
import { type Tls, certificate, environment, folder, freePort, program } from '../server';
import { awake } from '../world';

/** A server that ends TLS itself, with a certificate of its own making. */
const test = base.extend<{ port: number; tls: Tls }>({
  tls: async ({}, use, info) => use(certificate(folder(info.outputPath('tls')))),
  port: async ({ tls: { cert, key } }, use, info) => {
    const port = await freePort();
    const own = folder(info.outputPath('data'));
    const env = { ...environment(own, port), PANDO_PUBLIC_URL: `https://localhost:${port}`, PANDO_TLS_CERT: cert, PANDO_TLS_KEY: key };
    const child = spawn(program, ['serve'], { cwd: own, env, stdio: 'ignore' });
    await expect(async () => expect((await ask(port, cert, '/readyz')).statusCode).toBe(200)).toPass();
    await use(port);
    child.kill('SIGTERM');
    await once(child, 'exit');
  },
});

async function ask(port: number, cert: string, path: string, more: RequestOptions = {}): Promise<IncomingMessage> {
  const request = get({ host: 'localhost', family: 4, port, path, ca: readFileSync(cert), agent: false, ...more });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  return answer;
}

test('the server ends TLS itself: 1.2 and 1.3, nothing older, and browsers are told to insist on it', async ({ browser, port, tls: { cert } }) => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const answer = await ask(port, cert, '/healthz', { minVersion: version, maxVersion: version });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['strict-transport-security']).toMatch(/max-age=(\d{8,}); includeSubDomains/);
  }
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    await expect(ask(port, cert, '/healthz', { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' })).rejects.toThrow();
  }
  await expect(once(plain({ host: 'localhost', family: 4, port, path: '/healthz' }), 'response')).rejects.toThrow();
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  await page.addInitScript(awake);
  await page.goto(`https://localhost:${port}/sign-in`);
  await page.waitForFunction(() => 'pandoAwake' in window);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.close();
});
