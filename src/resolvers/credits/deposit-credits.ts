import { lockBlock } from '../../db/batch-lists.ts';
import {
  type BatchRow,
  type BlockRow,
  lockBlocksOf,
  selectBatchesById,
  selectBlocksById,
  updateBlock,
} from '../../db/batches.ts';
import { hasIssue } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import {
  type CreditDepositRow,
  type CreditDepositView,
  insertCreditDeposit,
  selectCreditDepositsById,
} from '../../db/credit-deposits.ts';
import { batchAccounts, openHolding } from '../../db/holdings.ts';
import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { addressBytes } from '../../db/linked-addresses.ts';
import { selectMembership } from '../../db/organizations.ts';
import { PLATFORM_PARTY, selectPartyKind } from '../../db/parties.ts';
import { inCarbonUnits } from '../amounts.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { splitBlock } from '../batches/split-block.ts';
import type { Context } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { writeIntent } from '../intents/write-intent.ts';
import { once } from '../once.ts';
import { permit } from '../permissions.ts';
import { chainBatchIdOf } from '../retirements/on-chain.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { walletChanged } from '../wallets/rules.ts';
import { CreditsNotDepositable, SourceReferenceUsed } from './errors.ts';
import { recordOf } from './issue-credits.ts';
import { depositCreditsInput, keyOf } from './rules.ts';

/**
 * Puts credits that reached the platform's account at their registry into the holding of a user, an organization or the
 * platform: the first of a serial block, or all of it. The block is in the platform's custody from then on; where there is a
 * chain, as many are minted to the custody there.
 * Throws InputInvalid (more than the block has), NotFound (block, owner), FourEyesRequired, CreditsNotDepositable,
 * SourceReferenceUsed (the chain has this block already), IdempotencyConflict.
 */
export async function depositCredits(ctx: Context, input: unknown): Promise<CreditDepositView> {
  const { userId } = await permit(ctx, 'credits.deposit');
  const { idempotencyKey, ...wish } = readInput(depositCreditsInput, input);
  const { ownerId = PLATFORM_PARTY, blockId, quantity, reference } = wish;
  const isMember = await selectMembership(ctx.app.db, { organizationId: ownerId, userId });
  if (ownerId === userId || isMember) throw new FourEyesRequired();

  return once(ctx, {
    actorId: userId,
    operation: 'creditsDeposit',
    key: idempotencyKey,
    input: wish,
    work: async (tx, id) => {
      if (!(await selectPartyKind(tx, ownerId))) throw new NotFound('owner');
      const [found] = await selectBlocksById(tx, [blockId]);
      const [batch] = found ? await selectBatchesById(tx, [found.batchId]) : [];
      if (!found || !batch) throw new NotFound('serial block');
      // What is opened comes before what is locked: blocks, then wallets, then the audit log.
      await openHolding(tx, ownerId, batch.id);
      const { EXTERNAL } = await batchAccounts(tx, batch.id);
      const block = await takeBlock(tx, found, quantity);
      const credits = block.blockEnd - block.blockStart + 1n;
      const minted = await orderMint(ctx, tx, { depositId: id, actorId: userId, batch, block, credits });

      const key = { ownerId, asset: 'CREDIT', batchId: batch.id } as const;
      const wallet = (await lockWallets(tx, [key])).get(walletKey(key));
      if (!wallet) throw new Error(`holding ${walletKey(key)} was opened and is not there`);
      const legs = [
        { accountId: EXTERNAL, asset: batch.id, amount: -credits },
        { accountId: wallet.available.accountId, asset: batch.id, amount: credits },
      ];
      await insertEntries(tx, [{ id, kind: 'CREDIT_DEPOSIT', referenceId: id, actorId: userId, legs }], [wallet]);
      const { walletId } = wallet;
      const fields = { id, walletId, batchId: batch.id, serial: block.serial, quantity: credits, reference };
      const deposit = await insertCreditDeposit(tx, { ...fields, ...minted, recordedBy: userId });
      await tell(tx, [walletChanged(wallet)]);
      await writeAudit(tx, {
        actorId: userId,
        action: 'CREDITS_DEPOSITED',
        subjectType: 'CreditDeposit',
        subjectId: id,
        detail: {
          ownerId,
          batchId: batch.id,
          serial: block.serial,
          quantity: credits.toString(),
          reference,
          intentId: minted.intentId,
        },
      });
      return { ...deposit, ownerId };
    },
    again: async (id) => (await selectCreditDepositsById(ctx.app.db, [id]))[0] as CreditDepositView,
  });
}

/** Takes the first credits of a block, or all of it, into custody; it is locked until the transaction ends. */
async function takeBlock(tx: Db, { id, registry }: BlockRow, quantity: bigint | undefined): Promise<BlockRow> {
  await lockBlocksOf(tx, registry);
  const block = await lockBlock(tx, id);
  if (!block) throw new Error(`serial block ${id} was there and is not`);
  if (block.state !== 'ACTIVE' || block.holder !== 'REGISTRY_ACCOUNT') {
    throw new CreditsNotDepositable(block.state, block.holder);
  }
  const all = block.blockEnd - block.blockStart + 1n;
  if (quantity !== undefined && quantity > all) {
    throw new InputInvalid([{ path: ['quantity'], message: `is more than the ${all} credits of the block` }]);
  }
  const { part } = await splitBlock(tx, id, quantity ?? all);
  await updateBlock(tx, id, { holder: 'PLATFORM_CUSTODY' });
  return { ...part, holder: 'PLATFORM_CUSTODY' };
}

interface Minted {
  readonly depositId: string;
  readonly actorId: string;
  readonly batch: BatchRow;
  readonly block: BlockRow;
  readonly credits: bigint;
}

/** Orders the same credits on the chain, for the custody; nothing where there is no chain. Throws SourceReferenceUsed. */
async function orderMint(
  { app: { chain } }: Context,
  tx: Db,
  { depositId, actorId, batch, block, credits }: Minted,
): Promise<Pick<CreditDepositRow, 'intentId' | 'chainId' | 'chainBatchId' | 'sourceRef'>> {
  if (!chain) return { intentId: null, chainId: null, chainBatchId: null, sourceRef: null };
  const { chainId, deployment } = chain;
  const { projectId, vintage } = batch;
  const [serialBlockHash, sourceRef] = [keyOf(block.serial), keyOf(depositId)];
  if (await hasIssue(tx, chainId, { serialBlockHash, sourceRef })) throw new SourceReferenceUsed();
  // The chain knows a project of ours by its id, as the proofs of its integrity do.
  const uri = `urn:uuid:${projectId}`;
  const afterIntentId = await recordOf(tx, { chainId, actorId, projectKey: projectId, uri });
  const to = deployment.contracts.CarbonCustody.address;
  const amount = inCarbonUnits(credits, batch.id);
  const intent = await writeIntent(tx, {
    chainId,
    kind: 'CREDITS_MINT',
    reference: depositId,
    args: { projectKey: keyOf(projectId), vintage, to, amount, serialBlockHash, sourceRef },
    createdBy: actorId,
    afterIntentId,
  });
  const chainBatchId = chainBatchIdOf(projectId, vintage);
  return { intentId: intent.id, chainId, chainBatchId, sourceRef: addressBytes(sourceRef) };
}
