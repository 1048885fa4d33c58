import { platformContext } from '../src/resolvers/context.ts';
import { requestPhoneCode } from '../src/resolvers/phones/request-phone-code.ts';
import { verifyPhone } from '../src/resolvers/phones/verify-phone.ts';
import { passPhoneCodes } from '../src/workers/notification-sms.ts';
import type { TestApp, TestUser } from './harness.ts';
import { jsonOf, type Receiver } from './receiver.ts';

/** Asks for a code and gives the one that the provider was sent. */
export async function sentCode(t: TestApp, provider: Receiver, user: TestUser, number: string): Promise<string> {
  await requestPhoneCode(user.ctx, { number });
  await passPhoneCodes(platformContext(t.app, 'test'));
  const message = provider.received.map(jsonOf).findLast(({ to }) => to === number);
  if (!message) throw new Error(`nothing was sent to ${number}`);
  return String(message['text']).slice(0, 6);
}

/** Proves that a user holds a number. */
export async function provenPhone(t: TestApp, provider: Receiver, user: TestUser, number: string): Promise<void> {
  await verifyPhone(user.ctx, { code: await sentCode(t, provider, user, number) });
}
