/** What can happen, and what each event carries: ids and what filters need. Money goes as decimal text of minor units. */
export interface EventPayloads {
  announcement: { id: string; sellerId: string; organizationId?: string };
  /** Buyer and seller, sender and recipient are owners: organizations, where one acted for one. */
  trade: { id: string; announcementId: string; buyerId: string; sellerId: string };
  transfer: { id: string; senderId: string; recipientId: string };
  /** `ownerId`: the organization for which it is bought, or else who buys. */
  order: { id: string; ownerId: string; status: string };
  wallet: { id: string; ownerId: string };
  /** Money that was recorded at the bank. */
  deposit: { id: string; ownerId: string };
  withdrawal: { id: string; ownerId: string; status: string };
  /** Something that concerns the safety of an account; `facts` are words for its owner. */
  security: { id: string; userId: string; kind: SecurityKind; facts: Readonly<Record<string, string>> };
  /** Something for somebody's list; `trigger` says of what kind. */
  notification: { id: string; userId: string; trigger: string };
  payment: { id: string; orderId: string; ownerId: string; status: string };
  /** Credits of a batch that an owner holds. */
  holding: { id: string; ownerId: string; batchId: string };
  /** A session or an API key ended. */
  session: { id: string; userId: string };
  organization: { id: string; change: OrganizationChange; userId: string | null; role: string | null };
  /** `ownerId`: whose wallet it is in, or else who has its sender's address linked. Addresses are lower case. */
  chainDeposit: { id: string; ownerId: string | null; address: string };
  stake: { address: string };
  creditBalance: { address: string; batchId: string };
  /**
   * A proposal of the governance, where it stands now and what has changed. `proposerId`: who has its proposer's address
   * linked.
   */
  proposal: { id: string; proposerId: string | null; status: string; change: ProposalChange };
  /** Of published projects alone: what is only its owner's is told to nobody. */
  project: {
    id: string;
    ownerId: string | null;
    organizationId: string | null;
    registry: string | null;
    country: string | null;
    projectType: string | null;
    status: string;
  };
  /** What was done to a case (`kind`), and where it stands then. `ownerId` is null where an organization owns it. */
  poaiCase: {
    id: string;
    projectId: string;
    ownerId: string | null;
    organizationId: string | null;
    reviewerIds: readonly string[];
    kind: string;
    status: string;
  };
  /** A proof that the chain has taken; `sequence` as decimal text. */
  proof: { caseId: string; projectId: string; sequence: string; finality: 'PENDING' | 'FINALIZED' | 'ORPHANED' };
  linkedAddress: { id: string; userId: string };
  /** Byte counts as decimal text; `refusal` is the code of what it was refused with. */
  documentUpload: {
    id: string;
    userId: string;
    status: 'RECEIVING' | 'STORED' | 'REFUSED';
    receivedBytes: string;
    totalBytes: string | null;
    documentId: string | null;
    refusal: string | null;
  };
  chainIntent: { id: string; kind: string; status: string; userId: string | null };
  /** `ownerId`: null while nobody has the wallet linked that retired. */
  retirement: { id: string; ownerId: string | null; status: string };
  /** Rows as decimal text; `rowsTotal` is null until they were counted. */
  report: { id: string; ownerId: string; status: string; rowsDone: string; rowsTotal: string | null };
  /** A chain's cursor after it has moved; heights as decimal text. */
  chainHead: {
    chainId: number;
    head: string;
    indexed: string;
    safe: string;
    finalized: string;
    stoppedReason: string | null;
    /** How many blocks were taken back by this move. */
    orphanedBlocks: number;
  };
  /** A log was indexed, or its block was replaced. */
  chainLog: {
    chainId: number;
    blockNumber: string;
    blockHash: string;
    logIndex: number;
    txHash: string;
    contract: string | null;
    event: string | null;
    /** Lower case: the emitter, and every address among the topics. */
    addresses: string[];
    orphaned: boolean;
  };
  /** A certificate that was issued, superseded or revoked. */
  certificate: {
    id: string;
    ownerId: string | null;
    retirementId: string;
    projectId: string | null;
    status: string;
  };
  /** The platform asks another price for credits of a batch; prices as decimal text of 10^-18 of the currency. */
  batchPrice: { batchId: string; currency: string; price: string; before: string | null; asOf: string };
  /** The statistics of the platform changed; `version` rises with each change, as decimal text. */
  platformStats: { version: string };
  price: {
    instrument: string;
    currency: string;
    price: string;
    asOf: string;
    source: string;
    session: string | null;
    marketOpen: boolean;
  };
}

/** What happened to a proposal: MOVED to another status; its block was taken back (ORPHANED); what it sets was decided on. */
export type ProposalChange = 'CREATED' | 'VOTED' | 'MOVED' | 'ORPHANED' | 'PARAMETERS_DECIDED';

/** What happened in an organization. `userId` is whom it is about, and `role` what they are from then on, if anything. */
export type OrganizationChange =
  | 'CREATED'
  | 'UPDATED'
  | 'MEMBER_INVITED'
  | 'INVITATION_REVOKED'
  | 'MEMBER_JOINED'
  | 'MEMBER_UPDATED'
  | 'MEMBER_REMOVED';

/** What concerns the safety of an account. */
export type SecurityKind =
  | 'LOGIN_FROM_NEW_PLACE'
  | 'PASSWORD_CHANGED'
  | 'ADDRESS_LINKED'
  | 'ADDRESS_UNLINKED'
  | 'API_KEY_CREATED'
  | 'SECOND_FACTOR_ENABLED'
  | 'SECOND_FACTOR_DISABLED'
  | 'RECOVERY_CODE_USED'
  | 'RECOVERY_CODES_RENEWED'
  | 'IDENTITY_LINKED'
  | 'IDENTITY_UNLINKED'
  | 'CARD_PAYMENTS_PAUSED'
  | 'PHONE_VERIFIED';
