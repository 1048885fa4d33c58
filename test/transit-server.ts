import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  readonly plaintext?: string;
  readonly ciphertext?: string;
  readonly associated_data?: string;
}

/** A key service over HTTP that speaks as the Transit engine of OpenBao does, with one key that really encrypts. */
export interface TransitServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  /** Makes a new version of the key; older ones still open what they closed. */
  rotate(): void;
}

export async function openTransitServer(name: string): Promise<TransitServer> {
  const versions = [randomBytes(32)];
  const token = 'transit-token';

  function encrypt({ plaintext = '', associated_data: data = '' }: Asked): object {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1) as Buffer, nonce).setAAD(Buffer.from(data, 'base64'));
    const bytes = Buffer.concat([nonce, cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()]);
    return { ciphertext: `vault:v${versions.length}:${bytes.toString('base64')}` };
  }

  function decrypt({ ciphertext = '', associated_data: data = '' }: Asked): object {
    const [, version = '', text = ''] = ciphertext.split(':');
    const bytes = Buffer.from(text, 'base64');
    const key = versions[Number(version.slice(1)) - 1] as Buffer;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(data, 'base64'));
    decipher.setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    return { plaintext: plain.toString('base64') };
  }

  async function answer(req: IncomingMessage): Promise<object> {
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Asked);
    if (req.url === `/v1/transit/keys/${name}`) return { latest_version: versions.length };
    return req.url === `/v1/transit/encrypt/${name}` ? encrypt(asked) : decrypt(asked);
  }

  const server = createServer((req, res) => {
    const refuse = (status: number, why: string): void => {
      res.writeHead(status).end(JSON.stringify({ errors: [why] }));
    };
    if (req.headers['x-vault-token'] !== token) refuse(403, 'permission denied');
    else {
      answer(req).then(
        (data) => res.end(JSON.stringify({ data })),
        () => {
          refuse(400, 'cipher: message authentication failed');
        },
      );
    }
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/transit`,
    token,
    rotate: () => void versions.push(randomBytes(32)),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}
