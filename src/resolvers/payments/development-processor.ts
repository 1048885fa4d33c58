import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database, Db } from '../../db/client.ts';
import {
  insertDevelopmentCharge,
  lockDevelopmentCharge,
  selectDevelopmentCharge,
  updateDevelopmentCharge,
} from '../../db/payment-looks.ts';
import { type CardDispute, type CardProcessor, type CardState, NoticeForged, ProcessorError } from './processor.ts';
import type { Simulation } from './rules.ts';

const PREFIX = 'development_';
/** What a dispute costs, as with the real ones. */
const DISPUTE_FEE = 2_000n;

const amount = z.string().transform(BigInt);
const shape = z.object({
  externalId: z.string(),
  paymentId: z.string(),
  currency: z.string(),
  amount,
  status: z.enum(['OPEN', 'AUTHORIZED', 'CAPTURED', 'CANCELLED']),
  decline: z.string().nullable(),
  fee: amount.nullable(),
  refunds: z.array(
    z.object({
      externalId: z.string(),
      refundId: z.string().nullable(),
      amount,
      status: z.enum(['PENDING', 'SUCCEEDED', 'FAILED']),
      failure: z.string().nullable(),
    }),
  ),
  disputes: z.array(
    z.object({
      externalId: z.string(),
      amount,
      reason: z.string(),
      status: z.enum(['OPEN', 'WON', 'LOST']),
      takenAmount: amount,
      takenFee: amount,
      evidenceDueAt: z.null(),
    }),
  ),
});

/** As JSON, whole numbers are text. */
const plain = (state: CardState): unknown =>
  JSON.parse(JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));

async function readCharge(db: Db, paymentId: string, read = selectDevelopmentCharge): Promise<CardState> {
  const kept = await read(db, paymentId);
  if (kept === undefined) throw new ProcessorError('REFUSED', 'there is no such charge');
  return shape.parse(kept);
}

const idOf = (externalId: string): string => externalId.slice(PREFIX.length);

/**
 * Cards that are none: they move no money, and whoever has a payment says what becomes of it (`paymentSimulate`). What a
 * real processor would know of its charges is in the database, so that all else runs as with one.
 */
export function openDevelopmentProcessor(db: Database): CardProcessor {
  const change = (externalId: string, how: (state: CardState) => CardState): Promise<CardState> =>
    changeCharge(db, idOf(externalId), how);
  return {
    gateway: 'DEVELOPMENT',
    async open({ id, currency, amount: asked }) {
      const state = { externalId: PREFIX + id, paymentId: id, currency, amount: asked, status: 'OPEN' } as const;
      await insertDevelopmentCharge(db, id, plain({ ...state, decline: null, fee: null, refunds: [], disputes: [] }));
      return readCharge(db, id);
    },
    read: (externalId) => readCharge(db, idOf(externalId)),
    clientSecret: (externalId) => Promise.resolve(`${externalId}_no_secret`),
    capture: (externalId) =>
      change(externalId, (state) => (state.status === 'AUTHORIZED' ? { ...state, status: 'CAPTURED' } : state)),
    cancel: (externalId) =>
      change(externalId, (state) => (state.status === 'CAPTURED' ? state : { ...state, status: 'CANCELLED' })),
    refund: (externalId, { id: refundId, amount: asked }) =>
      change(externalId, (state) =>
        state.refunds.some((refund) => refund.refundId === refundId)
          ? state
          : {
              ...state,
              refunds: [
                ...state.refunds,
                {
                  externalId: `${PREFIX}refund_${refundId}`,
                  refundId,
                  amount: asked,
                  status: 'SUCCEEDED',
                  failure: null,
                },
              ],
            },
      ),
    // It tells nothing by itself: `paymentSimulate` has the payment looked at.
    async *noticesSince() {},
    readNotice() {
      throw new NoticeForged('the development gateway posts nothing');
    },
  };
}

const changeCharge = (db: Database, paymentId: string, how: (state: CardState) => CardState): Promise<CardState> =>
  db.transact(async (tx) => {
    const state = how(await readCharge(tx, paymentId, lockDevelopmentCharge));
    await updateDevelopmentCharge(tx, paymentId, plain(state));
    return state;
  });

/** Makes something happen to a charge of the development gateway, where it can. */
export const simulateCharge = (db: Database, paymentId: string, outcome: Simulation): Promise<CardState> =>
  changeCharge(db, paymentId, happenings[outcome]);

const happenings: Readonly<Record<Simulation, (state: CardState) => CardState>> = {
  PAY: (state) => (state.status === 'OPEN' ? { ...state, status: 'AUTHORIZED', decline: null } : state),
  DECLINE: (state) => (state.status === 'OPEN' ? { ...state, decline: 'Your card was declined.' } : state),
  DISPUTE: (state) =>
    state.status === 'CAPTURED' && state.disputes.length === 0 ? { ...state, disputes: [disputeOf(state)] } : state,
  WIN_DISPUTE: (state) => ({ ...state, disputes: state.disputes.map((dispute) => endOf(dispute, true)) }),
  LOSE_DISPUTE: (state) => ({ ...state, disputes: state.disputes.map((dispute) => endOf(dispute, false)) }),
};

const disputeOf = ({ amount: disputed }: CardState): CardDispute => ({
  externalId: `${PREFIX}dispute_${randomUUID()}`,
  amount: disputed,
  reason: 'fraudulent',
  status: 'OPEN',
  takenAmount: disputed,
  takenFee: DISPUTE_FEE,
  evidenceDueAt: null,
});

function endOf(dispute: CardDispute, won: boolean): CardDispute {
  if (dispute.status !== 'OPEN') return dispute;
  return won ? { ...dispute, status: 'WON', takenAmount: 0n } : { ...dispute, status: 'LOST' };
}
