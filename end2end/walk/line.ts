import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { Api } from '../api';

/** A colleague's line to the server, just enough of a WebSocket to tell what was seen and that somebody types. */
export class Line {
  private constructor(private readonly socket: Socket) {
    socket.on('error', () => socket.destroy());
    // What comes down is nobody's business here.
    socket.resume();
  }

  static open(api: Api): Promise<Line> {
    return new Promise((done, fail) => {
      const asked = request({
        host: '127.0.0.1',
        port: api.port,
        path: '/live',
        headers: {
          host: `localhost:${api.port}`,
          origin: api.origin,
          cookie: api.cookie,
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': randomBytes(16).toString('base64'),
        },
      });
      asked.on('upgrade', (_answer, socket) => done(new Line(socket as Socket)));
      asked.on('response', (answer) => fail(new Error(`the line was refused: ${answer.statusCode}`)));
      asked.on('error', fail);
      asked.end();
    });
  }

  /** Says something up the line: one masked text frame (RFC 6455, section 5.2). */
  say(up: unknown): void {
    const text = Buffer.from(JSON.stringify(up));
    const head = text.length < 126 ? Buffer.from([0x81, 0x80 | text.length]) : Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255]);
    const mask = randomBytes(4);
    const masked = text.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    this.socket.write(Buffer.concat([head, mask, masked]));
  }

  close(): void {
    this.socket.destroy();
  }
}
