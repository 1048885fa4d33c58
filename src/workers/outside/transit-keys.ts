import { z } from 'zod';

/** A key service that cannot be used or does not open a key. Its words never hold a key, a token or a URL. */
class TransitError extends Error {
  override readonly name = 'TransitError';
}

export interface TransitOptions {
  /** Of the engine, such as `https://vault.example/v1/transit`. */
  readonly url: string;
  readonly key: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

interface Wrapped {
  readonly masterKeyId: string;
  readonly wrappedKey: Buffer;
}

export interface TransitKeys {
  currentId(): Promise<string>;
  wrap(key: Buffer, context: Buffer): Promise<Wrapped>;
  unwrap(wrapped: Wrapped, context: Buffer): Promise<Buffer>;
}

const ANSWER_BYTES = 65_536;
const Encrypted = z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v\d{1,9}:[\w+/=-]{20,2000}$/) }) });
const Decrypted = z.object({ data: z.object({ plaintext: z.base64() }) });
const KeyInfo = z.object({ data: z.object({ latest_version: z.number().int().positive() }) });
const Refused = z.object({ errors: z.array(z.string()) });

/**
 * Wraps keys with a master key that never leaves its service: the Transit engine of OpenBao and HashiCorp Vault
 * (https://openbao.org/api-docs/secret/transit/), over a key of type aes256-gcm96. The id of a master key is its name and
 * version, which the wrapped key says itself (`vault:v2:...`). Throws TransitError.
 */
export function transitKeys({ url, key, token, timeoutMs }: TransitOptions): TransitKeys {
  async function ask<T>(shape: z.ZodType<T>, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token && { 'x-vault-token': token }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new TransitError('the key service cannot be reached', { cause: error });
    });
    return readAnswer(response, shape);
  }

  const idOf = (ciphertext: string): string => `${key}:${ciphertext.split(':')[1] ?? ''}`;

  return {
    async currentId() {
      const { data } = await ask(KeyInfo, `keys/${key}`);
      return `${key}:v${data.latest_version}`;
    },
    async wrap(plain, context) {
      const { data } = await ask(Encrypted, `encrypt/${key}`, {
        plaintext: plain.toString('base64'),
        associated_data: context.toString('base64'),
      });
      return { masterKeyId: idOf(data.ciphertext), wrappedKey: Buffer.from(data.ciphertext) };
    },
    async unwrap({ masterKeyId, wrappedKey }, context) {
      const ciphertext = wrappedKey.toString('latin1');
      if (idOf(ciphertext) !== masterKeyId) throw new TransitError(`"${masterKeyId}" is no master key of this service`);
      const { data } = await ask(Decrypted, `decrypt/${key}`, {
        ciphertext,
        associated_data: context.toString('base64'),
      });
      return Buffer.from(data.plaintext, 'base64');
    },
  };
}

async function readAnswer<T>(response: Response, shape: z.ZodType<T>): Promise<T> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > ANSWER_BYTES) throw new TransitError('the answer of the key service is too long');
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof TransitError) throw error;
    throw new TransitError('the answer of the key service broke off', { cause: error });
  }
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new TransitError(`the key service answers with status ${response.status} and no JSON`);
  }
  const read = shape.safeParse(answer);
  if (response.ok && read.success) return read.data;
  const refused = Refused.safeParse(answer);
  const why = refused.success ? refused.data.errors.join('; ').slice(0, 200) : 'no words that it should use';
  throw new TransitError(`the key service answers with status ${response.status}: ${why}`);
}
