import { randomBytes, randomUUID } from 'node:crypto';
import { keccak256, toUtf8Bytes } from 'ethers';
import type { IntentKind, IntentRow, IntentStatus } from '../src/db/chain-intents.ts';
import { selectAttempts } from '../src/db/chain-sending.ts';
import { localWallet } from '../src/local/accounts.ts';
import { localAccounts } from '../src/local/local-plan.ts';
import type { Chain, Hex } from '../src/resolvers/chain/client.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { type NewIntent, writeIntent } from '../src/resolvers/intents/write-intent.ts';
import type { Desk } from '../src/workers/intents/desk.ts';
import { createKeys } from '../src/workers/intents/keys.ts';
import { passSend } from '../src/workers/intents/send-intents.ts';
import { passWatch } from '../src/workers/intents/watch-intents.ts';
import type { TestChain } from './chain.ts';
import type { TestApp } from './harness.ts';

/** What the passes of the sender work with, on the chain of the app or on one that a test puts in its place. */
export function openDesk(t: TestApp, chain: Chain | undefined = t.app.chain): Desk {
  if (!chain) throw new Error('this app has no chain');
  return { ctx: platformContext({ ...t.app, chain }, 'sender'), chain, keys: createKeys(t.app.config, chain) };
}

/** 32 bytes that nobody has used. */
export const anyRef = (): Hex => `0x${randomBytes(32).toString('hex')}`;
export const keyOf = (text: string): Hex => keccak256(toUtf8Bytes(text)) as Hex;

/** Writes an intent of the platform under a reference of its own. */
export function intend<K extends IntentKind>(
  t: TestApp,
  kind: K,
  args: NewIntent<K>['args'],
  more: Partial<NewIntent<K>> = {},
): Promise<IntentRow> {
  const intent = { chainId: t.app.config.CHAIN_ID, kind, reference: randomUUID(), args, createdBy: null, ...more };
  return t.db.transact((tx) => writeIntent(tx, intent));
}

export async function intentNow(t: TestApp, { id }: Pick<IntentRow, 'id'>): Promise<IntentRow> {
  const [row] = await t.db.sql<IntentRow[]>`select * from chain_intents where id = ${id}`;
  if (!row) throw new Error('there is no such intent');
  return row;
}

export const attemptsNow = async (t: TestApp, intent: Pick<IntentRow, 'id'>) =>
  selectAttempts(t.db, await intentNow(t, intent));

/** Makes whatever was put off due, and claims of senders that died void: what time does, at once. */
export async function later(t: TestApp): Promise<void> {
  await t.db.sql`update chain_intents set next_try_at = now(), claimed_until = null, claim = null`;
}

/** Makes what was signed and sent so far look as old as that. */
export async function age(t: TestApp, seconds: number): Promise<void> {
  await t.db.sql`
    update chain_attempts set created_at = created_at - make_interval(secs => ${seconds}),
      sent_at = sent_at - make_interval(secs => ${seconds})`;
}

const LINK_WALLET = {
  LinkWallet: [
    { name: 'userKey', type: 'bytes32' },
    { name: 'wallet', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
};
export const LINK_DEADLINE = 4_000_000_000n;

/** What the account of this index signs to be linked to a user. */
export async function signLink(chain: TestChain, userKey: Hex, index: number): Promise<Hex> {
  const { chainId, deployment } = chain.chain;
  const verifyingContract = deployment.contracts.CarbonAccount.address;
  const wallet = localWallet(index);
  const nonce = (await chain.contract('CarbonAccount').getFunction('nonces')(wallet.address)) as bigint;
  return (await wallet.signTypedData(
    { name: 'EcoCoin CarbonAccount', version: '1', chainId, verifyingContract },
    LINK_WALLET,
    { userKey, wallet: wallet.address, nonce, deadline: LINK_DEADLINE },
  )) as Hex;
}

/** Puts on the chain what a payment out needs: a linked address, and ether in custody. Gives the address. */
export async function readyToPayOut(chain: TestChain, index: number = localAccounts.alice.index): Promise<Hex> {
  const { address } = localWallet(index);
  const userKey = keyOf(address);
  await chain.send('CarbonAccount', 'registerUser', [userKey]);
  const signature = await signLink(chain, userKey, index);
  await chain.send('CarbonAccount', 'linkWallet', [userKey, address, LINK_DEADLINE, signature]);
  await chain.send('CarbonCustody', 'fund', [], { value: 10n ** 19n });
  return address;
}

/** Pays a tenth of an ether out of custody, once for each reference. */
export const payOut = (t: TestApp, to: Hex, ref: Hex = anyRef(), more: Partial<NewIntent<'CUSTODY_PAY_OUT'>> = {}) =>
  intend(t, 'CUSTODY_PAY_OUT', { ref, asset: 'ETH', to, amount: 10n ** 17n }, more);

const MOST_ROUNDS = 50;

/** Runs the passes until the intent is in this state, which must come by itself. */
export async function passUntil(
  desk: Desk,
  t: TestApp,
  intent: Pick<IntentRow, 'id'>,
  status: IntentStatus,
): Promise<IntentRow> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const now = await intentNow(t, intent);
    if (now.status === status) return now;
    await passSend(desk);
    await passWatch(desk);
  }
  const { status: actual, waitingFor, errorText } = await intentNow(t, intent);
  throw new Error(`it is ${actual} and not ${status}: ${errorText ?? waitingFor ?? 'no reason'}`);
}

/** How often an event with this reference was emitted: what the chain did, whatever the platform thinks. */
export async function timesOnChain(chain: TestChain, event: 'PaidOut' | 'CarbonCredited', ref: Hex): Promise<number> {
  const contract = chain.contract(event === 'PaidOut' ? 'CarbonCustody' : 'CarbonAccount');
  const filter = event === 'PaidOut' ? [ref] : [null, null, null, ref];
  return (await contract.queryFilter(contract.filters[event]?.(...filter) ?? event, 0)).length;
}
