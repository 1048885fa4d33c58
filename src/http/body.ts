import type { IncomingMessage } from 'node:http';

/** What came in a request's body, or in which way it is no JSON that can be taken. */
export type Body = { readonly value: unknown } | 'TOO_LARGE' | 'NOT_JSON' | 'BROKEN_OFF';

/** `application/json`, in UTF-8 or without a word about it. */
export const isJson = (type: string | undefined): boolean =>
  type === 'application/json' || /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '');

/** Reads a JSON body of at most `limit` bytes, whatever its header says of its length. */
export async function readJson(req: IncomingMessage, limit: number): Promise<Body> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return 'TOO_LARGE';
  const bytes = await readBytes(req, limit);
  if (typeof bytes === 'string') return bytes;
  try {
    return { value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return 'NOT_JSON';
  }
}

/** The body, of at most `limit` bytes, as it came. */
export function readBytes(req: IncomingMessage, limit: number): Promise<Buffer | 'TOO_LARGE' | 'BROKEN_OFF'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        // What else comes is let pass; the answer closes the connection.
        req.removeAllListeners('data').resume();
        resolve('TOO_LARGE');
      } else chunks.push(chunk);
    });
    req.on('end', () => {
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    req.on('error', () => {
      resolve('BROKEN_OFF');
    });
    req.on('close', () => {
      resolve('BROKEN_OFF');
    });
  });
}
