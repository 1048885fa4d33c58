import { randomInt } from 'node:crypto';
import { brokenConstraint, type Db } from '../../db/client.ts';
import { type HandoverRow, insertIdentity, selectIdentity, takeHandover, touchIdentity } from '../../db/identities.ts';
import { selectUserByEmail, updateEmailVerified } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { securityNoticed } from '../security-events.ts';
import { type Credentials, signCredentials } from '../sessions/credentials.ts';
import { openSession } from '../sessions/opening.ts';
import { hashPassword } from '../sessions/passwords.ts';
import { newSecret } from '../sessions/secrets.ts';
import { UsernameTaken } from '../users/errors.ts';
import { writeAccount } from '../users/open-account.ts';
import { countSignUp, noteSignUps } from '../users/sign-ups.ts';
import { AccountExists, EmailNotVouched, HandoverEnded } from './errors.ts';
import { handoverOf } from './handover.ts';
import { loginIdentityInput, usernameFor } from './rules.ts';

/**
 * Signs in as whoever has the identity linked. Nobody has: an account is opened for the e-mail address that the provider
 * vouches for, unless one has that address; it is never taken for the same by the address. The second factor is asked for as
 * everywhere. Throws InputInvalid, HandoverEnded, AccountExists, EmailNotVouched, UsernameTaken, TooManySignUps,
 * SecondFactorRequired, Busy.
 */
export async function loginIdentity(ctx: Context, input: unknown): Promise<Credentials> {
  const { username, ...given } = readInput(loginIdentityInput, input);
  const handover = await handoverOf(ctx, given);
  const known = await selectIdentity(ctx.app.db, handover);
  const identity = known ?? (await openAccount(ctx, handover, username));
  const opened = await openSession(ctx, identity.userId, async (tx) => {
    if (!(await takeHandover(tx, handover.codeHash))) throw new HandoverEnded();
    // It may have been unlinked since it was looked up.
    if (!(await touchIdentity(tx, identity))) throw new HandoverEnded();
  });
  return signCredentials(ctx, opened);
}

const NAMES_TRIED = 5;

async function openAccount(ctx: Context, handover: HandoverRow, wish: string | undefined) {
  const { app } = ctx;
  const { email, emailVerified, name } = handover;
  if (email === null || !emailVerified) throw new EmailNotVouched();
  if (await selectUserByEmail(app.db, email)) throw new AccountExists();
  // Nobody knows it: whoever wants a password sets one by mail.
  const passwordHash = await hashPassword(app.config, newSecret().secret);
  for (let attempt = 0; ; attempt += 1) {
    const suffix = attempt === 0 ? '' : String(randomInt(1_000, 1_000_000));
    const username = wish ?? usernameFor(name, email, suffix);
    try {
      return await transact(ctx, (tx) => writeLinked(ctx, tx, { ...handover, email, username, passwordHash }));
    } catch (error) {
      await noteSignUps(ctx, error);
      const broken = brokenConstraint(error);
      if (broken === 'users_email_folded') throw new AccountExists();
      if (broken !== 'users_username_folded') throw error;
      if (wish !== undefined || attempt === NAMES_TRIED) throw new UsernameTaken();
    }
  }
}

type NewLinked = HandoverRow & { readonly email: string; readonly username: string; readonly passwordHash: string };

async function writeLinked(ctx: Context, tx: Db, { username, email, passwordHash, name, ...identity }: NewLinked) {
  await countSignUp(ctx, tx);
  const { id: userId } = await writeAccount(tx, {
    username,
    email,
    passwordHash,
    displayName: name?.slice(0, 80) || username,
  });
  await updateEmailVerified(tx, userId);
  const { provider, issuer, subject } = identity;
  const linked = await insertIdentity(tx, { userId, provider, issuer, subject, email });
  // The same page asked twice at once: the other one has opened the account.
  if (!linked) throw new HandoverEnded();
  await tell(tx, [securityNoticed(userId, 'IDENTITY_LINKED', { provider })]);
  const subjectOf = { subjectType: 'User', subjectId: userId } as const;
  await writeAudit(tx, { actorId: userId, action: 'IDENTITY_LINKED', ...subjectOf, detail: { provider, issuer } });
  return linked;
}
