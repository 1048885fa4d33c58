import { randomUUID } from 'node:crypto';
import type { CreditDepositView } from '../src/db/credit-deposits.ts';
import { type BatchBalance, selectBatchBalances } from '../src/db/holdings.ts';
import { type RetirementRow, selectRetirementsById } from '../src/db/retirements.ts';
import type { EnteredRetirement } from '../src/resolvers/retirements/enter-retirement.ts';
import { requestRetirement } from '../src/resolvers/retirements/request-retirement.ts';
import type { Desk } from '../src/workers/intents/desk.ts';
import { passSend } from '../src/workers/intents/send-intents.ts';
import { passWatch } from '../src/workers/intents/watch-intents.ts';
import { passRetirements } from '../src/workers/retirements.ts';
import { startTestChain, type TestChain } from './chain.ts';
import { batchIdOf, batchOf, depositFor } from './credits.ts';
import type { TestApp, TestUser } from './harness.ts';
import { type IndexLab, openIndexLab } from './index-lab.ts';
import { openDesk, passUntil } from './intents.ts';
import { CLAIM } from './told-retirements.ts';

/** Blocks of an epoch: `finalized` is two of them behind the head. */
const EPOCH_BLOCKS = 4;
const FINAL_AFTER = 2 * EPOCH_BLOCKS;

/** A platform that retires on a real chain, whose passes the test calls. */
export interface RetirementLab extends AsyncDisposable {
  readonly t: TestApp;
  readonly chain: TestChain;
  readonly index: IndexLab;
  readonly desk: Desk;
  readonly admin: TestUser;
  /** A batch of a project of its own, of one calendar year. */
  batch(vintage?: number): Promise<string>;
  /** Deposits credits of a batch for a user, or for the platform: serial numbers, the ledger, the custody on the chain. */
  give(user: TestUser | undefined, batchId: string, tonnes: bigint): Promise<CreditDepositView>;
  balance(batchId: string): Promise<BatchBalance>;
  /** Retires as a client would. */
  retire(user: TestUser, what: { batchId?: string; quantity: string; claim?: object }): Promise<EnteredRetirement>;
  now(retirement: Pick<RetirementRow, 'id'>): Promise<RetirementRow>;
  /** What the platform does by itself, once around: sends, looks, indexes, and takes retirements a step on. */
  around(): Promise<void>;
  /** Goes around until the retirement is in this state, with so many blocks mined each time. */
  until(
    retirement: Pick<RetirementRow, 'id'>,
    status: RetirementRow['status'],
    blocks?: number,
  ): Promise<RetirementRow>;
  /** Blocks, until what is on the chain now is final. */
  settleChain(): Promise<void>;
}

const MOST_ROUNDS = 20;

export async function openRetirementLab(
  env: Record<string, string> = {},
  { slotsInAnEpoch = EPOCH_BLOCKS } = {},
): Promise<RetirementLab> {
  const chain = await startTestChain({ slotsInAnEpoch });
  const index = await openIndexLab(chain, { env: { ...chain.env, CHAIN_CONFIRMATIONS: '2', ...env } });
  const t = index.opened;
  const desk = openDesk(t);
  const [owner, admin] = [
    await t.user('proponent', { roles: ['PROJECT_OWNER'] }),
    await t.user('registrar', { roles: ['PLATFORM_ADMIN'] }),
  ];
  const lab: RetirementLab = {
    t,
    chain,
    index,
    desk,
    admin,
    batch: (vintage) => batchOf(t, { owner, admin }, vintage),
    async give(user, batchId, tonnes) {
      const deposit = await depositFor(t, admin, { ...(user && { owner: user }), batchId, tonnes });
      await passUntil(desk, t, { id: deposit.intentId ?? '' }, 'MINED');
      return deposit;
    },
    async balance(batchId) {
      const [balance] = await selectBatchBalances(t.db, [batchId]);
      if (!balance) throw new Error('there is no such batch');
      return balance;
    },
    retire: (user, { batchId, quantity, claim = CLAIM }) =>
      requestRetirement(user.ctx, {
        ...(batchId !== undefined && { batchId: batchIdOf(batchId) }),
        quantity,
        claim,
        idempotencyKey: randomUUID(),
      }),
    async now({ id }) {
      const [row] = await selectRetirementsById(t.db, [id]);
      if (!row) throw new Error('there is no such retirement');
      return row;
    },
    async around() {
      await passSend(desk);
      await passWatch(desk);
      await index.follow();
      await passRetirements(index.ctx);
    },
    async until(retirement, status, blocks = 0) {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const row = await lab.now(retirement);
        if (row.status === status) return row;
        await lab.around();
        if (blocks > 0) await chain.mine(blocks);
      }
      const { status: actual, statusReason } = await lab.now(retirement);
      throw new Error(`it is ${actual} and not ${status}: ${statusReason ?? 'no reason'}`);
    },
    settleChain: () => chain.mine(FINAL_AFTER + 1),
    async [Symbol.asyncDispose]() {
      await index[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
  return lab;
}
