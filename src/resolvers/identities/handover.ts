import { type HandoverRow, selectHandover } from '../../db/identities.ts';
import type { Context } from '../context.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { HandoverEnded } from './errors.ts';
import { isOfPage } from './rules.ts';

/** What a provider said, for the page that began. It stays usable until it is taken. Throws HandoverEnded. */
export async function handoverOf(
  { app: { db } }: Context,
  { code, verifier }: { readonly code: string; readonly verifier: string },
): Promise<HandoverRow> {
  const handover = await selectHandover(db, hashSecret(code));
  if (!handover || !isOfPage(handover.challenge, verifier)) throw new HandoverEnded();
  return handover;
}
