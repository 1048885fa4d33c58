import DataLoader from 'dataloader';
import { type BasketItemRow, type BasketRow, selectBasketItems, selectBasketsById } from '../db/baskets.ts';
import { selectOrderEvents, selectOrdersById } from '../db/order-lists.ts';
import { selectOrderLines } from '../db/order-writes.ts';
import type { OrderEventRow, OrderLineRow, OrderRow } from '../db/orders.ts';
import type { Db } from '../db/client.ts';
import { type AnnouncementView, selectAnnouncementsById } from '../db/announcements.ts';
import { type CreditCount, selectCreditCounts } from '../db/batch-lists.ts';
import {
  type BatchRow,
  type ExternalRetirementRow,
  selectBatchesById,
  selectExternalRetirements,
} from '../db/batches.ts';
import { type AttemptRow, type IntentRow, selectAttemptsOf, selectIntentsById } from '../db/chain-intents.ts';
import { type ChainStanding, selectStandings } from '../db/chain-cursors.ts';
import { type ChainLogView, selectLogsAt } from '../db/chain-log-lists.ts';
import { type CreditBatchView, selectCreditBatchesById } from '../db/chain-position-reads.ts';
import { type ChainDepositView, selectChainDepositsById } from '../db/chain-deposits.ts';
import { type ConversionView, selectConversionsById, selectConvertIntentIds } from '../db/conversions.ts';
import { type CreditDepositView, selectCreditDepositsById } from '../db/credit-deposits.ts';
import { type DepositView, selectDepositsById } from '../db/deposits.ts';
import {
  type DocumentRow,
  selectDocumentsById,
  selectNewestVersions,
  selectVersionsById,
  type VersionRow,
} from '../db/documents.ts';
import { type BatchBalance, type HoldingView, selectBatchBalances, selectHoldingsById } from '../db/holdings.ts';
import { type LinkedAddressRow, selectLinksById, selectLinksOf } from '../db/linked-addresses.ts';
import {
  type Membership,
  type OrganizationRow,
  selectMembershipsOf,
  selectOrganizationsById,
} from '../db/organizations.ts';
import type { AssignmentRow, AttestationRow, CaseRow, ProofRow } from '../db/poai.ts';
import type { CheckRow, FindingRow } from '../db/poai-checks.ts';
import { selectCasesById } from '../db/poai-cases.ts';
import { selectAttestationsOf, selectProofsOf } from '../db/poai-proofs.ts';
import {
  type AnswerEvidenceView,
  type EvidenceView,
  selectAnswerEvidenceOf,
  selectAssignmentsOf,
  selectChecksOf,
  selectEvidenceOf,
  selectFindingsById,
  selectFindingsOf,
} from '../db/poai-reviews.ts';
import { type InvoiceRow, selectInvoicesById, selectInvoicesOfPayments } from '../db/invoices.ts';
import { type DisputeRow, type RefundRow, selectDisputesOf, selectRefundsOf } from '../db/payment-refunds.ts';
import {
  type PaymentCryptoRow,
  type PaymentRow,
  type PaymentStepRow,
  selectPaymentCrypto,
  selectPaymentsById,
  selectPaymentSteps,
} from '../db/payments.ts';
import {
  type BeneficiaryRow,
  type RetirementBlockRow,
  type RetirementRow,
  selectBeneficiariesById,
  selectRetirementBlocks,
  selectRetirementsById,
} from '../db/retirements.ts';
import { selectLabelsOf, selectMethodologiesOf } from '../db/project-parts.ts';
import { type LabelRow, type MethodologyRow, type ProjectRow, selectProjectsById } from '../db/projects.ts';
import { type ScheduleRow, selectSchedulesById } from '../db/retirement-schedules.ts';
import { selectTradesById, type TradeView } from '../db/trades.ts';
import { selectTransfersById, type TransferView } from '../db/transfers.ts';
import { type PlatformRole, selectRolesOf, selectUsersById, type UserView } from '../db/users.ts';
import { selectWalletsById, type WalletView } from '../db/wallets.ts';
import { selectPayOutIntentIds, selectWithdrawalsById, type WithdrawalView } from '../db/withdrawals.ts';
import { type CertificateLoaders, certificateLoaders } from './certificates/loaders.ts';

/** Batched look-ups by id, for what a statement did not join. */
export interface Loaders extends CertificateLoaders {
  readonly users: DataLoader<string, UserView | undefined>;
  readonly roles: DataLoader<string, { readonly roles: readonly PlatformRole[] } | undefined>;
  /** By the id of the user. */
  readonly memberships: DataLoader<string, readonly Membership[]>;
  readonly organizations: DataLoader<string, OrganizationRow | undefined>;
  /** What a user has linked now. */
  readonly linksOf: DataLoader<string, { readonly links: readonly LinkedAddressRow[] } | undefined>;
  readonly links: DataLoader<string, LinkedAddressRow | undefined>;
  readonly announcements: DataLoader<string, AnnouncementView | undefined>;
  readonly trades: DataLoader<string, TradeView | undefined>;
  readonly wallets: DataLoader<string, WalletView | undefined>;
  /** Of credits, by the id of the holding. */
  readonly holdings: DataLoader<string, HoldingView | undefined>;
  readonly creditDeposits: DataLoader<string, CreditDepositView | undefined>;
  /** By the id of a batch. */
  readonly batchBalances: DataLoader<string, BatchBalance | undefined>;
  readonly transfers: DataLoader<string, TransferView | undefined>;
  readonly deposits: DataLoader<string, DepositView | undefined>;
  readonly orders: DataLoader<string, OrderRow | undefined>;
  readonly orderLinesOf: DataLoader<string, readonly OrderLineRow[]>;
  readonly orderEventsOf: DataLoader<string, readonly OrderEventRow[]>;
  readonly baskets: DataLoader<string, BasketRow | undefined>;
  readonly basketItemsOf: DataLoader<string, readonly BasketItemRow[]>;
  readonly payments: DataLoader<string, PaymentRow | undefined>;
  /** What follows is by the id of the payment. */
  readonly paymentCrypto: DataLoader<string, PaymentCryptoRow | undefined>;
  readonly refundsOf: DataLoader<string, readonly RefundRow[]>;
  readonly disputesOf: DataLoader<string, readonly DisputeRow[]>;
  readonly paymentSteps: DataLoader<string, readonly PaymentStepRow[]>;
  readonly invoicesOf: DataLoader<string, readonly InvoiceRow[]>;
  readonly invoices: DataLoader<string, InvoiceRow | undefined>;
  readonly conversions: DataLoader<string, ConversionView | undefined>;
  /** By the id of a conversion. */
  readonly convertIntentIds: DataLoader<string, { readonly intentId: string } | undefined>;
  readonly chainDeposits: DataLoader<string, ChainDepositView | undefined>;
  /** Deleted ones too. */
  readonly documents: DataLoader<string, DocumentRow | undefined>;
  readonly documentVersions: DataLoader<string, VersionRow | undefined>;
  /** By the id of the document. */
  readonly newestVersions: DataLoader<string, { readonly version: VersionRow } | undefined>;
  readonly withdrawals: DataLoader<string, WithdrawalView | undefined>;
  /** By the id of a withdrawal. */
  readonly payOutIntentIds: DataLoader<string, { readonly intentId: string } | undefined>;
  readonly intents: DataLoader<string, IntentRow | undefined>;
  /** By chain, block number, block hash and log index, joined by slashes. */
  readonly chainLogs: DataLoader<string, ChainLogView | undefined>;
  /** How far a chain is indexed, by its id as text. */
  readonly chainStandings: DataLoader<string, ChainStanding | undefined>;
  /** By `batchKey`. */
  readonly creditBatches: DataLoader<string, CreditBatchView | undefined>;
  /** By the id of the intent: what was signed for it, the newest first. */
  readonly intentAttempts: DataLoader<string, readonly AttemptRow[]>;
  /** Drafts too: `findProject` says who may see them. */
  readonly projects: DataLoader<string, ProjectRow | undefined>;
  /** By the id of the project. */
  readonly methodologiesOf: DataLoader<string, readonly MethodologyRow[]>;
  readonly labelsOf: DataLoader<string, readonly LabelRow[]>;
  /** Of anyone: `findCase` says who may know of them. What follows is by the id of the case. */
  readonly poaiCases: DataLoader<string, CaseRow | undefined>;
  readonly poaiAssignmentsOf: DataLoader<string, readonly AssignmentRow[]>;
  readonly poaiChecksOf: DataLoader<string, readonly CheckRow[]>;
  readonly poaiEvidenceOf: DataLoader<string, readonly EvidenceView[]>;
  readonly poaiFindingsOf: DataLoader<string, readonly FindingRow[]>;
  readonly poaiProofs: DataLoader<string, { readonly proof: ProofRow } | undefined>;
  readonly poaiAttestationsOf: DataLoader<string, readonly AttestationRow[]>;
  readonly poaiFindings: DataLoader<string, FindingRow | undefined>;
  /** By the id of the finding. */
  readonly poaiAnswersOf: DataLoader<string, readonly AnswerEvidenceView[]>;
  readonly batches: DataLoader<string, BatchRow | undefined>;
  /** By the id of the batch. */
  readonly creditCounts: DataLoader<string, readonly CreditCount[]>;
  /** By the id of the serial block. */
  readonly retirements: DataLoader<string, RetirementRow | undefined>;
  readonly beneficiaries: DataLoader<string, BeneficiaryRow | undefined>;
  readonly retirementSchedules: DataLoader<string, ScheduleRow | undefined>;
  /** By the id of the retirement. */
  readonly retirementBlocks: DataLoader<string, readonly RetirementBlockRow[]>;
  readonly externalRetirements: DataLoader<string, ExternalRetirementRow | undefined>;
}

/**
 * `cache` only for a context that lives as long as one request: in a subscription it would serve the rows of the first
 * event for ever.
 */
export function createLoaders(db: Db, { cache }: { cache: boolean }): Loaders {
  const byId = <T extends { id: string }>(select: (db: Db, ids: readonly string[]) => Promise<T[]>) =>
    new DataLoader<string, T | undefined>(
      async (ids) => {
        const rows = new Map((await select(db, ids)).map((row) => [row.id, row]));
        return ids.map((id) => rows.get(id));
      },
      { cache, maxBatchSize: 1_000 },
    );
  const listsOf = <T>(select: (db: Db, ids: readonly string[]) => Promise<T[]>, ownerOf: (row: T) => string) =>
    new DataLoader<string, readonly T[]>(
      async (ids) => {
        const rows = Map.groupBy(await select(db, ids), ownerOf);
        return ids.map((id) => rows.get(id) ?? []);
      },
      { cache, maxBatchSize: 1_000 },
    );
  return {
    users: byId(selectUsersById),
    roles: byId(selectRolesOf),
    memberships: listsOf(selectMembershipsOf, (row) => row.userId),
    organizations: byId(selectOrganizationsById),
    linksOf: byId(selectLinksOf),
    links: byId(selectLinksById),
    announcements: byId(selectAnnouncementsById),
    trades: byId(selectTradesById),
    wallets: byId(selectWalletsById),
    holdings: byId(selectHoldingsById),
    creditDeposits: byId(selectCreditDepositsById),
    batchBalances: byId(async (on, ids) => (await selectBatchBalances(on, ids)).map((row) => ({ id: row.batchId, ...row }))),
    transfers: byId(selectTransfersById),
    deposits: byId(selectDepositsById),
    orders: byId(selectOrdersById),
    orderLinesOf: listsOf(selectOrderLines, (row) => row.orderId),
    orderEventsOf: listsOf(selectOrderEvents, (row) => row.orderId),
    baskets: byId(selectBasketsById),
    basketItemsOf: listsOf(selectBasketItems, (row) => row.basketId),
    payments: byId(selectPaymentsById),
    paymentCrypto: byId(async (on, ids) =>
      (await selectPaymentCrypto(on, ids)).map((row) => ({ id: row.paymentId, ...row })),
    ),
    refundsOf: listsOf(selectRefundsOf, (row) => row.paymentId),
    disputesOf: listsOf(selectDisputesOf, (row) => row.paymentId),
    paymentSteps: listsOf(selectPaymentSteps, (row) => row.paymentId),
    invoicesOf: listsOf(selectInvoicesOfPayments, (row) => row.paymentId),
    invoices: byId(selectInvoicesById),
    conversions: byId(selectConversionsById),
    convertIntentIds: byId(selectConvertIntentIds),
    chainDeposits: byId(selectChainDepositsById),
    documents: byId(selectDocumentsById),
    documentVersions: byId(selectVersionsById),
    newestVersions: byId(async (db, ids) =>
      (await selectNewestVersions(db, ids)).map((version) => ({ id: version.documentId, version })),
    ),
    withdrawals: byId(selectWithdrawalsById),
    payOutIntentIds: byId(selectPayOutIntentIds),
    intents: byId(selectIntentsById),
    chainLogs: new DataLoader<string, ChainLogView | undefined>((keys) => loadLogs(db, keys), {
      cache,
      maxBatchSize: 1_000,
    }),
    chainStandings: new DataLoader<string, ChainStanding | undefined>(
      async (chainIds) => {
        const standings = await selectStandings(db);
        return chainIds.map((id) => standings.find(({ chainId }) => chainId === Number(id)));
      },
      { cache },
    ),
    creditBatches: new DataLoader<string, CreditBatchView | undefined>((keys) => loadBatches(db, keys), {
      cache,
      maxBatchSize: 1_000,
    }),
    intentAttempts: listsOf(selectAttemptsOf, (row) => row.intentId),
    projects: byId(selectProjectsById),
    methodologiesOf: listsOf(selectMethodologiesOf, (row) => row.projectId),
    labelsOf: listsOf(selectLabelsOf, (row) => row.projectId),
    poaiCases: byId(selectCasesById),
    poaiAssignmentsOf: listsOf(selectAssignmentsOf, (row) => row.caseId),
    poaiChecksOf: listsOf(selectChecksOf, (row) => row.caseId),
    poaiEvidenceOf: listsOf(selectEvidenceOf, (row) => row.caseId),
    poaiFindingsOf: listsOf(selectFindingsOf, (row) => row.caseId),
    poaiProofs: byId(async (on, ids) => (await selectProofsOf(on, ids)).map((proof) => ({ id: proof.caseId, proof }))),
    poaiAttestationsOf: listsOf(selectAttestationsOf, (row) => row.caseId),
    poaiFindings: byId(selectFindingsById),
    poaiAnswersOf: listsOf(selectAnswerEvidenceOf, (row) => row.findingId),
    batches: byId(selectBatchesById),
    creditCounts: listsOf(selectCreditCounts, (row) => row.batchId),
    retirements: byId(selectRetirementsById),
    beneficiaries: byId(selectBeneficiariesById),
    retirementSchedules: byId(selectSchedulesById),
    retirementBlocks: listsOf(selectRetirementBlocks, (row) => row.retirementId),
    ...certificateLoaders({ byId, listsOf }),
    externalRetirements: byId(async (db, ids) =>
      (await selectExternalRetirements(db, ids)).map((row) => ({ id: row.blockId, ...row })),
    ),
  };
}

export const chainLogKey = (log: {
  chainId: number;
  blockNumber: bigint | string;
  blockHash: string;
  logIndex: number;
}) => `${log.chainId}/${log.blockNumber}/${log.blockHash}/${log.logIndex}`;

async function loadLogs(db: Db, keys: readonly string[]): Promise<(ChainLogView | undefined)[]> {
  const places = keys.map((key) => {
    const [chainId, blockNumber, blockHash, logIndex] = key.split('/') as [string, string, `0x${string}`, string];
    return { chainId: Number(chainId), blockNumber: BigInt(blockNumber), blockHash, logIndex: Number(logIndex) };
  });
  const chains = Map.groupBy(places, ({ chainId }) => chainId);
  const found = await Promise.all([...chains].map(([chainId, of]) => selectLogsAt(db, chainId, of)));
  const rows = new Map(found.flat().map((row) => [chainLogKey(row), row]));
  return keys.map((key) => rows.get(key));
}

export const batchKey = (chainId: number, batchId: bigint) => `${chainId}/${batchId}`;

async function loadBatches(db: Db, keys: readonly string[]): Promise<(CreditBatchView | undefined)[]> {
  const chains = Map.groupBy(keys, (key) => Number(key.split('/')[0]));
  const found = await Promise.all(
    [...chains].map(async ([chainId, of]) => {
      const ids = of.map((key) => key.split('/')[1] ?? '');
      const batches = await selectCreditBatchesById(db, chainId, ids);
      return batches.map((batch) => [batchKey(chainId, batch.batchId), batch] as const);
    }),
  );
  const rows = new Map(found.flat());
  return keys.map((key) => rows.get(key));
}

/** Forgets what was loaded so far: to be called after a write. */
export function forgetLoaded(loaders: Loaders): void {
  for (const loader of Object.values(loaders) as { clearAll(): unknown }[]) loader.clearAll();
}
