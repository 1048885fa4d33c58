import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A WebSocket client that only counts: thousands of them must cost less than the server that is measured. */
export interface WsClient {
  send(text: string): void;
  close(): void;
}

export interface WsOptions {
  readonly port: number;
  readonly path: string;
  readonly protocol?: string;
  /** Called with the text of a message; of later ones without it, unless `readsAll`. */
  readonly onMessage: (text: () => string) => void;
  readonly onClose: (reason: string) => void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** A frame of a client (RFC 6455, section 5.2), under 64 KiB; the mask is zero, which is allowed and costs nothing. */
function clientFrame(opcode: number, payload: Buffer): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0])
      : Buffer.from([0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

/** Reads the frames that are complete in `bytes`, and gives what is left. */
function readFrames(bytes: Buffer, heard: (opcode: number, start: number, end: number) => void): number {
  let at = 0;
  for (;;) {
    if (bytes.length - at < 2) return at;
    const short = (bytes[at + 1] ?? 0) & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length - at < head) return at;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const end = at + head + length;
    if (end > bytes.length) return at;
    heard((bytes[at] ?? 0) & 15, at + head, end);
    at = end;
  }
}

/** Connects and shakes hands. */
export function openWebSocket({ port, path, protocol, onMessage, onClose }: WsOptions): Promise<WsClient> {
  const { promise, resolve, reject } = Promise.withResolvers<WsClient>();
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let rest: Buffer | undefined;
  let open = false;
  const client: WsClient = {
    send: (text) => void socket.write(clientFrame(TEXT, Buffer.from(text))),
    close: () => socket.destroy(),
  };
  const take = (bytes: Buffer): void => {
    const used = readFrames(bytes, (opcode, start, end) => {
      if (opcode === TEXT) onMessage(() => bytes.toString('utf8', start, end));
      else if (opcode === PING) socket.write(clientFrame(PONG, bytes.subarray(start, end)));
      else if (opcode === CLOSE) onClose(bytes.toString('utf8', start + 2, end));
    });
    // A copy: a slice would keep the whole of what was read.
    rest = used === bytes.length ? undefined : Buffer.from(bytes.subarray(used));
  };
  socket.on('connect', () => {
    const wanted = protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`;
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${wanted}\r\n`,
    );
  });
  socket.on('data', (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    if (open) {
      take(bytes);
      return;
    }
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      rest = bytes;
      return;
    }
    if (!bytes.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
      reject(new Error(`no WebSocket: ${bytes.toString('latin1', 0, end)}`));
      socket.destroy();
      return;
    }
    open = true;
    rest = undefined;
    resolve(client);
    if (bytes.length > end + 4) take(bytes.subarray(end + 4));
  });
  socket.on('error', reject);
  socket.on('close', () => {
    onClose('the connection was closed');
  });
  return promise;
}
