import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Busboy } from '@fastify/busboy';
import { importBytes } from 'ipfs-unixfs-importer';
import { fixedSize } from 'ipfs-unixfs-importer/chunker';
import { balanced } from 'ipfs-unixfs-importer/layout';

/**
 * The part of a node's RPC that the platform uses, over HTTP: objects in memory under the identifiers that the library of
 * IPFS reckons for them (another implementation than ours). It speaks to no other node.
 */
export interface IpfsNode extends AsyncDisposable {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  readonly pinned: Set<string>;
  /** Makes the node name what it is given wrongly. */
  lie(): void;
}

export async function openIpfsNode(): Promise<IpfsNode> {
  const objects = new Map<string, Buffer>();
  const pinned = new Set<string>();
  let lies = false;

  async function add(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const bytes = await fileOf(req);
    const blockstore = { put: (cid: unknown) => cid, get: () => Buffer.alloc(0) };
    const options = { cidVersion: 1, rawLeaves: true, reduceSingleLeafToSelf: true } as const;
    const { cid } = await importBytes(bytes, blockstore as never, {
      ...options,
      chunker: fixedSize({ chunkSize: 262_144 }),
      layout: balanced({ maxChildrenPerNode: 174 }),
    });
    objects.set(cid.toString(), bytes);
    const name = lies ? 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' : cid.toString();
    res.end(`${JSON.stringify({ Name: 'object', Hash: name, Size: String(bytes.length) })}\n`);
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://localhost');
    const arg = searchParams.get('arg') ?? '';
    const found = objects.get(arg);
    const fail = (message: string) => res.writeHead(500).end(JSON.stringify({ Message: message, Code: 0 }));
    if (pathname === '/api/v0/add') await add(req, res);
    else if (pathname === '/api/v0/pin/rm') {
      // What nobody pins is swept away.
      if (!pinned.delete(arg)) fail('not pinned or pinned indirectly');
      else if (objects.delete(arg)) res.end(JSON.stringify({ Pins: [arg] }));
    } else if (!found) fail(`block was not found locally (offline): ipld: could not find ${arg}`);
    else if (pathname === '/api/v0/pin/add') {
      pinned.add(arg);
      res.end(JSON.stringify({ Pins: [arg] }));
    } else {
      const offset = Number(searchParams.get('offset'));
      res.end(found.subarray(offset, offset + Number(searchParams.get('length'))));
    }
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    pinned,
    lie: () => {
      lies = true;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

function fileOf(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const form = new Busboy({ headers: req.headers as { 'content-type': string } });
    const chunks: Buffer[] = [];
    form.on('file', (_, file) => file.on('data', (chunk: Buffer) => chunks.push(chunk)));
    form.on('finish', () => {
      resolve(Buffer.concat(chunks));
    });
    form.on('error', reject);
    req.on('error', reject);
    req.pipe(form);
  });
}
