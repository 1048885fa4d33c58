import type DataLoader from 'dataloader';
import type { Db } from '../db/client.ts';
import { type AnnouncementView, selectAnnouncementsById } from '../db/announcements.ts';
import { type CreditCount, selectCreditCounts } from '../db/batch-lists.ts';
import {
  type BatchRow,
  type ExternalRetirementRow,
  selectBatchesById,
  selectExternalRetirements,
} from '../db/batches.ts';
import { type ConversionView, selectConversionsById, selectConvertIntentIds } from '../db/conversions.ts';
import { type CreditDepositView, selectCreditDepositsById } from '../db/credit-deposits.ts';
import { type DepositView, selectDepositsById } from '../db/deposits.ts';
import {
  type DocumentRow,
  selectDocumentsById,
  selectHeldDocuments,
  selectNewestVersions,
  selectVersionsById,
  type VersionRow,
} from '../db/documents.ts';
import { type LinkedAddressRow, selectLinksById, selectLinksOf } from '../db/linked-addresses.ts';
import { type Reached, selectReached } from '../db/notification-settings.ts';
import {
  type Membership,
  type OrganizationRow,
  selectMembershipsOf,
  selectOrganizationsById,
} from '../db/organizations.ts';
import { type BatchBalance, type HoldingView, selectBatchBalances, selectHoldingsById } from '../db/holdings.ts';
import { selectLabelsOf, selectMethodologiesOf } from '../db/project-parts.ts';
import { type LabelRow, type MethodologyRow, type ProjectRow, selectProjectsById } from '../db/projects.ts';
import { selectTradesById, type TradeView } from '../db/trades.ts';
import { selectTransfersById, type TransferView } from '../db/transfers.ts';
import { type PlatformRole, selectRolesOf, selectUsersById, type UserView } from '../db/users.ts';
import { selectWalletsById, type WalletView } from '../db/wallets.ts';
import { selectPayOutIntentIds, selectWithdrawalsById, type WithdrawalView } from '../db/withdrawals.ts';
import { batchedOn } from './batched.ts';
import { type CertificateLoaders, certificateLoaders } from './certificates/loaders.ts';
import { type ChainLoaders, chainLoaders } from './chain/loaders.ts';
import { type GovernanceLoaders, governanceLoaders } from './governance/loaders.ts';
import { type OrderLoaders, orderLoaders } from './orders/loaders.ts';
import { type PaymentLoaders, paymentLoaders } from './payments/loaders.ts';
import { type PoaiLoaders, poaiLoaders } from './poai/loaders.ts';
import { type RetirementLoaders, retirementLoaders } from './retirements/loaders.ts';
import { type WebhookLoaders, webhookLoaders } from './webhooks/loaders.ts';

/** Batched look-ups by id, for what a statement did not join. */
export interface Loaders
  extends
    CertificateLoaders,
    ChainLoaders,
    GovernanceLoaders,
    OrderLoaders,
    PaymentLoaders,
    PoaiLoaders,
    RetirementLoaders,
    WebhookLoaders {
  readonly users: DataLoader<string, UserView | undefined>;
  readonly roles: DataLoader<string, { readonly roles: readonly PlatformRole[] } | undefined>;
  /** How a user reads: language and time zone. */
  readonly readers: DataLoader<string, Reached | undefined>;
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
  readonly conversions: DataLoader<string, ConversionView | undefined>;
  /** By the id of a conversion. */
  readonly convertIntentIds: DataLoader<string, { readonly intentId: string } | undefined>;
  /** Deleted ones too. */
  readonly documents: DataLoader<string, DocumentRow | undefined>;
  readonly documentVersions: DataLoader<string, VersionRow | undefined>;
  /** By the id of the document: there where something refers to a version of it. */
  readonly documentHolds: DataLoader<string, { readonly id: string } | undefined>;
  /** By the id of the document. */
  readonly newestVersions: DataLoader<string, { readonly version: VersionRow } | undefined>;
  readonly withdrawals: DataLoader<string, WithdrawalView | undefined>;
  /** By the id of a withdrawal. */
  readonly payOutIntentIds: DataLoader<string, { readonly intentId: string } | undefined>;
  /** Drafts too: `findProject` says who may see them. */
  readonly projects: DataLoader<string, ProjectRow | undefined>;
  /** By the id of the project. */
  readonly methodologiesOf: DataLoader<string, readonly MethodologyRow[]>;
  readonly labelsOf: DataLoader<string, readonly LabelRow[]>;
  readonly batches: DataLoader<string, BatchRow | undefined>;
  /** By the id of the batch. */
  readonly creditCounts: DataLoader<string, readonly CreditCount[]>;
  /** By the id of the serial block. */
  readonly externalRetirements: DataLoader<string, ExternalRetirementRow | undefined>;
}

/** See `batchedOn` for when to cache. */
export function createLoaders(db: Db, options: { readonly cache: boolean }): Loaders {
  const batched = batchedOn(db, options);
  const { byId, listsOf } = batched;
  return {
    ...certificateLoaders(batched),
    ...chainLoaders(batched),
    ...governanceLoaders(batched),
    ...orderLoaders(batched),
    ...paymentLoaders(batched),
    ...poaiLoaders(batched),
    ...retirementLoaders(batched),
    ...webhookLoaders(batched),
    users: byId(selectUsersById),
    roles: byId(selectRolesOf),
    readers: byId(async (on, ids) => (await selectReached(on, ids)).map((row) => ({ id: row.userId, ...row }))),
    memberships: listsOf(selectMembershipsOf, (row) => row.userId),
    organizations: byId(selectOrganizationsById),
    linksOf: byId(selectLinksOf),
    links: byId(selectLinksById),
    announcements: byId(selectAnnouncementsById),
    trades: byId(selectTradesById),
    wallets: byId(selectWalletsById),
    holdings: byId(selectHoldingsById),
    creditDeposits: byId(selectCreditDepositsById),
    batchBalances: byId(async (on, ids) =>
      (await selectBatchBalances(on, ids)).map((row) => ({ id: row.batchId, ...row })),
    ),
    transfers: byId(selectTransfersById),
    deposits: byId(selectDepositsById),
    conversions: byId(selectConversionsById),
    convertIntentIds: byId(selectConvertIntentIds),
    documents: byId(selectDocumentsById),
    documentVersions: byId(selectVersionsById),
    documentHolds: byId(selectHeldDocuments),
    newestVersions: byId(async (on, ids) =>
      (await selectNewestVersions(on, ids)).map((version) => ({ id: version.documentId, version })),
    ),
    withdrawals: byId(selectWithdrawalsById),
    payOutIntentIds: byId(selectPayOutIntentIds),
    projects: byId(selectProjectsById),
    methodologiesOf: listsOf(selectMethodologiesOf, (row) => row.projectId),
    labelsOf: listsOf(selectLabelsOf, (row) => row.projectId),
    batches: byId(selectBatchesById),
    creditCounts: listsOf(selectCreditCounts, (row) => row.batchId),
    externalRetirements: byId(async (on, ids) =>
      (await selectExternalRetirements(on, ids)).map((row) => ({ id: row.blockId, ...row })),
    ),
  };
}

/** Forgets what was loaded so far: to be called after a write. */
export function forgetLoaded(loaders: Loaders): void {
  for (const loader of Object.values(loaders) as { clearAll(): unknown }[]) loader.clearAll();
}
