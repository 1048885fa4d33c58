import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface TextMessage {
  /** The same for every attempt to send the same message. */
  readonly id: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** REFUSED: the same again would be refused again. */
export type TextOutcome =
  | { readonly state: 'SENT' }
  | { readonly state: 'REFUSED' | 'FAILED'; readonly reason: string };

export type TextSender = (message: TextMessage) => Promise<TextOutcome>;

export interface TextSenderOptions {
  /** Where the provider takes messages; without it they are kept in the folder. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly from: string;
  readonly timeoutMs: number;
  readonly folder: string;
  /** Shows a message that is kept, to whoever sits before a developer's machine. */
  readonly print?: ((text: string) => void) | undefined;
}

/** Text messages go to a provider over HTTP, or without one into a folder. */
export const createTextSender = (options: TextSenderOptions): TextSender =>
  options.url === undefined ? toFolder(options) : toProvider(options, options.url);

/**
 * The interface of a provider: POST of `{ "id", "from", "to", "text" }` as JSON, with the token as bearer and the id as
 * Idempotency-Key. 2xx: taken. 408, 425, 429 and 5xx: to be tried again. Anything else: refused for good.
 */
function toProvider({ token, from, timeoutMs }: TextSenderOptions, url: string): TextSender {
  return async ({ id, to, text }) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'idempotency-key': id,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ id, from, to, text }),
      });
      await response.body?.cancel();
      if (response.ok) return { state: 'SENT' };
      const again = response.status >= 500 || [408, 425, 429].includes(response.status);
      return { state: again ? 'FAILED' : 'REFUSED', reason: `the provider answered ${response.status}` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { state: 'FAILED', reason: `the provider could not be reached: ${reason}` };
    }
  };
}

function toFolder({ folder, from, print }: TextSenderOptions): TextSender {
  return async ({ id, to, text }) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // It may hold a code: for the owner's eyes only.
    await writeFile(join(folder, `${id}.txt`), `From: ${from}\nTo: ${to}\n\n${text}\n`, { mode: 0o600 });
    print?.(`\nText message to ${to}:\n${text}\n`);
    return { state: 'SENT' };
  };
}
