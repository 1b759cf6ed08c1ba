import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { Agent as TlsAgent, request as requestByTls } from 'node:https';

/** What came back. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What goes out, byte for byte: nothing is made tidy on the way. */
export interface Call {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

type Value = string | number | boolean | string[] | undefined;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });
// The certificate is one that the test has made itself.
const tlsAgent = new TlsAgent({ keepAlive: true, maxSockets: 32, rejectUnauthorized: false });

/** A client without a browser: the same server functions, with the cookie of one device. */
export class Api {
  cookie = '';

  constructor(
    readonly port: number,
    readonly origin = `http://localhost:${port}`,
  ) {}

  /** Sends exactly this. */
  raw({ method = 'GET', path, headers = {}, body }: Call): Promise<Answer> {
    return new Promise((done, fail) => {
      const [send, by] = this.origin.startsWith('https:') ? ([requestByTls, tlsAgent] as const) : ([request, agent] as const);
      const out = send({ host: '127.0.0.1', port: this.port, method, path, agent: by, headers: { host: `localhost:${this.port}`, ...headers } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() }));
        answer.on('error', fail);
      });
      out.on('error', fail);
      out.end(body);
    });
  }

  /** Calls a server function, and takes over the cookie it sets. */
  async ask(name: string, fields: Record<string, Value> = {}, more: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.raw({
      method: 'POST',
      path: `/api/${name}`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        origin: this.origin,
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...more,
      },
      body: encode(fields),
    });
    const set = answer.headers['set-cookie']?.find((cookie) => cookie.startsWith('__Host-pando='));
    if (set) this.cookie = set.split(';')[0] ?? '';
    return answer;
  }

  /** Calls a server function that has to succeed. */
  async call<T = unknown>(name: string, fields: Record<string, Value> = {}): Promise<T> {
    const answer = await this.ask(name, fields);
    if (answer.status >= 400) throw new Error(`${name}: ${answer.status} ${answer.text}`);
    return (answer.text ? JSON.parse(answer.text) : undefined) as T;
  }

  /** A page as a browser asks for it. */
  page(path: string): Promise<Answer> {
    const cookie: Record<string, string> = this.cookie ? { cookie: this.cookie } : {};
    return this.raw({ path, headers: { accept: 'text/html', ...cookie } });
  }

  /** Says something. */
  send(conversation: string, body: string, more: Record<string, Value> = {}): Promise<{ id: string; seq: number; number: number }> {
    return this.call('send-message', { conversation, body, ...more });
  }

  /** Who got a message, and who read it; in a conversation that is not a large one. */
  async receipts(conversation: string, message: string): Promise<Receipt[]> {
    return (await this.call<{ each: Receipt[] }>('list-receipts', { conversation, message })).each;
  }
}

/** How far a message got with one person. */
export interface Receipt {
  person: string;
  delivered_at: number | null;
  passed_at: number | null;
  read_at: number | null;
  there: boolean;
}

/** Fields as a form sends them; a list as `name[0]`, `name[1]`. */
export function encode(fields: Record<string, Value>): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) value.forEach((one, at) => pairs.push(`${name}[${at}]=${encodeURIComponent(one)}`));
    else if (value !== undefined) pairs.push(`${name}=${encodeURIComponent(String(value))}`);
  }
  return pairs.join('&');
}
