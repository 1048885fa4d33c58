import { graphql } from 'graphql';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../test/harness.ts';
import { foundedBy } from '../../test/organizations.ts';
import { openPaymentLab, type PaymentLab } from '../../test/payments.ts';
import type { Context } from '../resolvers/context.ts';
import { writePapers } from '../resolvers/invoices/write-papers.ts';
import { settleOrders } from '../resolvers/orders/settle-orders.ts';
import { schema } from './index.ts';

let lab: PaymentLab;
let [seller, buyer, clerk] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  lab = await openPaymentLab();
  seller = await lab.t.user('seller-of-120', { funds: { CARBON: '120' } });
  buyer = await lab.t.user('buyer-of-120');
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

async function ask(ctx: Context, source: string, variableValues: Record<string, unknown> = {}): Promise<unknown> {
  const { data, errors } = await graphql({ schema, source, contextValue: ctx, variableValues });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data));
}

/** Carries a mutation out, which must succeed, and gives its payload with what `fields` asks of it. */
async function succeed<T>({ ctx }: { ctx: Context }, field: string, given: object, fields: string): Promise<T> {
  const name = field.charAt(0).toUpperCase() + field.slice(1);
  const source = `mutation ($input: ${name}Input!) { ${field}(input: $input) {
    __typename ... on ${name}Payload { ${fields} } ... on Error { message } } }`;
  const { [field]: made } = (await ask(ctx, source, { input: given })) as Record<string, T & { __typename: string }>;
  if (made?.__typename !== `${name}Payload`) throw new Error(`${field}: ${JSON.stringify(made)}`);
  return made;
}

const key = () => ({ idempotencyKey: newId() });
const WALLETS = '{ myWallets { asset available held } }';
async function walletOf({ ctx }: { ctx: Context }, asset: string): Promise<unknown> {
  const { myWallets } = (await ask(ctx, WALLETS)) as { myWallets: { asset: string }[] };
  return myWallets.find((wallet) => wallet.asset === asset);
}

/** 120 t at 8.35 EUR. */
async function offered(): Promise<string> {
  const price = { fixed: '8.35' };
  const terms = { title: 'A forest', quantity: '120', minimumFill: '1', currency: 'EUR', price };
  const draft = await succeed<{ announcement: { id: string } }>(
    seller,
    'announcementDraft',
    terms,
    'announcement { id }',
  );
  const announcementId = draft.announcement.id;
  await succeed(seller, 'announcementOpen', { announcementId, ...key() }, 'announcement { status }');
  return announcementId;
}

/** By a card, until its order is settled and its papers are written. */
async function pay(clientSecret: string): Promise<void> {
  lab.stripe.state.feeOf = () => 3_054;
  expect((await lab.stripe.pay(clientSecret)).ok).toBe(true);
  await lab.t.db.sql`update payments set look_at = now()`;
  const [row] = await lab.t.db.sql<{ id: string }[]>`select id from payments where order_id is not null`;
  await lab.look({ id: row?.id ?? '' });
  await settleOrders(lab.ctx);
  while ((await writePapers(lab.ctx)) > 0);
}

test('the worked example comes out to the cent: 120 t at 8.35 EUR, paid by a card at 2.9 % + 0.30', async () => {
  const announcementId = await offered();
  const ORDER = 'order { id status total buyerFee toPay quantity allowedActions }';
  const { order } = await succeed<{ order: { id: string } }>(
    buyer,
    'orderCreate',
    { announcementId, quantity: '120', ...key() },
    ORDER,
  );
  expect(order).toMatchObject({
    status: 'PENDING_PAYMENT',
    total: '1002.00',
    buyerFee: '10.02',
    toPay: '1012.02',
    allowedActions: ['PAY', 'CANCEL'],
  });
  const { payment, clientSecret } = await succeed<{ payment: { id: string }; clientSecret: string }>(
    buyer,
    'paymentCreate',
    { orderId: order.id, method: 'CARD', ...key() },
    'clientSecret payment { id status gateway due processorFee amount }',
  );
  expect(payment).toMatchObject({
    status: 'CREATED',
    gateway: 'STRIPE',
    due: '1012.02',
    processorFee: '30.54',
    amount: '1042.56',
  });
  await pay(clientSecret);

  const seen = await ask(
    buyer.ctx,
    `query ($id: ID!) { order(id: $id) { status allowedActions payments {
      status received refunded history { status moved } invoices { kind gross net vat lines { description gross } } } } }`,
    { id: order.id },
  );
  expect(seen).toMatchObject({
    order: {
      status: 'COMPLETED',
      allowedActions: [],
      payments: [
        {
          status: 'CAPTURED',
          received: '1042.56',
          history: [{ moved: null }, { status: 'AUTHORIZED' }, { status: 'CAPTURED', moved: '1042.56' }],
          invoices: [
            {
              kind: 'INVOICE',
              gross: '1042.56',
              lines: [{ gross: '1002.00' }, { gross: '10.02' }, { gross: '30.54' }],
            },
            { kind: 'RECEIPT', gross: '1042.56' },
          ],
        },
      ],
    },
  });
  expect(await walletOf(seller, 'EUR')).toMatchObject({ available: '996.99', held: '0.00' });
  expect(await walletOf(seller, 'CARBON')).toMatchObject({ available: '0.00', held: '0.00' });
  expect(await walletOf(buyer, 'CARBON')).toMatchObject({ available: '120.00', held: '0.00' });
  expect(await walletOf(buyer, 'EUR')).toMatchObject({ available: '0.00', held: '0.00' });
  const shares = ['FEES', 'FEES_COMMUNITY', 'FEES_INSURANCE', 'PROCESSOR'].map((kind) => lab.platform(kind));
  expect(await Promise.all(shares)).toEqual([1_052n, 301n, 150n, 3_054n]);
  expect(await lab.platform('EXTERNAL')).toBe(-104_256n);
});

test('strangers see nothing of it, and finance sees what is disputed', async () => {
  const [node] = await lab.t.db.sql<{ id: string; externalId: string }[]>`select id, external_id from payments`;
  const FIND =
    'query ($order: ID!) { myOrders { edges { node { id } } } order(id: $order) { id } myPayments { edges { node { id } } } }';
  const mine = (await ask(buyer.ctx, '{ myOrders { edges { node { id payments { id } } } } }')) as {
    myOrders: { edges: { node: { id: string; payments: { id: string }[] } }[] };
  };
  const [edge] = mine.myOrders.edges;
  expect(await ask(seller.ctx, FIND, { order: edge?.node.id })).toEqual({
    myOrders: { edges: [] },
    order: null,
    myPayments: { edges: [] },
  });
  lab.stripe.dispute(node?.externalId ?? '');
  await lab.lookAgain({ id: node?.id ?? '' });
  const DISPUTES = '{ openDisputes { edges { node { status amount reason payment { id } } } } }';
  expect(await ask(clerk.ctx, DISPUTES)).toMatchObject({
    openDisputes: {
      edges: [{ node: { status: 'OPEN', amount: '1042.56', payment: { id: edge?.node.payments[0]?.id } } }],
    },
  });
  await expect(ask(seller.ctx, DISPUTES)).rejects.toThrow('roles');
});

test('who sees the orders of an organization and no money of it sees no payment, and no invoice', async () => {
  const [admin, viewer] = [await lab.t.user('admin-of-fern'), await lab.t.user('viewer-of-fern')];
  const { organizationId } = await foundedBy(lab.t, admin, [viewer, 'VIEWER']);
  const ordered = await lab.order({ buyer: admin, organizationId });
  await lab.begin(ordered, 'BANK_TRANSFER');
  const LIST = 'query ($id: ID!) { myOrders(organizationId: $id) { edges { node { status payments { method } } } } }';
  const told = (payments: object[]) => ({ myOrders: { edges: [{ node: { status: 'PENDING_PAYMENT', payments } }] } });
  expect(await ask(admin.ctx, LIST, { id: organizationId })).toEqual(told([{ method: 'BANK_TRANSFER' }]));
  expect(await ask(viewer.ctx, LIST, { id: organizationId })).toEqual(told([]));
  for (const field of ['myPayments', 'myInvoices']) {
    const source = `query ($id: ID!) { ${field}(organizationId: $id) { edges { node { id } } } }`;
    await expect(ask(viewer.ctx, source, { id: organizationId })).rejects.toThrow('no role');
  }
});
