import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkedBy, signedForChain, signedLink, walletOf } from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import type { Eip1193Wallet } from '../../../test/eip1193-wallet.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { lockIntent } from '../../db/chain-intents.ts';
import {
  isLinkedTo,
  type LinkedAddressRow,
  selectAddressesOf,
  selectUsersByAddresses,
} from '../../db/linked-addresses.ts';
import { Unauthenticated } from '../errors.ts';
import type { IntentStep } from '../intents/rules.ts';
import { stepIntent } from '../intents/step-intent.ts';
import { AddressInUse, AddressNotLinked, LinkPermitInvalid } from './errors.ts';
import { linkWallet } from './link-wallet.ts';
import { unlinkWallet } from './unlink-wallet.ts';

let chain: TestChain;
let t: TestApp;
let alice: TestUser;
let bob: TestUser;
let wallet: Eip1193Wallet;
let count = 0;
const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);

beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
});
beforeEach(async () => {
  count += 1;
  wallet = walletOf(`unlinked ${count}`, call);
  [alice, bob] = [await t.user(`alice${count}`), await t.user(`bob${count}`)];
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const unlink = (user: TestUser): Promise<LinkedAddressRow> => unlinkWallet(user.ctx, { address: wallet.address });

test('ends a link, records it, mails about it, and leaves the address to others', async () => {
  const link = await linkedBy(alice, wallet);
  const ended = await unlink(alice);
  expect(ended).toMatchObject({ id: link.id, chainState: 'NONE', unlinkedAt: expect.any(Date) as Date });
  const audit = await t.db.sql`select action from audit_log where subject_id = ${link.id} order by seq`;
  expect(audit.map((row) => row['action'] as string)).toEqual(['ADDRESS_LINKED', 'ADDRESS_UNLINKED']);
  const mails = await t.db.sql`select user_id, kind from mails where about = ${wallet.address} order by id`;
  expect(mails.at(-1)).toEqual({ userId: alice.id, kind: 'ADDRESS_UNLINKED' });
  expect(await linkedBy(bob, wallet)).toMatchObject({ userId: bob.id });
  expect(await selectAddressesOf(t.db, alice.id)).toEqual([]);
  expect(await selectAddressesOf(t.db, bob.id)).toEqual([wallet.address.toLowerCase()]);
  const nobodys = walletOf('of nobody').address;
  const users = await selectUsersByAddresses(t.db, [wallet.address, nobodys]);
  expect([...users]).toEqual([[wallet.address.toLowerCase(), bob.id]]);
  expect(await isLinkedTo(t.db, bob.id, wallet.address)).toBe(true);
  expect(await isLinkedTo(t.db, alice.id, wallet.address)).toBe(false);
});

test('refuses what is not linked to the caller, be it linked to another', async () => {
  await linkedBy(alice, wallet);
  await expect(unlink(bob)).rejects.toThrow(AddressNotLinked);
  await expect(unlinkWallet(bob.ctx, { address: walletOf('of nobody').address })).rejects.toThrow(AddressNotLinked);
  await expect(unlinkWallet(t.nobody, { address: wallet.address })).rejects.toThrow(Unauthenticated);
  expect(await isLinkedTo(t.db, alice.id, wallet.address)).toBe(true);
});

test('refuses while a withdrawal to it is under way', async () => {
  await linkedBy(alice, wallet);
  const [row] = await t.db.sql<{ id: string }[]>`
    insert into withdrawals (wallet_id, amount, destination)
    select id, 1, ${wallet.address} from wallets where owner_id = ${alice.id} and asset = 'ETH' returning id`;
  await expect(unlink(alice)).rejects.toThrow(AddressInUse);
  await t.db.sql`
    update withdrawals set status = 'REJECTED', decided_at = now(), decided_by = ${bob.id}, reason = 'no'
    where id = ${row?.id ?? ''}`;
  await expect(unlink(alice)).resolves.toMatchObject({ userId: alice.id });
});

interface Intent {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly afterIntentId: string | null;
}
const intents = (): Promise<Intent[]> =>
  t.db.sql<Intent[]>`
    select id, kind, status, after_intent_id from chain_intents
    where user_id in (${alice.id}, ${bob.id}) order by id`;

/** Takes the newest intent of a kind a step on, as the worker does when the chain has spoken. */
async function step(kind: string, name: IntentStep): Promise<string> {
  const newest = (await intents()).findLast((intent) => intent.kind === kind);
  if (!newest) throw new Error(`no ${kind}`);
  const mined = { txHash: Buffer.alloc(32, 1), blockNumber: 1n, blockHash: Buffer.alloc(32, 2) };
  const patch = name === 'FAIL' ? { errorCode: 'X' } : name === 'MINE' || name === 'FIND' ? mined : {};
  await t.db.transact(async (tx) => {
    const locked = await lockIntent(tx, newest.id);
    if (locked) await stepIntent(tx, alice.ctx, locked, name, patch);
  });
  return chainState();
}

async function chainState(): Promise<string> {
  const [row] = await t.db.sql<{ chainState: string }[]>`
    select chain_state from linked_addresses where user_id in (${alice.id}, ${bob.id}) order by id desc limit 1`;
  return row?.chainState ?? '';
}
const linkChained = async (user: TestUser): Promise<LinkedAddressRow> =>
  linkWallet(user.ctx, await signedForChain(user.ctx, wallet));

describe('on the chain', () => {
  const [LINK, UNLINK] = ['ACCOUNT_LINK_WALLET', 'ACCOUNT_UNLINK_WALLET'];

  test('a link follows its intent: mined, orphaned, mined again, and then unlinked', async () => {
    expect((await linkChained(alice)).chainState).toBe('PENDING');
    expect(await step(LINK, 'FIND')).toBe('LINKED');
    expect(await step(LINK, 'ORPHAN')).toBe('PENDING');
    expect(await step(LINK, 'BROADCAST')).toBe('PENDING');
    expect(await step(LINK, 'MINE')).toBe('LINKED');
    expect((await unlink(alice)).chainState).toBe('UNLINKING');
    expect(await step(UNLINK, 'FIND')).toBe('UNLINKED');
    expect(await step(UNLINK, 'ORPHAN')).toBe('UNLINKING');
  });

  test('a link that failed says so, and can be signed anew', async () => {
    const { linkSignature, deadline } = await signedForChain(alice.ctx, wallet);
    await linkWallet(alice.ctx, { ...(await signedLink(alice.ctx, wallet)), linkSignature, deadline });
    expect(await step(LINK, 'FAIL')).toBe('FAILED');
    const again = { ...(await signedLink(alice.ctx, wallet)), linkSignature, deadline };
    await expect(linkWallet(alice.ctx, again)).rejects.toThrow(LinkPermitInvalid);
    const anew = await linkWallet(alice.ctx, await signedForChain(alice.ctx, wallet, { laterS: 60 }));
    expect(anew.chainState).toBe('PENDING');
    expect((await intents()).map(({ kind }) => kind)).toEqual(['ACCOUNT_REGISTER_USER', LINK, LINK]);
    expect(await step(LINK, 'FAIL')).toBe('FAILED');
    expect(await step(LINK, 'RETRY')).toBe('PENDING');
    await step(LINK, 'FAIL');
    await unlink(alice);
    await expect(step(LINK, 'RETRY')).rejects.toThrow(/no longer wanted/);
  });

  test('a link that is ended on its way is taken away as soon as it is there', async () => {
    await linkChained(alice);
    expect((await unlink(alice)).chainState).toBe('UNLINKING');
    expect(await step(LINK, 'FIND')).toBe('UNLINKING');
    expect(await step(UNLINK, 'FIND')).toBe('UNLINKED');
  });

  test('a link that is ended on its way and then fails was never there', async () => {
    await linkChained(alice);
    await unlink(alice);
    expect(await step(LINK, 'FAIL')).toBe('UNLINKED');
    expect(await step(UNLINK, 'FAIL')).toBe('UNLINKED');
  });

  test('the address of a former link is freed before it is linked to another', async () => {
    await linkChained(alice);
    await step(LINK, 'FIND');
    await unlink(alice);
    await linkChained(bob);
    const [, , freed, registered, linked] = await intents();
    expect([freed?.kind, registered?.kind, linked?.kind]).toEqual([UNLINK, 'ACCOUNT_REGISTER_USER', LINK]);
    expect([registered?.afterIntentId, linked?.afterIntentId]).toEqual([freed?.id, registered?.id]);
  });

  test('an end that failed is tried again by the next link of the address', async () => {
    await linkChained(alice);
    await step(LINK, 'FIND');
    await unlink(alice);
    expect(await step(UNLINK, 'FAIL')).toBe('LINKED');
    await linkChained(bob);
    const kinds = (await intents()).map(({ kind, status }) => `${kind} ${status}`);
    expect(kinds).toContain(`${UNLINK} PREPARED`);
    expect(kinds).toContain(`${UNLINK} FAILED`);
  });
});
