import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { insertBlocks, type BlockRow, selectBatchesById, takeBatches } from '../src/db/batches.ts';
import { batchAccounts, openHolding, selectBatchBalances, type BatchBalance } from '../src/db/holdings.ts';
import { insertEntries, lockWallets, walletKey } from '../src/db/ledger.ts';
import { type RetirementRow, selectRetirementsById, TONNE } from '../src/db/retirements.ts';
import { keyOf } from '../src/resolvers/credits/rules.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { requestRetirement } from '../src/resolvers/retirements/request-retirement.ts';
import type { EnteredRetirement } from '../src/resolvers/retirements/enter-retirement.ts';
import type { Desk } from '../src/workers/intents/desk.ts';
import { passSend } from '../src/workers/intents/send-intents.ts';
import { passWatch } from '../src/workers/intents/watch-intents.ts';
import { passRetirements } from '../src/workers/retirements.ts';
import { startTestChain, type TestChain } from './chain.ts';
import type { TestApp, TestUser } from './harness.ts';
import { type IndexLab, openIndexLab } from './index-lab.ts';
import { openDesk } from './intents.ts';
import { projectIn } from './projects.ts';

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
  /** A batch of a project of its own, of one calendar year, that the chain knows. */
  batch(vintage?: number): Promise<string>;
  /** Deposits credits of a batch for somebody: serial numbers, the ledger, and the custody on the chain. Gives the block. */
  give(ownerId: string, batchId: string, tonnes: bigint): Promise<BlockRow>;
  holding(ownerId: string, batchId: string): Promise<{ available: bigint; held: bigint }>;
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

export const CLAIM = {
  beneficiary: { name: 'Wanderer AG', country: 'DE' },
  reason: 'CORPORATE_INVENTORY',
  message: 'Our flights of 2026',
} as const;

export async function openRetirementLab(env: Record<string, string> = {}): Promise<RetirementLab> {
  const chain = await startTestChain({ slotsInAnEpoch: EPOCH_BLOCKS });
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
    async batch(vintage = 2_027) {
      const { id: projectId } = await projectIn({ owner, admin }, 'REGISTERED');
      await recordProject(lab, projectId);
      const days = { vintageStart: `${vintage}-01-01`, vintageEnd: `${vintage}-12-31` };
      const [batchId = ''] = await t.db.transact((tx) => takeBatches(tx, [{ projectId, ...days }]));
      return batchId;
    },
    give: (ownerId, batchId, tonnes) => give(lab, { ownerId, batchId, tonnes }),
    async holding(ownerId, batchId) {
      const [row] = await t.db.sql<{ available: bigint; held: bigint }[]>`
        select max(a.balance) filter (where a.kind = 'AVAILABLE') as available,
               max(a.balance) filter (where a.kind = 'HELD') as held
        from wallets w join accounts a on a.wallet_id = w.id
        where w.owner_id = ${ownerId} and w.batch_id = ${batchId} group by w.id`;
      return row ?? { available: 0n, held: 0n };
    },
    async balance(batchId) {
      const [balance] = await selectBatchBalances(t.db, [batchId]);
      if (!balance) throw new Error('there is no such batch');
      return balance;
    },
    retire: (user, { batchId, quantity, claim = CLAIM }) =>
      requestRetirement(user.ctx, {
        ...(batchId !== undefined && { batchId: encodeId('CreditBatch', batchId) }),
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

/** As `creditsIssue` does it: the record of a project is an intent under its id, by which it is found again. */
async function recordProject({ t, chain }: RetirementLab, projectId: string): Promise<void> {
  const args = { projectKey: keyOf(projectId), uri: '' };
  await t.db.sql`
    insert into chain_intents (chain_id, kind, reference, args, status, tx_hash, block_number, block_hash)
    values (${chain.chain.chainId}, 'PROJECT_RECORD', ${projectId}, ${t.db.sql.json(args)}, 'FINALIZED',
            decode(${'00'.repeat(32)}, 'hex'), 0, decode(${'00'.repeat(32)}, 'hex'))`;
  await chain.send('CreditRegistry', 'mintProjectRecord', [args.projectKey, args.uri]);
}

let serials = 0n;

interface Given {
  readonly ownerId: string;
  readonly batchId: string;
  readonly tonnes: bigint;
}

async function give({ t, chain }: RetirementLab, { ownerId, batchId, tonnes }: Given): Promise<BlockRow> {
  const [blockStart, blockEnd] = [serials + 1n, serials + tonnes];
  serials = blockEnd;
  const [batch] = await selectBatchesById(t.db, [batchId]);
  if (!batch) throw new Error('there is no such batch');
  const serial = `900-${blockStart}-${blockEnd}-VCS-VCU-1-VER-KE-14-1-01012027-31122027-0`;
  const block = await t.db.transact(async (tx) => {
    const [written] = await insertBlocks(tx, [
      {
        id: newId(),
        batchId,
        registry: 'VERRA',
        prefix: '900',
        blockStart,
        blockEnd,
        suffix: 'VCS-VCU-1-VER-KE-14-1-01012027-31122027-0',
        serial,
        state: 'ACTIVE',
        holder: 'PLATFORM_CUSTODY',
        issuedOn: null,
      },
    ]);
    await openHolding(tx, ownerId, batchId);
    const { EXTERNAL } = await batchAccounts(tx, batchId);
    const key = { ownerId, asset: 'CREDIT', batchId } as const;
    const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
    if (!wallet || !written) throw new Error('no holding');
    const legs = [
      { accountId: wallet.available.accountId, asset: batchId, amount: tonnes },
      { accountId: EXTERNAL, asset: batchId, amount: -tonnes },
    ];
    const entry = { id: newId(), kind: 'CREDIT_DEPOSIT', referenceId: newId(), actorId: null, legs } as const;
    await insertEntries(tx, [entry], [wallet]);
    return written;
  });
  const custody = chain.chain.deployment.contracts.CarbonCustody.address;
  const [amount, source] = [tonnes * TONNE, keyOf(`source ${serial}`)];
  const minted = [keyOf(batch.projectId), batch.vintage, custody, amount, keyOf(serial), source];
  await chain.send('CreditRegistry', 'mint', minted);
  return block;
}
