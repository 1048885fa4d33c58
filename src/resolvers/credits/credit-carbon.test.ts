import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, word } from '../../../test/chain-model.ts';
import { type CustodyLab, openCustodyLab, whole } from '../../../test/custody-lab.ts';
import { openTestApp, type TestUser } from '../../../test/harness.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { ChainUnavailable, Forbidden, IdempotencyConflict } from '../errors.ts';
import { AddressNotOnChain } from '../withdrawals/errors.ts';
import { creditCarbon } from './credit-carbon.ts';
import { SourceReferenceUsed } from './errors.ts';
import { keyOf } from './rules.ts';

let lab: CustodyLab;
let [admin, colleague, holder] = [] as unknown as [TestUser, TestUser, TestUser];
let address: string;
beforeAll(async () => {
  lab = await openCustodyLab();
  admin = await lab.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  colleague = await lab.t.user('colleague', { roles: ['PLATFORM_ADMIN'] });
  holder = await lab.t.user('holder');
  address = await lab.link(holder);
});
afterAll(() => lab[Symbol.asyncDispose]());

const wish = (changes: object = {}) => ({
  address,
  amount: '12.5',
  sourceReference: `VERRA ${randomUUID()}`,
  idempotencyKey: randomUUID(),
  ...changes,
});

test('orders the credit for the linked user, and writes it into the audit log', async () => {
  const input = wish();
  const intent = await creditCarbon(admin.ctx, input);
  expect(intent).toMatchObject({
    kind: 'ACCOUNT_CREDIT_CARBON',
    status: 'PREPARED',
    userId: holder.id,
    createdBy: admin.id,
    args: {
      wallet: address,
      amount: (whole(25) / 2n).toString(),
      sourceRef: keyOf(input.sourceReference),
    },
  });
  const [record] = await lab.t.db.sql`select action, actor_id, detail from audit_log where subject_id = ${intent.id}`;
  expect(record).toMatchObject({
    action: 'CARBON_CREDITED',
    actorId: admin.id,
    detail: { amount: (whole(25) / 2n).toString() },
  });
});

test('a source is credited once, whoever asks and however often; twice is once', async () => {
  const input = wish();
  const [first, ...others] = await Promise.all(Array.from({ length: 6 }, () => creditCarbon(admin.ctx, input)));
  for (const other of others) expect(other).toEqual(first);
  const again = wish({ sourceReference: input.sourceReference, amount: '1' });
  await expect(creditCarbon(colleague.ctx, again)).rejects.toThrow(SourceReferenceUsed);
  await expect(creditCarbon(admin.ctx, { ...input, amount: '1' })).rejects.toThrow(IdempotencyConflict);

  const elsewhere = wish();
  const credited = {
    userKey: word('holder'),
    wallet: address,
    amount: 1n,
    sourceRef: keyOf(elsewhere.sourceReference),
  };
  await lab.tell(eventOf('CarbonAccount', 'CarbonCredited', credited));
  await expect(creditCarbon(admin.ctx, elsewhere)).rejects.toThrow(SourceReferenceUsed);

  const raced = `RACE ${randomUUID()}`;
  const race = await Promise.allSettled(
    [admin, colleague, admin, colleague].map(({ ctx }) => creditCarbon(ctx, wish({ sourceReference: raced }))),
  );
  expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const each of race) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(SourceReferenceUsed);
});

test('refuses an address that nobody linked, or that the chain does not know; and whoever is no admin', async () => {
  await expect(creditCarbon(admin.ctx, wish({ address: `0x${'12'.repeat(20)}` }))).rejects.toThrow(AddressNotLinked);
  const known = await lab.link(holder, 'PENDING');
  await expect(creditCarbon(admin.ctx, wish({ address: known }))).rejects.toThrow(AddressNotOnChain);
  await expect(creditCarbon(holder.ctx, wish())).rejects.toThrow(Forbidden);
  await using t = await openTestApp();
  const lone = await t.user('lone', { roles: ['PLATFORM_ADMIN'] });
  await expect(creditCarbon(lone.ctx, wish())).rejects.toThrow(ChainUnavailable);
});
