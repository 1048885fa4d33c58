import { z } from 'zod';
import { countPhoneTry, type PhoneRow, upsertPhone, usePhoneCode } from '../../db/phones.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { PhoneCodeWrong } from './errors.ts';
import { hashCode, isSameHash, maskNumber } from './rules.ts';

const verifyPhoneInput = z.object({
  code: z
    .string()
    .max(20, 'is no code')
    .transform((value) => value.trim()),
});

/** Proves that the caller holds the number that the last code was sent to. Throws InputInvalid, PhoneCodeWrong. */
export async function verifyPhone(ctx: Context, input: unknown): Promise<PhoneRow> {
  const { userId } = await permit(ctx, 'notification.channels');
  const { code } = readInput(verifyPhoneInput, input);
  const { db, vault, config } = ctx.app;
  // Counted for good before it is compared: many at once are no more tries than one after another.
  const sent = await countPhoneTry(db, userId, config.PHONE_CODE_TRIES);
  if (!sent?.codeHash) throw new PhoneCodeWrong();
  const { number, codeHash } = sent;
  if (!isSameHash(codeHash, hashCode(vault.linkKey, { userId, number }, code))) throw new PhoneCodeWrong();
  return transact(ctx, async (tx) => {
    if (!(await usePhoneCode(tx, sent.id))) throw new PhoneCodeWrong();
    const phone = await upsertPhone(tx, userId, number);
    const shown = maskNumber(number);
    await tell(tx, [securityNoticed(userId, 'PHONE_VERIFIED', { phone: shown })]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'PHONE_VERIFIED',
      subjectType: 'User',
      subjectId: userId,
      detail: { number: shown },
    });
    return phone;
  });
}
