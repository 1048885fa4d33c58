import { loadConfig } from '../config.ts';
import type { Database } from '../db/client.ts';
import { platformRole, type PlatformRole, selectRoles, selectUserByEmail } from '../db/users.ts';
import { Refusal } from '../resolvers/errors.ts';
import { endFactor } from '../resolvers/second-factors/end-factor.ts';
import { changeRole, lockAdmins } from '../resolvers/users/roles.ts';
import { CommandError, withDatabase } from './database.ts';

const USAGE = `Usage:
  npm run admin -- grant EMAIL [ROLE]     gives the user a role (default: PLATFORM_ADMIN)
  npm run admin -- revoke EMAIL [ROLE]    takes it away (default: PLATFORM_ADMIN)
  npm run admin -- roles EMAIL            says which roles the user has
  npm run admin -- end-factor EMAIL       ends the second factor of a user who has lost it and every recovery code

Roles: ${platformRole.enumValues.join(' ')}
It works on DATABASE_URL, or on the embedded database of DATA_DIR, running or not.`;

const VERBS = ['grant', 'revoke', 'roles', 'end-factor'] as const;

interface Command {
  readonly verb: (typeof VERBS)[number];
  readonly email: string;
  readonly role: PlatformRole;
}

function readCommand(args: readonly string[]): Command {
  const [verb, email, role = 'PLATFORM_ADMIN', ...rest] = args;
  const known = platformRole.enumValues.find((name) => name === role);
  const named = VERBS.find((name) => name === verb);
  if (!named || !email || !known || rest.length > 0) throw new CommandError(USAGE);
  return { verb: named, email, role: known };
}

/** Carries the command out as the operator, who is recorded as nobody; gives what to print. */
async function carryOut(db: Database, { verb, email, role }: Command): Promise<string> {
  const user = await selectUserByEmail(db, email);
  if (!user)
    throw new CommandError(`No user has the e-mail address ${email}. One registers first, by \`userRegister\`.`);
  if (verb === 'end-factor') {
    const had = await db.transact((tx) => endFactor(tx, user.id, null));
    return `${user.username} <${user.email}>: ${had ? 'the second factor was ended' : 'there was no second factor'}`;
  }
  if (verb !== 'roles') {
    const to = verb === 'grant' ? 'GRANTED' : 'REVOKED';
    await db.transact(async (tx) => changeRole(tx, await lockAdmins(tx), { to, userId: user.id, role, actorId: null }));
  }
  const roles = await selectRoles(db, user.id);
  return `${user.username} <${user.email}>: ${roles.length === 0 ? 'no role' : roles.join(' ')}`;
}

try {
  const command = readCommand(process.argv.slice(2));
  console.log(await withDatabase(loadConfig(), 'admin', (db) => carryOut(db, command)));
} catch (error) {
  console.error(error instanceof CommandError || error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
