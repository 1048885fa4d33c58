// Node finds no names in this module of CommonJS, though tests that bundle it do.
import webPush from 'web-push';
import { type OutsideAnswer, postOutside } from './post-outside.ts';

export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: Buffer;
  readonly auth: Buffer;
}

export interface PushMessage {
  /** At most 32 characters of base64url: a push service that still holds one of this topic replaces it (RFC 8030). */
  readonly topic: string;
  readonly payload: string;
  readonly urgent: boolean;
}

export interface PushSenderOptions {
  readonly keys: { readonly publicKey: string; readonly privateKey: string };
  /** Whom the push service can write to. */
  readonly subject: string;
  readonly ttlS: number;
  readonly timeoutMs: number;
  readonly privateHosts: readonly string[];
}

/** Pushes to a browser: encrypted for it alone (RFC 8291), signed by our key (RFC 8292). */
export type PushSender = (target: PushTarget, message: PushMessage) => Promise<OutsideAnswer>;

export function createPushSender({ keys, subject, ttlS, timeoutMs, privateHosts }: PushSenderOptions): PushSender {
  return async ({ endpoint, p256dh, auth }, { topic, payload, urgent }) => {
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') } },
      payload,
      {
        vapidDetails: { subject, ...keys },
        TTL: ttlS,
        topic,
        urgency: urgent ? 'high' : 'normal',
        contentEncoding: 'aes128gcm',
      },
    );
    // Some are numbers, whatever their types say.
    const written = Object.entries(headers as Readonly<Record<string, unknown>>);
    // The library would send it wherever the endpoint leads to.
    return postOutside({
      url: endpoint,
      headers: Object.fromEntries(written.map(([name, value]) => [name, String(value)])),
      body,
      timeoutMs,
      privateHosts,
    });
  };
}
