import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import type { Config } from '../../config.ts';
import { Busy } from '../errors.ts';

/** The threads and the memory that hashing takes are the process's own, hence so is the queue for them. */
const queue: (() => void)[] = [];
let running = 0;

async function inTurn<T>(config: Config, work: () => Promise<T>): Promise<T> {
  if (running >= config.PASSWORD_HASH_THREADS) {
    if (queue.length >= config.PASSWORD_HASH_QUEUE) throw new Busy();
    const turn = Promise.withResolvers<void>();
    queue.push(turn.resolve);
    await turn.promise;
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}

const costOf = (config: Config) =>
  ({ memoryCost: config.PASSWORD_HASH_MEMORY_KIB, timeCost: config.PASSWORD_HASH_PASSES, parallelism: 1 }) as const;

/** The same text typed on another keyboard is the same password: NFKC, as NIST SP 800-63B asks. */
const bytesOf = (password: string): Buffer => Buffer.from(password.normalize('NFKC'));

/** argon2id (RFC 9106) in the PHC text format, with a salt of its own. Throws Busy when too many wait. */
export const hashPassword = (config: Config, password: string): Promise<string> =>
  inTurn(config, () => argon2.hash(bytesOf(password), { type: argon2.argon2id, ...costOf(config) }));

const standIns = new WeakMap<Config, Promise<string>>();

/** A hash that no password has, at today's cost. Kept ready, so that nobody can tell its first use by the time. */
function standIn(config: Config): Promise<string> {
  const known = standIns.get(config) ?? hashPassword(config, randomBytes(32).toString('hex'));
  standIns.set(config, known);
  known.catch(() => standIns.delete(config));
  return known;
}

export type PasswordVerdict = 'WRONG' | 'RIGHT' | 'RIGHT_BUT_OUTDATED';

/**
 * Checks a password. Without a hash (no such user) as much work is done and the answer is WRONG. RIGHT_BUT_OUTDATED: the
 * hash was made at another cost than today's and should be made anew. Throws Busy when too many wait.
 */
export async function verifyPassword(
  config: Config,
  hash: string | undefined,
  password: string,
): Promise<PasswordVerdict> {
  const absent = await standIn(config);
  const matches = await inTurn(config, () => argon2.verify(hash ?? absent, bytesOf(password)));
  if (hash === undefined || !matches) return 'WRONG';
  return argon2.needsRehash(hash, costOf(config)) ? 'RIGHT_BUT_OUTDATED' : 'RIGHT';
}
