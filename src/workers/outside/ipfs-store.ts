import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ObjectStore, StoreError } from './object-store.ts';
import { countCid } from './unixfs.ts';

export interface IpfsOptions {
  /** Of a node's RPC, such as `http://127.0.0.1:5001`. It must not be open to others. */
  readonly url: string;
  readonly token: string | undefined;
  /** How long the node may be silent. */
  readonly timeoutMs: number;
}

const ANSWER_BYTES = 65_536;
const Added = z.object({ Hash: z.string() });

/**
 * Objects in IPFS, over the RPC of a node (https://docs.ipfs.tech/reference/kubo/rpc/): added, pinned, read by `cat` and
 * unpinned. An object lies under its content identifier, which we reckon ourselves: what the node calls it must be the
 * same. IPFS is public, and what was fetched by others stays with them; what lies there is sealed.
 */
export function ipfsStore(options: IpfsOptions): ObjectStore {
  const call = (path: string, args: Record<string, string>, type?: string) => open(options, path, args, type);

  async function ask(path: string, args: Record<string, string>): Promise<{ status: number; text: string }> {
    const sent = call(path, args);
    sent.end();
    return readText(await answerOf(sent, options));
  }

  return {
    async put(_, bytes) {
      const boundary = randomUUID();
      // Pinned once the identifier is known to be right; what is not pinned, the node forgets.
      const args = { 'cid-version': '1', 'raw-leaves': 'true', chunker: 'size-262144', pin: 'false', quieter: 'true' };
      const sent = call('add', args, `multipart/form-data; boundary=${boundary}`);
      const answering = answerOf(sent, options);
      // It is awaited below; until then a broken connection must not count as an error that nobody handles.
      answering.catch(() => {});
      const counter = countCid();
      try {
        const head = 'Content-Disposition: form-data; name="file"; filename="object"';
        await write(sent, Buffer.from(`--${boundary}\r\n${head}\r\nContent-Type: application/octet-stream\r\n\r\n`));
        for await (const piece of bytes) {
          counter.take(piece);
          await write(sent, piece);
        }
        sent.end(`\r\n--${boundary}--\r\n`);
      } catch (error) {
        sent.destroy();
        throw error;
      }
      const { status, text } = await readText(await answering);
      const cid = counter.cid();
      if (status !== 200 || addedIn(text) !== cid) {
        throw new StoreError(`IPFS answers with status ${status}, and not with the identifier of what it was given`);
      }
      const pinned = await ask('pin/add', { arg: cid });
      if (pinned.status !== 200) throw new StoreError(`IPFS does not pin: status ${pinned.status}`);
      return cid;
    },

    async read(place, { start, end }) {
      const sent = call('cat', { arg: place, offset: String(start), length: String(Math.max(1, end - start)) });
      sent.end();
      const answer = await answerOf(sent, options);
      if (answer.statusCode === 200) return answer;
      const { status, text } = await readText(answer);
      if (/not found|could not find/i.test(text)) return undefined;
      throw new StoreError(`IPFS does not read: status ${status}`);
    },

    async remove(place) {
      const { status, text } = await ask('pin/rm', { arg: place });
      if (status !== 200 && !/not pinned/i.test(text)) throw new StoreError(`IPFS does not unpin: status ${status}`);
    },

    // What was not pinned goes by itself, and what was pinned is known by its place.
    discard: () => Promise.resolve(),
  };
}

function open({ url, token, timeoutMs }: IpfsOptions, path: string, args: Record<string, string>, type?: string) {
  const target = new URL(`${url}/api/v0/${path}?${new URLSearchParams(args).toString()}`);
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(type && { 'content-type': type }) };
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = request(target, { method: 'POST', headers, timeout: timeoutMs });
  sent.on('timeout', () => sent.destroy(new StoreError(`IPFS is silent for ${timeoutMs} ms`)));
  return sent;
}

async function answerOf(sent: ClientRequest, { timeoutMs }: IpfsOptions): Promise<IncomingMessage> {
  try {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.setTimeout(timeoutMs, () => answer.destroy(new StoreError(`IPFS is silent for ${timeoutMs} ms`)));
    return answer;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('IPFS cannot be reached', { cause: error });
  }
}

/** Waits while the node takes no more, so that no more than a piece is held here. */
async function write(sent: ClientRequest, piece: Uint8Array): Promise<void> {
  if (sent.destroyed) throw new StoreError('IPFS has closed the connection');
  if (sent.write(piece)) return;
  const gone = new AbortController();
  try {
    const closed = once(sent, 'close', { signal: gone.signal }).then(() => {
      throw new StoreError('IPFS has closed the connection');
    });
    await Promise.race([once(sent, 'drain', { signal: gone.signal }), closed]);
  } finally {
    gone.abort();
  }
}

async function readText(answer: IncomingMessage): Promise<{ status: number; text: string }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > ANSWER_BYTES) throw new StoreError('the answer of IPFS is too long');
    chunks.push(chunk);
  }
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}

/** The last line of JSON names the root. */
function addedIn(text: string): string | undefined {
  try {
    return Added.parse(JSON.parse(text.trim().split('\n').at(-1) ?? '')).Hash;
  } catch {
    return undefined;
  }
}
