import { randomUUID } from 'node:crypto';
import { type IntentRow, lockIntent } from '../src/db/chain-intents.ts';
import { selectBatchesById } from '../src/db/batches.ts';
import { type RetirementRow, selectRetirementsById, TONNE } from '../src/db/retirements.ts';
import type { Hex } from '../src/resolvers/chain/client.ts';
import { undoBlocks } from '../src/resolvers/chain/undo-blocks.ts';
import { stepIntent } from '../src/resolvers/intents/step-intent.ts';
import type { EnteredRetirement } from '../src/resolvers/retirements/enter-retirement.ts';
import { chainBatchIdOf } from '../src/resolvers/retirements/on-chain.ts';
import { requestRetirement } from '../src/resolvers/retirements/request-retirement.ts';
import { passRetirements } from '../src/workers/retirements.ts';
import { chainMeta, type Emitted, eventOf, word } from './chain-model.ts';
import { batchIdOf, batchOf, depositFor } from './credits.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { silentChain } from './told-chain.ts';
import { type ToldIndex, type ToldBlock, toldIndexOf } from './told-index.ts';

/** A platform that retires on a chain whose blocks the test tells: nothing of it asks the chain. */
export interface ToldRetirements extends AsyncDisposable {
  readonly t: TestApp;
  readonly told: ToldIndex;
  readonly admin: TestUser;
  readonly custody: Hex;
  /** A batch of a project of its own. */
  batch(vintage?: number): Promise<string>;
  /** Deposits credits of a batch for a user, or for the platform. */
  give(user: TestUser | undefined, batchId: string, tonnes: bigint): Promise<void>;
  /** Retires as a client would. */
  retire(user: TestUser, what: RetireWish): Promise<EnteredRetirement>;
  now(retirement: Pick<RetirementRow, 'id'>): Promise<RetirementRow>;
  /** Adds a block in which the custody does these, and whatever else is given. */
  carryOut(retirements: readonly RetirementRow[], others?: readonly Emitted[]): Promise<void>;
  /** Adds so many blocks in which nothing happens. */
  mine(blocks?: number): Promise<void>;
  /** Makes everything that is there confirmed and final to the index of the chain, and lets the platform do nothing yet. */
  settle(): Promise<void>;
  /** The same, and lets the platform see to it. */
  finalize(): Promise<void>;
  /**
   * Takes the last blocks away, as far as they are not final; gives how many. Credits that were minted in them are minted
   * again, as their transactions would be.
   */
  reorg(blocks: number): Promise<number>;
  /** The transaction of a retirement is given up for good. */
  giveUp(retirement: Pick<RetirementRow, 'id'>): Promise<void>;
  /** The pass of the platform. */
  pass(): Promise<number>;
}

export interface RetireWish {
  readonly batchId?: string;
  readonly quantity: string;
  readonly claim?: object;
  readonly organizationId?: string;
  readonly idempotencyKey?: string;
}

export const CLAIM = {
  beneficiary: { name: 'Wanderer AG', country: 'DE' },
  reason: 'CORPORATE_INVENTORY',
  message: 'Our flights of 2026',
} as const;

/** Confirmations of a told index. */
const CONFIRMATIONS = 3;

/** What the custody's own contract and the registry emit when it retires. */
function retiredBy(custody: Hex, { chainRef, chainBatchId, quantity, beneficiaryHash }: RetirementRow): Emitted[] {
  const hex = (bytes: Buffer | null): string => `0x${bytes?.toString('hex')}`;
  return [
    eventOf('CarbonCustody', 'CreditsRetiredFor', { ref: hex(chainRef), batchId: chainBatchId, amount: quantity }),
    eventOf('CreditRegistry', 'CreditsRetired', {
      batchId: chainBatchId,
      account: custody,
      beneficiaryHash: hex(beneficiaryHash),
      amount: quantity,
      reason: 0,
      message: '',
    }),
  ];
}

export async function openToldRetirements(env: Record<string, string> = {}): Promise<ToldRetirements> {
  const meta = chainMeta(31_337, CONFIRMATIONS);
  const t = await openTestApp({ LOG_LEVEL: 'silent', ...env }, silentChain(meta));
  const told = await toldIndexOf(t);
  const custody = meta.contracts.CarbonCustody;
  const [owner, admin] = [
    await t.user('proponent', { roles: ['PROJECT_OWNER'] }),
    await t.user('registrar', { roles: ['PLATFORM_ADMIN'] }),
  ];
  const blocks: ToldBlock[] = [];
  let finalized = 0n;
  const add = async (events: readonly Emitted[], final = finalized): Promise<void> => {
    const block = told.block(blocks.length + 1, events, randomUUID());
    blocks.push({ ...block, parentHash: blocks.at(-1)?.hash ?? block.parentHash });
    finalized = final;
    await told.index([blocks.at(-1) as ToldBlock], { safe: finalized, finalized });
  };
  const lab: ToldRetirements = {
    t,
    told,
    admin,
    custody,
    batch: (vintage) => batchOf(t, { owner, admin }, vintage),
    async give(user, batchId, tonnes) {
      const { id } = await depositFor(t, admin, { ...(user && { owner: user }), batchId, tonnes });
      await add([await mintOf(lab, batchId, tonnes, id)]);
    },
    retire: (user, { batchId, claim = CLAIM, idempotencyKey = randomUUID(), ...wish }) =>
      requestRetirement(user.ctx, {
        ...(batchId !== undefined && { batchId: batchIdOf(batchId) }),
        ...wish,
        claim,
        idempotencyKey,
      }),
    async now({ id }) {
      const [row] = await selectRetirementsById(t.db, [id]);
      if (!row) throw new Error('there is no such retirement');
      return row;
    },
    carryOut: (retirements, others = []) => add([...retirements.flatMap((row) => retiredBy(custody, row)), ...others]),
    async mine(count = 1) {
      for (let i = 0; i < count; i += 1) await add([]);
    },
    async settle() {
      await lab.mine(CONFIRMATIONS);
      await add([], BigInt(blocks.length));
    },
    async finalize() {
      await lab.settle();
      while ((await passRetirements(told.ctx)) > 0);
    },
    async reorg(wanted) {
      const depth = Math.min(wanted, blocks.length - Number(finalized));
      if (depth === 0) return 0;
      const gone = blocks.splice(blocks.length - depth, depth).flatMap(({ logs }) => logs);
      const [number, hash] = [BigInt(blocks.length), blocks.at(-1)?.hash ?? null];
      const marks = { head: number, safe: finalized, finalized };
      await undoBlocks(told.ctx, meta, { after: await told.cursor(), ancestor: { number, hash }, marks });
      const mints = gone.flatMap(({ contract, event, args }) =>
        event === 'CreditsMinted' ? [{ contract: contract as 'CreditRegistry', event, args: args ?? {} }] : [],
      );
      if (mints.length > 0) await add(mints);
      return depth;
    },
    giveUp: (retirement) => giveUp(lab, retirement),
    pass: () => passRetirements(told.ctx),
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
  return lab;
}

async function mintOf(
  { t, custody }: ToldRetirements,
  batchId: string,
  tonnes: bigint,
  source: string,
): Promise<Emitted> {
  const [batch] = await selectBatchesById(t.db, [batchId]);
  if (!batch) throw new Error('there is no such batch');
  const { projectId, vintage } = batch;
  return eventOf('CreditRegistry', 'CreditsMinted', {
    batchId: chainBatchIdOf(projectId, vintage),
    projectKey: word(projectId),
    to: custody,
    vintage,
    amount: tonnes * TONNE,
    serialBlockHash: word(`serial ${source}`),
    sourceRef: word(source),
  });
}

/** As the sender does it when the contract refuses for good. */
async function giveUp({ t, told, now }: ToldRetirements, retirement: Pick<RetirementRow, 'id'>): Promise<void> {
  const { intentId } = await now(retirement);
  if (intentId === null) throw new Error('its transaction was not ordered');
  await t.db.transact(async (tx) => {
    const intent = (await lockIntent(tx, intentId)) as IntentRow;
    await stepIntent(tx, told.ctx, intent, 'FAIL', { errorCode: 'TEST', errorText: 'The contract refused it.' });
  });
}
