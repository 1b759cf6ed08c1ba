import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Conversation } from '../pages/conversation';
import { Inbox } from '../pages/inbox';
import { type Api, encode } from '../api';
import { expect, test } from '../world';

const FORM = 'application/x-www-form-urlencoded';
const NOWHERE = '01890a5d-ac96-774b-bcce-b302099a8057';

test('a request that no page of ours made changes nothing', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  const body = encode({ conversation, body: 'Forged' });
  const own = { 'content-type': FORM, accept: 'application/json', cookie: asha.api.cookie };
  const post = (headers: Record<string, string>) => asha.api.raw({ method: 'POST', path: '/api/send-message', headers: { ...own, ...headers }, body });
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://localhost.evil.example:${asha.api.port}` },
    { origin: asha.api.origin, 'sec-fetch-site': 'cross-site' },
    { origin: asha.api.origin, 'sec-fetch-site': 'same-site' },
    { referer: `${asha.api.origin}/c` },
  ] as Record<string, string>[]) {
    expect((await post(headers)).status, JSON.stringify(headers)).toBe(403);
  }
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
    const answer = await asha.api.raw({ method, path: `/api/send-message?${body}`, headers: { ...own, origin: asha.api.origin } });
    expect([403, 405], `${method} ${answer.status}`).toContain(answer.status);
  }
  const overridden = await asha.api.raw({ path: `/api/send-message?${body}`, headers: { ...own, origin: asha.api.origin, 'x-http-method-override': 'POST' } });
  expect(overridden.status).toBe(405);
  const opened = await asha.api.call<{ messages: unknown[] }>('list-messages', { conversation });
  expect(opened.messages).toEqual([]);
});

test('a body of another kind is refused in words', async ({ world }) => {
  const asha = await world.person();
  const headers = { accept: 'application/json', cookie: asha.api.cookie, origin: asha.api.origin };
  for (const [type, body] of [['application/json', '{"filter":""}'], ['text/plain', 'filter='], [FORM, 'filter'], [FORM, '%zz=%'], [FORM, ''], [FORM, 'filter[a][b][c]=1'], ['application/cbor', '\u0000']] as const) {
    const answer = await asha.api.raw({ method: 'POST', path: '/api/list-messages', headers: { ...headers, 'content-type': type }, body });
    expect(answer.status, `${type} ${body}`).toBeGreaterThanOrEqual(400);
    expect(answer.status, `${type} ${body}`).toBeLessThan(500);
  }
});

/** What asks for the socket. */
function handshake(port: number, headers: Record<string, string>): string {
  const lines = Object.entries({ host: `localhost:${port}`, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64'), ...headers });
  return `GET /live HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** Tries to open the socket; the status of the answer. */
function upgrade(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(handshake(port, headers));
    socket.once('data', (data) => {
      socket.destroy();
      done(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]));
    });
    socket.once('error', fail);
  });
}

test('a foreign page cannot open the socket with somebody’s cookie', async ({ world }) => {
  const asha = await world.person();
  const { cookie, origin, port } = asha.api;
  expect(await upgrade(port, { cookie, origin })).toBe(101);
  expect(await upgrade(port, { cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await upgrade(port, { cookie })).toBe(403);
  expect(await upgrade(port, { cookie, origin, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await upgrade(port, { origin })).toBe(401);
  await asha.api.call('lock');
  expect(await upgrade(port, { cookie, origin })).toBe(423);
});

/** A frame as a browser sends it, masked with zeros: what it says, or only how long it would be. */
function frame(opcode: number, payload: Buffer, claimed = payload.length): Buffer {
  const head = claimed < 126 ? Buffer.from([opcode, 0x80 | claimed]) : Buffer.alloc(10);
  if (claimed >= 126) {
    head[0] = opcode;
    head[1] = 0xff;
    head.writeBigUInt64BE(BigInt(claimed), 2);
  }
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

/** Opens the socket, says all that until the other side hangs up; the code it hung up with, if that came through. */
function hungUp(api: Api, say: Iterable<Buffer>): Promise<number | undefined> {
  const socket = connect(api.port, '127.0.0.1');
  let heard = Buffer.alloc(0);
  let opened = false;
  const feed = say[Symbol.iterator]();
  const more = () => {
    for (;;) {
      const next = feed.next();
      if (next.done || !socket.write(next.value as Buffer)) return;
    }
  };
  return new Promise((done, fail) => {
    socket.setTimeout(10_000, () => fail(new Error('nobody hung up')));
    socket.on('drain', more);
    socket.on('data', (data) => {
      heard = Buffer.concat([heard, data]);
      if (!opened && heard.includes('\r\n\r\n')) {
        opened = true;
        expect(heard.toString()).toMatch(/^HTTP\/1.1 101/);
        heard = heard.subarray(heard.indexOf('\r\n\r\n') + 4);
        more();
      }
    });
    // A peer that is still talking is cut off, and may never hear why.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const at = heard.lastIndexOf(0x88);
      done(at >= 0 && heard.length >= at + 4 ? heard.readUInt16BE(at + 2) : undefined);
    });
    socket.write(handshake(api.port, { 'sec-websocket-extensions': 'permessage-deflate', cookie: api.cookie, origin: api.origin }));
  });
}

function* times(count: number, first: Buffer, rest = first): Generator<Buffer> {
  yield first;
  for (let at = 1; at < count; at += 1) yield rest;
}

test('what no browser would say down the socket is hung up on, and costs no memory', async ({ world }) => {
  const asha = await world.person();
  const before = world.server.resident;
  const [text, more, ping] = [0x81, 0x00, 0x89];
  const words = Buffer.from('"active"');
  const once: [string, Buffer][] = [
    // One word that is not known may be a newer page's.
    ['words that mean nothing', frame(text, Buffer.from('{"drop":"table","delivered":1}'))],
    ['a known word that says nothing', frame(text, Buffer.from('{"delivered":"table"}'))],
    ['bytes', frame(0x82, words)],
    ['a frame of 64 MiB', frame(text, Buffer.alloc(1000), 64 * 1024 * 1024)],
    ['text that is none', frame(text, Buffer.from([0x22, 0xc3, 0x28, 0x22]))],
    ['packed, though nobody agreed to that', frame(0xc1, words)],
    ['a frame without a mask', Buffer.from([text, 1, 0x31])],
    ['an end without a beginning', frame(0x80, words)],
  ];
  for (const [what, said] of once) expect(await hungUp(asha.api, [said]), what).toBe(1008);
  const floods: [string, Iterable<Buffer>][] = [
    ['a million tiny frames', times(1_000_000, frame(text, words))],
    ['a message without an end', times(1_000_000, frame(0x01, Buffer.alloc(1000, 0x20)), frame(more, Buffer.alloc(1000, 0x20)))],
    ['a flood of pings', times(1_000_000, frame(ping, Buffer.alloc(100)))],
  ];
  for (const [what, said] of floods) expect([1008, 4429, undefined], what).toContain(await hungUp(asha.api, said));
  expect(world.server.resident - before).toBeLessThan(32 * 1024);
  expect((await asha.api.page('/c')).status).toBe(200);
});

test('what is somebody else’s answers like what is not there', async ({ world }) => {
  const [asha, rhys, mei] = [await world.person(), await world.person(), await world.person()];
  const theirs = await world.direct(rhys, mei);
  const message = (await rhys.api.send(theirs, 'Not for Asha')).id;
  const own = await world.direct(asha, rhys);
  const calls: [string, (conversation: string, message: string) => Record<string, string | number>][] = [
    ['find-row', (conversation) => ({ conversation })],
    ['open-conversation', (conversation) => ({ conversation })],
    ['list-messages', (conversation) => ({ conversation })],
    ['send-message', (conversation) => ({ conversation, body: 'x' })],
    ['edit-message', (conversation, message) => ({ conversation, message, version: 1, body: 'x' })],
    ['delete-message', (conversation, message) => ({ conversation, message })],
    ['save-draft', (conversation) => ({ conversation, body: 'x' })],
    ['mark-unread', (conversation) => ({ conversation })],
    ['mark-read', (conversation) => ({ conversation })],
    ['set-flags', (conversation) => ({ conversation, pinned: 'true' })],
    ['rename', (conversation) => ({ conversation, title: 'x' })],
    ['set-history', (conversation) => ({ conversation, history: 'all' })],
    ['add-people', (conversation) => ({ conversation, 'people[0]': asha.id })],
    ['remove-person', (conversation) => ({ conversation, person: rhys.id })],
    ['appoint', (conversation) => ({ conversation, person: asha.id, role: 'owner' })],
    ['leave', (conversation) => ({ conversation })],
    ['list-receipts', (conversation, message) => ({ conversation, message })],
    ['list-versions', (conversation, message) => ({ conversation, message })],
  ];
  for (const [name, fields] of calls) {
    const foreign = await asha.api.ask(name, fields(theirs, message));
    const missing = await asha.api.ask(name, fields(NOWHERE, NOWHERE));
    expect([foreign.status, foreign.text], name).toEqual([404, missing.text]);
    expect(missing.status, name).toBe(404);
  }
  // The message of another conversation, under the name of one's own.
  for (const name of ['edit-message', 'delete-message', 'list-receipts', 'list-versions']) {
    expect((await asha.api.ask(name, { conversation: own, message, version: 1, body: 'x' })).status, name).toBe(404);
  }
  expect((await asha.api.ask('send-message', { conversation: own, body: 'x', reply_to: message })).text).not.toContain('Not for Asha');
  expect((await asha.api.ask('open-conversation', { conversation: own, around: message })).text).not.toContain('Not for Asha');
  expect((await asha.api.ask('sign-out-device', { device: NOWHERE })).status).toBe(404);
  const held = await rhys.api.call<{ messages: { body: string }[] }>('list-messages', { conversation: theirs });
  expect(held.messages.map((line) => line.body)).toEqual(['Not for Asha']);
});

test('another way to write an address is no way around the guard', async ({ world }) => {
  const asha = await world.person();
  const { port } = asha.api;
  for (const path of ['//c', '/c/', '/%63', '/./c', '/settings/../c', '/c%2f', '/settings/%2e%2e/c', '/c;x', '//api/list-inbox', '/api//list-inbox', '/api/%6cist-inbox', '/API/list-inbox', '/c\\']) {
    const answer = await asha.api.raw({ path, headers: { accept: 'text/html' } });
    expect(answer.text, path).not.toContain(asha.name);
    expect([302, 303, 307, 308, 400, 404, 405], `${path} ${answer.status}`).toContain(answer.status);
    const posted = await asha.api.raw({ method: 'POST', path, headers: { 'content-type': FORM, origin: asha.api.origin, accept: 'application/json' }, body: 'filter=' });
    expect(posted.status, `POST ${path}`).toBeGreaterThanOrEqual(400);
  }
  for (const path of ['/../../etc/passwd', '/pkg/../../server.log', '/pkg/..%2f..%2fpando.db', '/icons/%2e%2e/%2e%2e/secret.key']) {
    expect((await asha.api.raw({ path })).status, path).toBe(404);
  }
  expect(port).toBeGreaterThan(0);
});

test('what is too long is refused in words, and the server goes on', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  for (const size of [70_000, 1_000_000]) {
    // The server answers at once and reads no further: who is still writing may find the line closed before the answer.
    const answer = await asha.api.ask('send-message', { conversation, body: 'a'.repeat(size) }).catch((error: NodeJS.ErrnoException) => error.code);
    if (typeof answer === 'object') {
      expect(answer.status).toBe(413);
      expect(answer.text).toContain('too long');
    } else {
      expect(['EPIPE', 'ECONNRESET']).toContain(answer);
    }
  }
  expect((await asha.api.call<{ messages: unknown[] }>('list-messages', { conversation })).messages).toEqual([]);
  for (const body of ['a'.repeat(4001), '𝒜'.repeat(4001)]) {
    const answer = await asha.api.ask('send-message', { conversation, body });
    expect([answer.status, answer.text.includes('Shorten the message')]).toEqual([422, true]);
  }
  await asha.api.send(conversation, 'é'.repeat(4000));
  expect((await asha.api.ask('search-people', { text: 'a'.repeat(5000) })).status).toBeLessThan(500);
  expect((await asha.api.page(`/c?f=${'a'.repeat(20_000)}`)).status).toBeLessThan(500);
});

test('searches that mean something to a database find nobody and break nothing', async ({ world }) => {
  const asha = await world.person();
  for (const text of ['"', "'", '%', '_', '*', 'NEAR/2', "') OR 1=1 --", 'a" OR "b', '\\', '=w', '=s', '\u0000', '\u202e', '-', '()', '^', 'a:b', '😀']) {
    const answer = await asha.api.ask('search-people', { text });
    expect(answer.status, JSON.stringify(text)).toBeLessThan(500);
  }
  for (const fields of [{ before: '-9223372036854775808' }, { after: '9223372036854775807' }, { before: '99999999999999999999' }, { before: 'x' }] as Record<string, string>[]) {
    const conversation = await world.direct(asha, await world.person());
    expect((await asha.api.ask('list-messages', { conversation, ...fields })).status).toBeLessThan(500);
  }
  for (const before of ['1.1.1', '1.1.9223372036854775807.x', `1.1.-1.${NOWHERE}`, '\u0000']) {
    expect((await asha.api.ask('list-inbox', { filter: '', before })).status).toBeLessThan(500);
  }
});

test('characters no keyboard makes: stored, shown or refused, never an error of ours', async ({ world }) => {
  const [asha, rhys] = [await world.person(), await world.person()];
  const conversation = await world.direct(asha, rhys);
  const told: string[] = [];
  for (const [body, shown] of [
    ['Bed 4\u0000 ready', 'Bed 4 ready'],
    ['\u0000', ''],
    ['   \n\t ', ''],
    ['\u202etfel ot thgir', '\u202etfel ot thgir'],
    ['👩🏽‍⚕️ and 🏴󠁧󠁢󠁷󠁬󠁳󠁿', '👩🏽‍⚕️ and 🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    [`Z${'\u0301'.repeat(2000)}`, `Z${'\u0301'.repeat(2000)}`],
    ['line one\r\nline two', 'line one\nline two'],
    ['\u001b[31mred\u0007', '\u001b[31mred\u0007'],
    ['1 g\rIbuprofen\u000b400 mg', '1 g\nIbuprofen\n400 mg'],
    ['\n  indented \r\n\t\r\n', '  indented '],
    ['\u200b\u2800\u3164', ''],
  ] as const) {
    const answer = await asha.api.ask('send-message', { conversation, body });
    expect(answer.status, JSON.stringify(body)).toBe(shown ? 200 : 422);
    if (shown) told.push(shown);
  }
  const lone = await asha.api.raw({ method: 'POST', path: '/api/send-message', headers: { 'content-type': FORM, accept: 'application/json', origin: asha.api.origin, cookie: asha.api.cookie }, body: `conversation=${conversation}&body=%ED%A0%80` });
  expect(lone.status).toBeLessThan(500);
  const held = await rhys.api.call<{ messages: { body: string }[] }>('list-messages', { conversation });
  expect(held.messages.map((line) => line.body).slice(0, told.length)).toEqual(told);
});

const SCRIPTS = [
  '<script>window.hurt=1</script>',
  '<img src=x onerror="window.hurt=1">',
  '</script><script>window.hurt=1</script>',
  '</textarea><svg onload=window.hurt=1>',
  '"><iframe srcdoc="<script>parent.hurt=1</script>">',
  '<!--<script>',
  'javascript:window.hurt=1 https://x.example/"onmouseover="window.hurt=1',
  '\u2028window.hurt=1\u2029</title>',
];

test('words that look like programs are words: in messages, titles, drafts, names', async ({ world }) => {
  const rhys = await world.person({ name: 'Rhys <b onclick=hurt=1>Bold</b>', role: '</script><script>window.hurt=1</script>' });
  const asha = await world.person();
  const group = await world.group(rhys, '<img src=x onerror=window.hurt=1>', [asha]);
  for (const text of SCRIPTS) await rhys.api.send(group, text);
  await asha.api.call('save-draft', { conversation: group, body: '</textarea><script>window.hurt=1</script>' });
  await asha.api.call('mark-read', { conversation: group });
  const page = await world.browserOf(asha);
  const chat = new Conversation(world, page);
  await world.visit(page, `/c/${group}?info=1`);
  const shown = (await chat.transcript()).map((line) => line.text);
  expect(shown).toEqual(SCRIPTS.map((text) => text.trim().replace('\u2029', '\n')));
  await expect(chat.box).toHaveValue('</textarea><script>window.hurt=1</script>');
  await expect(chat.title).toHaveText('<img src=x onerror=window.hurt=1>');
  expect(await page.locator('[onclick], [onerror], [onload], [onmouseover], iframe, a[href^="javascript:" i]').count()).toBe(0);
  await world.visit(page, '/new?q=Rhys');
  await expect(page.getByText('Rhys <b onclick=hurt=1>Bold</b>').first()).toBeVisible();
  await world.visit(page, '/c');
  await expect(new Inbox(world, page).row('<img src=x onerror=window.hurt=1>')).toBeVisible();
  if (world.hydrates) expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
});

test('a name that would look like another one is refused', async ({ world }) => {
  const { email } = world.someone();
  const api = await world.arrive(email);
  const profile = { role: 'Nurse', grade: 'Band 6', specialty: '', ward: '', body: 'nmc', registration: '12A3456B' };
  for (const name of ['Asha\u202eletaP', 'Asha\u200b Patel', 'Asha\u0000Patel', 'a'.repeat(81), '   ']) {
    expect((await api.ask('save-profile', { ...profile, name })).status, JSON.stringify(name)).toBe(422);
  }
  expect((await api.ask('save-profile', { ...profile, name: 'Asha Patel', level: 'network_admin', person: NOWHERE })).status).toBe(200);
  await api.call('set-pin', { pin: '4826', again: '4826' });
  expect((await api.call<{ level: string }>('who-am-i')).level).toBe('person');
});

test('a session planted in a browser is worth nothing after its owner has come in', async ({ world }) => {
  const asha = await world.person();
  const planted = asha.api.cookie;
  await asha.api.call('sign-out');
  const again = await world.device(asha);
  expect(again.api.cookie).not.toBe(planted);
  again.api.cookie = planted;
  expect((await again.api.ask('who-am-i')).status).toBe(401);
  for (const cookie of ['__Host-pando=', `__Host-pando=${createHash('sha256').update('x').digest('base64url').slice(0, 22)}`, '__Host-pando=" OR 1=1 --', `__Host-pando=${'a'.repeat(5000)}`]) {
    again.api.cookie = cookie;
    expect((await again.api.ask('who-am-i')).status, cookie.slice(0, 40)).toBe(401);
  }
});
