import { z } from 'zod';
import { insertPhoneCode } from '../../db/phones.ts';
import { countHits } from '../../db/throttles.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { keyOf } from '../throttle-keys.ts';
import { PhoneNotServed } from './errors.ts';
import { isServed, maskNumber, phoneNumber } from './rules.ts';

const HOUR_S = 3_600;
const requestPhoneCodeInput = z.object({ number: phoneNumber });

/**
 * Has a code sent to a number, by which the caller proves to hold it; a number that was proven before stays until then.
 * Throws InputInvalid, PhoneNotServed, RateLimited.
 */
export async function requestPhoneCode(
  ctx: Context,
  input: unknown,
): Promise<{ readonly number: string; readonly expiresAt: Date }> {
  const { userId } = await permit(ctx, 'notification.channels');
  const { number } = readInput(requestPhoneCodeInput, input);
  const { config, db } = ctx.app;
  if (!isServed(number, config.SMS_PREFIXES)) throw new PhoneNotServed();
  // Each message costs, and rings at whoever has the number: both are limited, who asks and who is sent to.
  const hits = [`sms:number:${keyOf(number)}`, `sms:user:${userId}`].map((key) => ({ key, hits: 1, windowS: HOUR_S }));
  for (const count of await countHits(db, hits)) {
    if (count.hits > config.PHONE_CODES_PER_HOUR) throw new RateLimited(Math.ceil(count.endsInS));
  }
  const code = await transact(ctx, (tx) => insertPhoneCode(tx, { userId, number, ttlS: config.PHONE_CODE_TTL_S }));
  return { number: maskNumber(number), expiresAt: code.expiresAt };
}
