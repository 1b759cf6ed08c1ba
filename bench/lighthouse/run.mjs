// Lighthouse's mobile run over the screens it is given, each time in a browser that has seen nothing yet:
//   node run.mjs ORIGIN COOKIE TIMES PATH…
// What it measured comes as one line of JSON a run.
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';

const [origin, cookie, times, ...paths] = process.argv.slice(2);
const [name, value] = cookie.split('=');
const measured = { lcp: 'largest-contentful-paint', tbt: 'total-blocking-time', cls: 'cumulative-layout-shift', fcp: 'first-contentful-paint' };

async function once(path) {
  const browser = await puppeteer.launch({
    executablePath: process.env.PANDO_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const page = await browser.newPage();
    if (path !== '/sign-in') await page.setCookie({ name, value, url: origin, secure: true, path: '/' });
    // What is stored is the session: without it every screen would be the door.
    const { lhr } = await lighthouse(origin + path, { disableStorageReset: true, onlyCategories: ['performance'], output: 'json', logLevel: 'silent' }, undefined, page);
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
    if (new URL(lhr.finalDisplayedUrl).pathname !== path) throw new Error(`${path} led to ${lhr.finalDisplayedUrl}`);
    const found = Object.entries(measured).map(([key, audit]) => [key, lhr.audits[audit].numericValue]);
    return { path, score: lhr.categories.performance.score, ...Object.fromEntries(found) };
  } finally {
    await browser.close();
  }
}

// By turns: a machine that grows faster or slower meanwhile does so for all of them.
for (let turn = 0; turn < Number(times); turn += 1) {
  for (const path of paths) console.log(JSON.stringify(await once(path)));
}
