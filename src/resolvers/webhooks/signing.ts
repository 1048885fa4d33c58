import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

/** A secret of a webhook, as its bytes. */
export const newSecretBytes = (): Buffer => randomBytes(SECRET_BYTES);

/** A secret as its owner gets it. */
export const writeSecret = (secret: Buffer): string => `${PREFIX}${secret.toString('base64')}`;

export interface Signed {
  readonly id: string;
  /** When it is sent, in seconds since 1970. */
  readonly timestampS: number;
  readonly body: string;
}

/**
 * The headers of a webhook (Standard Webhooks 1.0.0): HMAC-SHA256 over `id.timestamp.body`, by each secret that counts, the
 * newest first; whoever knows one of them can verify.
 */
export function signedHeaders({ id, timestampS, body }: Signed, secrets: readonly Buffer[]): Record<string, string> {
  const said = `${id}.${timestampS}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(said).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': signatures.join(' '),
  };
}
