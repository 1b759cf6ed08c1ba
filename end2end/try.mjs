import { chromium } from '@playwright/test';
const base = process.argv[2] ?? 'http://127.0.0.1:3100', out = process.argv[3] ?? '/tmp/shots', js = process.argv[4] !== 'nojs';
const args = ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'];
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
const c = await b.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled: js });
const p = await c.newPage();
p.on('console', m => { if (m.type() === 'error' || m.type()==='warning') console.log('console', m.type(), m.text().slice(0, 300)); });
p.on('pageerror', e => console.log('pageerror', String(e).slice(0, 300)));
const shot = async n => { await p.screenshot({ path: `${out}/${n}.png` }); console.log(n, p.url()); };
await p.goto(base + '/sign-in'); await p.waitForTimeout(js ? 1500 : 0); await shot('1-sign-in');
await p.fill('input[name=email]', 'asha.patel@alder-vale.example'); await p.keyboard.press('Enter');
await p.waitForURL('**/sign-in/code', { timeout: 8000 }).catch(() => console.log('no code page')); await shot('2-code');
let code; for (let i = 0; i < 20 && !code; i++) { const t = await (await fetch(base + '/dev/mail')).text(); const m = t.match(/href="([^"]*mail\/[^"]+)"/); if (m) { const l = await (await fetch(new URL(m[1], base))).text(); code = l.match(/(\d{4}) (\d{4})/)?.slice(1).join(''); } await new Promise(r => setTimeout(r, 300)); }
console.log('code', code);
await p.fill('input[name=code]', code); await p.keyboard.press('Enter'); await p.waitForTimeout(2500); await shot('3-after-code');
const pins = p.locator('input[name=pin]'); await pins.fill('4821'); await p.fill('input[name=again]', '4821'); await p.keyboard.press('Enter'); await p.waitForTimeout(3000); await shot('4-inbox');
const first = p.locator('a[href^="/c/"]').first(); console.log(await first.getAttribute('href')); await first.click(); await p.waitForTimeout(2500); await shot('5-conversation');
await p.locator('textarea').first().fill('Bed 4 is ready for the transfer.'); await p.keyboard.press(js ? 'Enter' : 'Tab'); if (!js) await p.keyboard.press('Enter'); await p.waitForTimeout(1500); await shot('6-sent');
for (const [n, path] of [['7-new', '/new'], ['8-settings', '/settings'], ['9-devices', '/settings/devices'], ['10-help', '/help'], ['11-lost', '/nowhere']]) { await p.goto(base + path); await p.waitForTimeout(1200); await shot(n); }
await p.setViewportSize({ width: 390, height: 844 }); await p.goto(base + '/c'); await p.waitForTimeout(1500); await shot('12-phone-inbox');
await p.locator('a[href^="/c/"]').first().click(); await p.waitForTimeout(2000); await shot('13-phone-conversation');
await b.close();
