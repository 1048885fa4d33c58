import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import type { LinkedAddressRow } from '../../db/linked-addresses.ts';
import { Unauthenticated } from '../errors.ts';
import { addressesOf, findLinks, linkOf, myAddresses } from './read.ts';
import { unlinkWallet } from './unlink-wallet.ts';
import { watchLinks } from './watch.ts';

let t: TestApp;
let alice: TestUser;
let bob: TestUser;
let links: readonly LinkedAddressRow[];
beforeAll(async () => {
  t = await openTestApp();
  [alice, bob] = [await t.user('alice'), await t.user('bob')];
  links = [await linkedBy(alice, walletOf('first')), await linkedBy(alice, walletOf('second'))];
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
});

test('the owner and an admin see what is linked, oldest first, and others nothing', async () => {
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  expect(await myAddresses(alice.ctx)).toEqual(links);
  expect(await addressesOf(alice.ctx, alice)).toEqual(links);
  expect(await addressesOf(admin.ctx, alice)).toEqual(links);
  expect(await addressesOf(admin.ctx, bob)).toEqual([]);
  expect(await addressesOf(bob.ctx, alice)).toBe(null);
  expect(await addressesOf(t.nobody, alice)).toBe(null);
  await expect(myAddresses(t.nobody)).rejects.toThrow(Unauthenticated);
});

test('a link is found by its id, ended or not, by its owner alone', async () => {
  const ended = await linkedBy(bob, walletOf('ended'));
  await unlinkWallet(bob.ctx, { address: walletOf('ended').address });
  const ids = [ended.id, links[0]?.id ?? ''];
  expect((await findLinks(bob.ctx, ids)).map((link) => link?.id)).toEqual([ended.id, undefined]);
  expect(await findLinks(t.nobody, ids)).toEqual([null, null]);
  expect((await linkOf(bob.ctx, ended.id)).unlinkedAt).not.toBe(null);
});

test('changes are told to their owner alone', async () => {
  await t.broadcast();
  const events = await watchLinks(bob.ctx, {});
  const others = await linkedBy(alice, walletOf('third'));
  const own = await linkedBy(bob, walletOf('own'));
  await t.broadcast();
  const { value } = await events.next();
  expect(value).toMatchObject({ payload: { id: own.id, userId: bob.id } });
  expect(others.userId).toBe(alice.id);
  await events.return?.();
  await expect(watchLinks(t.nobody, {})).rejects.toThrow(Unauthenticated);
});
