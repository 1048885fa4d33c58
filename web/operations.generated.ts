/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What signs for an address. */
export type AddressKind =
  /** A contract, which says itself what it accepts (ERC-1271). */
  | 'CONTRACT'
  /** A private key. */
  | 'EOA';

/** What its seller can do to an announcement. */
export type AnnouncementAction =
  /** `announcementCancel`. */
  | 'CANCEL'
  /** `announcementOpen`. */
  | 'OPEN'
  /** `announcementPause`. */
  | 'PAUSE'
  /** `announcementResume`. */
  | 'RESUME'
  /** `announcementUpdate`. */
  | 'UPDATE';

/** Which announcement. */
export type AnnouncementCancelInput = {
  /** Which announcement of yours, in any state but the closed ones. */
  readonly announcementId: string | number;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
};

/** The terms of an offer. */
export type AnnouncementDraftInput = {
  /** Of which batch you sell credits that you hold (default: CARBON of your wallet). */
  readonly batchId?: string | number | null | undefined;
  /** USD, EUR or ETH: buyers pay from this wallet. */
  readonly currency: Asset;
  /** More about it, up to 5,000 characters. */
  readonly description?: string | null | undefined;
  /** When it ends by itself (default and most: 365 days). */
  readonly expiresAt?: string | null | undefined;
  /** The fewest sold at once (default: no least). */
  readonly minimumFill?: string | null | undefined;
  /** For which organization you sell, as its ADMIN or FINANCE (default: for yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** At which price. */
  readonly price: AnnouncementPriceInput;
  /** Credits (tonnes of CO2e) to sell, such as "120" or "0.5"; of a batch whole ones. */
  readonly quantity: string;
  /** What buyers see first, up to 120 characters. */
  readonly title: string;
};

/** Which announcements are listed: those to which all that is given applies. */
export type AnnouncementFilter = {
  /** Of CARBON, or of credits of any batch. */
  readonly asset?: SoldAsset | null | undefined;
  /** Of credits of this batch. */
  readonly batchId?: string | number | null | undefined;
  /** Paid in this currency. */
  readonly currency?: Asset | null | undefined;
  /** Costing at most this a credit; needs `currency`. */
  readonly maxPrice?: string | null | undefined;
  /** Costing at least this a credit; needs `currency`. */
  readonly minPrice?: string | null | undefined;
  /** Sold for this organization. */
  readonly organizationId?: string | number | null | undefined;
  /** Of this seller. */
  readonly sellerId?: string | number | null | undefined;
  /** In one of these states (default ACTIVE). */
  readonly statuses?: ReadonlyArray<AnnouncementStatus> | null | undefined;
  /** With these words in title or description; "quoted" together, -without. */
  readonly text?: string | null | undefined;
};

/** Which draft. */
export type AnnouncementOpenInput = {
  /** Which draft of yours. */
  readonly announcementId: string | number;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
};

/** Which announcement. */
export type AnnouncementPauseInput = {
  /** Which ACTIVE announcement of yours. */
  readonly announcementId: string | number;
};

/** How credits are priced: exactly one of the two. */
export type AnnouncementPriceInput = {
  /** Per credit, in the currency, such as "8.35". */
  readonly fixed?: string | null | undefined;
  /** MCO2 in the currency plus these basis points: 100 = 1 % more, -50 = 0.5 % less; -9000 to 100000. */
  readonly marketPremiumBps?: number | null | undefined;
};

/** Which announcement. */
export type AnnouncementResumeInput = {
  /** Which PAUSED announcement of yours. */
  readonly announcementId: string | number;
};

/** How far an announcement is. */
export type AnnouncementStatus =
  /** Open: it can be bought from, and what is left is held for its buyers. */
  | 'ACTIVE'
  /** Ended by its seller; what was left went back. */
  | 'CANCELLED'
  /** Only its seller sees it; it holds nothing. */
  | 'DRAFT'
  /** Its time ran out; what was left went back. */
  | 'EXPIRED'
  /** Open but not selling for the moment; what is left stays held. */
  | 'PAUSED'
  /** Nothing is left. */
  | 'SOLD_OUT';

/** What the key is to be able to do, and until when. */
export type ApiKeyCreateInput = {
  /** Until when it serves, at most a year. */
  readonly expiresAt: string;
  /** What you call it, up to 80 characters. */
  readonly name: string;
  /** The organization that it is to act for, as its ADMIN (default: you); it can act for no other. */
  readonly organizationId?: string | number | null | undefined;
  /** Actions of `permissions` such as "trade.place", all of one noun such as "trade.*", or READ for all that changes nothing. They stay as they are now. */
  readonly scopes: ReadonlyArray<string>;
};

/** Which key. */
export type ApiKeyRevokeInput = {
  /** Id of a key of yours, or of an organization whose ADMIN you are. */
  readonly apiKeyId: string | number;
};

/** What a wallet holds. */
export type Asset =
  /** The carbon credit token: 1 CARBON = 1 tonne of CO2e, 18 decimal places. */
  | 'CARBON'
  /** Ether, 18 decimal places. */
  | 'ETH'
  /** Euro, 2 decimal places. */
  | 'EUR'
  /** US dollar, 2 decimal places. */
  | 'USD';

/** What was done. */
export type AuditAction =
  /** A user proved an address of a chain and linked it. */
  | 'ADDRESS_LINKED'
  /** A user unlinked an address. */
  | 'ADDRESS_UNLINKED'
  /** An API key was made. */
  | 'API_KEY_CREATED'
  /** An API key was revoked. */
  | 'API_KEY_REVOKED'
  /** A report of the audit log was asked for. */
  | 'AUDIT_EXPORTED'
  /** An entry of a statement was closed as being for no payment. */
  | 'BANK_LINE_IGNORED'
  /** An entry of a statement was taken for a payment by hand. */
  | 'BANK_LINE_MATCHED'
  /** CARBON was ordered to be minted to a linked address. */
  | 'CARBON_CREDITED'
  /** Too many cards of a payer were declined; none is taken for a while. */
  | 'CARD_PAYMENTS_PAUSED'
  /** A certificate was issued anew in the place of one before. */
  | 'CERTIFICATE_REISSUED'
  /** A certificate was taken back. */
  | 'CERTIFICATE_REVOKED'
  /** What certificates of an owner look like was changed. */
  | 'CERTIFICATE_TEMPLATE_PUBLISHED'
  /** A transaction of the platform was ordered not to be carried out. */
  | 'CHAIN_INTENT_CANCELLED'
  /** A transaction of the platform was ordered to be tried again. */
  | 'CHAIN_INTENT_RETRIED'
  /** A payment came in and was ordered to be turned into CARBON. */
  | 'CONVERSION_RECORDED'
  /** Credits with serial numbers were taken into custody and put into a holding. */
  | 'CREDITS_DEPOSITED'
  /** Credits of a batch were ordered to be issued. */
  | 'CREDITS_ISSUED'
  /** Money came in and was recorded. */
  | 'DEPOSIT_RECORDED'
  /** A document was deleted. */
  | 'DOCUMENT_DELETED'
  /** A new schedule of fees was published. */
  | 'FEE_SCHEDULE_PUBLISHED'
  /** An account at a provider was linked to a user. */
  | 'IDENTITY_LINKED'
  /** An account at a provider was unlinked from a user. */
  | 'IDENTITY_UNLINKED'
  /** An invitation was taken back. */
  | 'INVITATION_REVOKED'
  /** Somebody was invited to an organization. */
  | 'MEMBER_INVITED'
  /** Somebody accepted an invitation. */
  | 'MEMBER_JOINED'
  /** A member left an organization or was removed. */
  | 'MEMBER_REMOVED'
  /** A member of an organization was given another role. */
  | 'MEMBER_UPDATED'
  /** A message that was given up was sent again. */
  | 'NOTIFICATION_DELIVERY_RETRIED'
  /** A settled order was undone and its money given back. */
  | 'ORDER_REFUNDED'
  /** An organization was founded. */
  | 'ORGANIZATION_CREATED'
  /** Fees agreed with an organization were published. */
  | 'ORGANIZATION_FEES_PUBLISHED'
  /** What an organization says of itself was changed. */
  | 'ORGANIZATION_UPDATED'
  /** What an executed proposal set was refused, since it is out of bounds or unknown. */
  | 'PARAMETERS_REFUSED'
  /** A user changed the own password. */
  | 'PASSWORD_CHANGED'
  /** A user set a new password by mail. */
  | 'PASSWORD_RESET'
  /** Money of a payment was given back. */
  | 'PAYMENT_REFUNDED'
  /** A user removed their phone number. */
  | 'PHONE_REMOVED'
  /** A user proved to hold a phone number. */
  | 'PHONE_VERIFIED'
  /** A reviewer signed a bundle. */
  | 'POAI_ATTESTATION_SUBMITTED'
  /** What was found in a PoAI case was bound into a bundle. */
  | 'POAI_BUNDLE_PREPARED'
  /** A PoAI case was approved, and its proof is to be anchored. */
  | 'POAI_CASE_APPROVED'
  /** A PoAI case was opened. */
  | 'POAI_CASE_CREATED'
  /** A PoAI case took a step; `detail` says which. */
  | 'POAI_CASE_MOVED'
  /** A PoAI case was rejected. */
  | 'POAI_CASE_REJECTED'
  /** An approved PoAI case was revoked. */
  | 'POAI_CASE_REVOKED'
  /** The platform checked a PoAI case by itself. */
  | 'POAI_CHECKS_RUN'
  /** A check of a PoAI case was completed. */
  | 'POAI_CHECK_COMPLETED'
  /** A finding of a PoAI case was answered. */
  | 'POAI_FINDING_ANSWERED'
  /** A finding of a PoAI case was closed. */
  | 'POAI_FINDING_CLOSED'
  /** A finding of a PoAI case was raised. */
  | 'POAI_FINDING_RAISED'
  /** Parameters of the pricing model were published. */
  | 'PRICING_PUBLISHED'
  /** What a processor of payments takes was published. */
  | 'PROCESSOR_TERMS_PUBLISHED'
  /** A project was written. */
  | 'PROJECT_CREATED'
  /** It was decided whether two projects are one. */
  | 'PROJECT_DUPLICATE_DECIDED'
  /** The end of a label was set. */
  | 'PROJECT_LABEL_ENDED'
  /** A project was given a label. */
  | 'PROJECT_LABEL_GRANTED'
  /** The suspension of a project was ended. */
  | 'PROJECT_RESUMED'
  /** A project went a step of its way. */
  | 'PROJECT_STATUS_CHANGED'
  /** A project was suspended. */
  | 'PROJECT_SUSPENDED'
  /** Fields of a project were changed. */
  | 'PROJECT_UPDATED'
  /** A proof of a project was ordered to be anchored. */
  | 'PROOF_ANCHORED'
  /** A user made new recovery codes. */
  | 'RECOVERY_CODES_RENEWED'
  /** A recovery code took the place of a second factor. */
  | 'RECOVERY_CODE_USED'
  /** A user was given a role. */
  | 'ROLE_GRANTED'
  /** A role was taken from a user. */
  | 'ROLE_REVOKED'
  /** A second factor was ended. */
  | 'SECOND_FACTOR_DISABLED'
  /** A user took a second factor into use. */
  | 'SECOND_FACTOR_ENABLED'
  /** A refresh token came twice, so its session was ended. */
  | 'SESSION_FAMILY_ENDED'
  /** Too many accounts were opened from one network; no more are for a while. */
  | 'SIGN_UPS_REFUSED'
  /** A statement of the bank was imported. */
  | 'STATEMENT_IMPORTED'
  /** A webhook was made. */
  | 'WEBHOOK_CREATED'
  /** A webhook was deleted. */
  | 'WEBHOOK_DELETED'
  /** A webhook was given another secret. */
  | 'WEBHOOK_SECRET_ROTATED'
  /** Where a webhook leads to, what it hears of or whether it is paused was changed. */
  | 'WEBHOOK_UPDATED'
  /** A withdrawal was approved. */
  | 'WITHDRAWAL_APPROVED'
  /** A withdrawal was rejected. */
  | 'WITHDRAWAL_REJECTED';

/** How a chain of rows is broken. */
export type AuditBreak =
  /** What the row says does not give its hash: it was changed. */
  | 'ALTERED'
  /** There is no row with this number. */
  | 'MISSING'
  /** The row names another hash than that of the row before: one of the two was written anew. */
  | 'UNLINKED';

/** Which rows to list; all that is given must hold. */
export type AuditFilter = {
  /** What this user did. */
  readonly actorId?: string | number | null | undefined;
  /** What was done to the thing with this id. */
  readonly subjectId?: string | number | null | undefined;
};

/** What became of an entry of a statement. */
export type BankLineStatus =
  /** It is for no payment. */
  | 'IGNORED'
  /** Its reference at the bank was used before, as for a deposit. */
  | 'KNOWN'
  /** It was taken for a payment. */
  | 'MATCHED'
  /** Somebody must say what it is; `note` says why. */
  | 'UNMATCHED'
  /** Nobody has looked at it yet. */
  | 'WAITING';

/** By what a beneficiary is known. */
export type BeneficiaryIdentifierInput = {
  /** What it is. */
  readonly scheme: IdentifierScheme;
  /** Up to 60 characters; of an LEI the check digits are checked. */
  readonly value: string;
};

/** What a step of a verification came to. */
export type CertificateOutcome =
  /** Neither shown nor refuted with what is at hand; the reason says what is missing. */
  | 'INDETERMINATE'
  /** It does not hold. */
  | 'INVALID'
  /** It holds. */
  | 'VALID';

/** Where a certificate stands. */
export type CertificateStatus =
  /** It stands. */
  | 'ISSUED'
  /** The retirement is final, and the certificate is being written. Its owner alone sees it. */
  | 'PENDING'
  /** It was taken back. */
  | 'REVOKED'
  /** A later one of the same retirement has taken its place. */
  | 'SUPERSEDED';

/** A step of a verification (docs/CERTIFICATES.md). */
export type CertificateStepName =
  /** The name is the one that the chain has the hash of. */
  | 'BENEFICIARY'
  /** The chain holds the retirement for good, as the certificate has it. */
  | 'CHAIN'
  /** What is signed says the same as the certificate. */
  | 'CREDENTIAL'
  /** The digest is that of the certificate. */
  | 'DIGEST'
  /** The file is a certificate of version 1. */
  | 'FORMAT'
  /** The proof of asset integrity was not revoked. */
  | 'POAI'
  /** The serial blocks count what was retired. */
  | 'QUANTITY'
  /** It is signed with a key of the issuer. */
  | 'SIGNATURE'
  /** It is neither superseded nor revoked. */
  | 'STATUS';

/** How far a deposit over the chain is. */
export type ChainDepositStatus =
  /** It is in the wallet. */
  | 'CREDITED'
  /** A reorganisation undid it before it was in a wallet: it did not happen. */
  | 'ORPHANED'
  /** It was seen and awaits its confirmations. */
  | 'PENDING'
  /** A reorganisation undid it after it was credited: the wallet was charged with it. */
  | 'REVERSED'
  /** It has its confirmations, and nobody has its sender linked: whoever links that address gets it. */
  | 'UNCLAIMED';

/** What can be done to a transaction of the platform. */
export type ChainIntentAction =
  /** `chainIntentCancel`: have it not carried out. */
  | 'CANCEL'
  /** `chainIntentRetry`: have it tried again. */
  | 'RETRY';

/** Which one, and why. */
export type ChainIntentCancelInput = {
  /** Id of the transaction. */
  readonly intentId: string | number;
  /** What the audit log keeps, up to 500 characters. */
  readonly reason: string;
};

/** Which ones to list; all that is given must hold. */
export type ChainIntentFilter = {
  /** Of one of these kinds. */
  readonly kinds?: ReadonlyArray<ChainIntentKind> | null | undefined;
  /** With this reference. */
  readonly reference?: string | null | undefined;
  /** In one of these states. */
  readonly statuses?: ReadonlyArray<ChainIntentStatus> | null | undefined;
  /** About this user. For finance; others see their own anyway. */
  readonly userId?: string | number | null | undefined;
};

/** What a transaction of the platform does. */
export type ChainIntentKind =
  /** Mints CARBON to a linked address, once for its source. */
  | 'ACCOUNT_CREDIT_CARBON'
  /** Links an address to a user, with the signature of that address. */
  | 'ACCOUNT_LINK_WALLET'
  /** Registers a user with CarbonAccount. */
  | 'ACCOUNT_REGISTER_USER'
  /** Ends such a link. */
  | 'ACCOUNT_UNLINK_WALLET'
  /** Issues credits of a project and vintage. */
  | 'CREDITS_MINT'
  /** Pays ether or CARBON out to a linked address of its owner. */
  | 'CUSTODY_PAY_OUT'
  /** Retires credits that the platform keeps for a user. */
  | 'CUSTODY_RETIRE'
  /** Moves nothing: takes a nonce that later transactions wait behind. */
  | 'NONCE_FILL'
  /** Confirms a payment in fiat money. */
  | 'PAYMENT_CONFIRM'
  /** Turns a confirmed payment into CARBON, once. */
  | 'PAYMENT_CONVERT'
  /** Sets the price of CARBON in ether. */
  | 'PRICE_SET'
  /** Records a project in the CreditRegistry. */
  | 'PROJECT_RECORD'
  /** Anchors the commitment of a proof of a project. */
  | 'PROOF_ANCHOR';

/** Which one. */
export type ChainIntentRetryInput = {
  /** Id of the transaction. */
  readonly intentId: string | number;
};

/** How far a transaction of the platform is. */
export type ChainIntentStatus =
  /** It is signed and was given to the chain. */
  | 'BROADCAST'
  /** It was cancelled before it was signed. */
  | 'DROPPED'
  /** It cannot succeed; `errorText` says why. */
  | 'FAILED'
  /** The block that holds it is final. */
  | 'FINALIZED'
  /** A block holds it, and it succeeded; a reorg may still undo that. */
  | 'MINED'
  /** The block that held it is no longer part of the chain; it is sent again. */
  | 'ORPHANED'
  /** It is to be sent; `waitingFor` says what it waits for. */
  | 'PREPARED'
  /** It was cancelled on its way: an empty transaction took its place. */
  | 'REPLACED';

/** Whether the host country adds to its own balance what others count, so that nothing counts twice. */
export type CorrespondingAdjustment =
  /** It has done so. */
  | 'APPLIED'
  /** Nothing is to be adjusted. */
  | 'NOT_APPLICABLE'
  /** It has promised to. */
  | 'REQUIRED';

/** Whose statuses are counted. */
export type CountedThing =
  /** Announcements that were opened. */
  | 'ANNOUNCEMENT'
  /** Orders. */
  | 'ORDER'
  /** Retirements. */
  | 'RETIREMENT';

/** What can be done with credits. */
export type CreditState =
  /** Issued: they can be sold and retired. */
  | 'ACTIVE'
  /** Set aside in case that what was stored is lost again. */
  | 'BUFFER'
  /** Taken out for any other reason, for ever. */
  | 'CANCELLED'
  /** No longer good for what they were issued for. */
  | 'EXPIRED'
  /** Issued, and held back by their registry. */
  | 'ON_HOLD'
  /** Announced and not issued yet. */
  | 'PENDING'
  /** Used for a claim, for ever. */
  | 'RETIRED';

/** What came in, and for whom. */
export type DepositRecordInput = {
  /** How much, with at most the decimal places of the asset. */
  readonly amount: string;
  /** What came in. */
  readonly asset: Asset;
  /** The bank's own reference, up to 140 characters. Each is recorded once, whatever its case and spacing. */
  readonly bankReference: string;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** Id of the User or Organization whose wallet it is for. */
  readonly ownerId: string | number;
};

/** What a document is for. */
export type DocumentKind =
  /** The certificate of a retirement, made by the platform. */
  | 'CERTIFICATE'
  /** A proof of asset integrity, made by the platform. */
  | 'POAI_BUNDLE'
  /** It belongs to a project: a design, a monitoring report, a map. */
  | 'PROJECT_DOCUMENT'
  /** A report, such as that of a reviewer. */
  | 'REPORT'
  /** A file of a user. */
  | 'USER_FILE';

/** What the file is to be, and the file. */
export type DocumentUploadInput = {
  /** PDF, CSV, JSON, GeoJSON, PNG, JPEG, ZIP, XLSX or DOCX. Text is UTF-8. */
  readonly file: File;
  /** PROJECT_DOCUMENT, REPORT or USER_FILE. */
  readonly kind: DocumentKind;
  /** What it is called, up to 200 characters; no path. */
  readonly name: string;
  /** The organization that you bring it for, and whose it is then; its ADMIN may. */
  readonly organizationId?: string | number | null | undefined;
  /** The project that it belongs to, one of yours. */
  readonly projectId?: string | number | null | undefined;
};

/** The proof that mail reaches you. */
export type EmailVerifyInput = {
  /** The token of the mail. It serves once, for a limited time. */
  readonly token: string;
};

/** Which rule gave the basis points of a fee. */
export type FeeBasis =
  /** What everybody pays. */
  | 'DEFAULT'
  /** Agreed with the organization. */
  | 'OWN'
  /** The tier of what was traded in 30 days. */
  | 'TIER';

/** The least and the most of one fee. */
export type FeeLimitsInput = {
  /** The most (default: none). */
  readonly cap?: string | null | undefined;
  /** In which currency: EUR, USD or ETH. */
  readonly currency: Asset;
  /** The least; 0 for none. */
  readonly floor: string;
};

/** To whom fees go: 10000 basis points in all. */
export type FeeSharesInput = {
  /** To the communities of projects. */
  readonly communityBps: number;
  /** To the insurance against reversals. */
  readonly insuranceBps: number;
  /** To the platform. */
  readonly platformBps: number;
};

/** Other fees from a volume on. */
export type FeeTierInput = {
  /** Traded on 30 whole days, both sides, in euros. */
  readonly fromVolume: string;
  /** What a seller then pays: 0 to 10000. */
  readonly makerBps: number;
  /** What a buyer then pays: 0 to 10000. */
  readonly takerBps: number;
};

/** How sure a fact of the chain is. */
export type Finality =
  /** Its block stays for ever. */
  | 'FINALIZED'
  /** Another block has taken the place of its block: it did not happen. */
  | 'ORPHANED'
  /** Its block is part of the chain; a reorganisation may still undo it. */
  | 'PENDING'
  /** Its block is very unlikely to be undone. */
  | 'SAFE';

/** What became of a parameter that an execution has set. */
export type GovernedChangeStatus =
  /** It holds, in a version that names the proposal. */
  | 'APPLIED'
  /** It is out of bounds or unknown, or was set together with something that is: it never holds. */
  | 'REFUSED'
  /** Its block is not final: nothing is applied yet. */
  | 'WAITING';

/** Whether the host country lets the reductions count elsewhere than in its own pledge (Article 6, Paris Agreement). */
export type HostAuthorization =
  /** It has authorized it. */
  | 'AUTHORIZED'
  /** None is known. */
  | 'NONE'
  /** It was asked. */
  | 'REQUESTED'
  /** It had authorized it and does no longer. */
  | 'REVOKED';

/** What kind of identifier a beneficiary is known by. */
export type IdentifierScheme =
  /** D-U-N-S number. */
  | 'DUNS'
  /** Legal Entity Identifier (ISO 17442); its check digits are checked. */
  | 'LEI'
  /** Another one. */
  | 'OTHER'
  /** Number of a value added tax. */
  | 'VAT';

/** What the page holds after its user came back from a provider, and the proof that the account is theirs. */
export type IdentityLinkInput = {
  /** What stood after `#code=` in the address. It serves once, for a short time. */
  readonly code: string;
  /** Your password; not needed where this session has lately proven a second factor. */
  readonly password?: string | null | undefined;
  /** The secret of the page, whose SHA-256 it gave as `challenge`. */
  readonly verifier: string;
};

/** What the page holds after its user came back from a provider. */
export type IdentityLoginInput = {
  /** What stood after `#code=` in the address. It serves once, for a short time. */
  readonly code: string;
  /** Your username, should an account be opened (default: one made of what the provider calls you). */
  readonly username?: string | null | undefined;
  /** The secret of the page, whose SHA-256 it gave as `challenge`. */
  readonly verifier: string;
};

/** Which identity, and the proof that the account is yours. */
export type IdentityUnlinkInput = {
  /** Id of one of your identities. */
  readonly identityId: string | number;
  /** Your password; not needed where this session has lately proven a second factor. */
  readonly password?: string | null | undefined;
};

/** What has a market price. Never one for another. */
export type Instrument =
  /** Ether. Priced in EUR and USD. */
  | 'ETH'
  /** EU emission allowance (futures), of 1 tonne. Priced in EUR; in ETH it is the ratio EUA/EUR over ETH/EUR. */
  | 'EUA'
  /** Moss Carbon Credit token, of 1 tonne: the reference for CARBON. Priced in EUR, USD and ETH. */
  | 'MCO2';

/** What kind of paper it is. */
export type InvoiceKind =
  /** Corrects an invoice by what went back; its amounts are below zero. */
  | 'CREDIT_NOTE'
  /** What an order costs. */
  | 'INVOICE'
  /** Says that the money of an invoice has come. */
  | 'RECEIPT';

/** How far a link has come on the chain (CarbonAccount). */
export type LinkChainState =
  /** The chain refused it: prepare and sign it again. */
  | 'FAILED'
  /** The chain has it: CARBON can be credited and withdrawn to the address. */
  | 'LINKED'
  /** It was not asked for: send `linkSignature` with `walletLink`. */
  | 'NONE'
  /** It is on its way. */
  | 'PENDING'
  /** The chain has it no longer: it was ended here, or by the wallet itself. Prepare and sign it to link it again. */
  | 'UNLINKED'
  /** Its end is on its way. */
  | 'UNLINKING';

/** A piece of the map, in degrees. Where `west` is more than `east`, it lies across the antimeridian. */
export type MapBox = {
  /** Longitude of its eastern edge, -180 to 180. */
  readonly east: number;
  /** Latitude of its northern edge, -90 to 90. */
  readonly north: number;
  /** Latitude of its southern edge, -90 to 90. */
  readonly south: number;
  /** Longitude of its western edge, -180 to 180. */
  readonly west: number;
};

/** The proof that you were invited. */
export type MemberJoinInput = {
  /** The token of the mail. It serves once, for a limited time. */
  readonly token: string;
};

/** How a project keeps CO2e out of the air. */
export type Mitigation =
  /** It keeps from happening what would have emitted, such as deforestation. */
  | 'AVOIDANCE'
  /** Not known. */
  | 'NOT_DETERMINED'
  /** It lowers emissions from nature or land use. */
  | 'REDUCTION_NATURE'
  /** It lowers emissions by technology. */
  | 'REDUCTION_TECHNICAL'
  /** It takes CO2 out of the air by plants and soils. */
  | 'REMOVAL_NATURE'
  /** It takes CO2 out of the air by technology. */
  | 'REMOVAL_TECHNICAL';

/** How somebody is told. */
export type NotificationChannel =
  /** By e-mail, to an address that is verified. */
  | 'EMAIL'
  /** In the list of the dashboard, live. */
  | 'IN_APP'
  /** In the browsers that subscribed. */
  | 'PUSH'
  /** By text message, to a number that is verified. */
  | 'SMS';

/** How a message is sent. */
export type NotificationDeliveryChannel =
  /** By e-mail. */
  | 'EMAIL'
  /** To a browser. */
  | 'PUSH'
  /** By text message. */
  | 'SMS';

/** Which messages. */
export type NotificationDeliveryFilter = {
  /** Only those of this channel. */
  readonly channel?: NotificationDeliveryChannel | null | undefined;
  /** Only these; DEAD if none is given. */
  readonly statuses?: ReadonlyArray<NotificationDeliveryStatus> | null | undefined;
};

/** Which message. */
export type NotificationDeliveryRetryInput = {
  /** Id of a message that was given up. */
  readonly notificationDeliveryId: string | number;
};

/** What became of a message. */
export type NotificationDeliveryStatus =
  /** It was given up. */
  | 'DEAD'
  /** It was taken by who carries it. */
  | 'SENT'
  /** It was not sent: nobody wants or may get it any more. */
  | 'SKIPPED'
  /** It is to be sent, for the first time or again. */
  | 'WAITING';

/** Which notifications. */
export type NotificationFilter = {
  /** Only of these. */
  readonly triggers?: ReadonlyArray<NotificationTrigger> | null | undefined;
  /** Only what you have not read. */
  readonly unread?: boolean | null | undefined;
};

/** How often somebody is told. */
export type NotificationFrequency =
  /** As it happens, or when the quiet hours end. */
  | 'AT_ONCE'
  /** Once a day, all together. */
  | 'DAILY'
  /** Not at all. */
  | 'OFF'
  /** Once a week, all together. */
  | 'WEEKLY';

/** In which language somebody is told. */
export type NotificationLanguage =
  /** German. */
  | 'DE'
  /** English. */
  | 'EN'
  /** French. */
  | 'FR';

/** How to be told of something over a channel. */
export type NotificationPreferenceInput = {
  /** Over which channel. */
  readonly channel: NotificationChannel;
  /** How often; for IN_APP only OFF or AT_ONCE. */
  readonly frequency: NotificationFrequency;
  /** Of what. */
  readonly trigger: NotificationTrigger;
};

/** What to change; the rest stays as it is. */
export type NotificationSettingsUpdateInput = {
  /** When digests are sent, such as "08:00". */
  readonly digestAt?: string | null | undefined;
  /** On which day weekly ones are sent; 1 is Monday. */
  readonly digestDay?: number | null | undefined;
  /** In which language. */
  readonly language?: NotificationLanguage | null | undefined;
  /** What to be told differently, up to 100. Mails about your safety stay. */
  readonly preferences?: ReadonlyArray<NotificationPreferenceInput> | null | undefined;
  /** Quiet hours; null ends them. */
  readonly quietHours?: QuietHoursInput | null | undefined;
  /** Of the IANA database, such as "Europe/Zurich". */
  readonly timeZone?: string | null | undefined;
};

/** What people are told of. */
export type NotificationTrigger =
  /** A certificate of yours was issued or revoked. */
  | 'CERTIFICATE'
  /** The chain knows something of an address of yours. */
  | 'CHAIN_EVENT'
  /** Something arrived in a wallet of yours. */
  | 'DEPOSIT'
  /** A proposal can be voted on, or was decided. */
  | 'GOVERNANCE_PROPOSAL'
  /** A case of Proof of Asset Integrity of yours, or one that you review. */
  | 'POAI_CASE'
  /** A price passed a threshold that you have set. */
  | 'PRICE_ALERT'
  /** The status of a project of yours, or of one whose credits you hold. */
  | 'PROJECT_STATUS'
  /** An order of yours was settled, failed or was refunded. */
  | 'PURCHASE'
  /** A retirement of yours is final, or came to nothing. */
  | 'RETIREMENT'
  /** A retirement of yours is due soon. */
  | 'SCHEDULED_RETIREMENT'
  /** Somebody signed in as you, or changed what protects your account. */
  | 'SECURITY'
  /** You bought or sold on the market. */
  | 'TRADE'
  /** You sent or received something. */
  | 'TRANSFER'
  /** A webhook of yours was switched off. */
  | 'WEBHOOK'
  /** A withdrawal of yours was decided, arrived or failed. */
  | 'WITHDRAWAL';

/** What you have read. */
export type NotificationsReadInput = {
  /** These, at most 100. */
  readonly notificationIds?: ReadonlyArray<string | number> | null | undefined;
  /** Or all up to this one: what came after stays unread. */
  readonly untilId?: string | number | null | undefined;
};

/** What can be done to an order. */
export type OrderAction =
  /** `orderCancel`. */
  | 'CANCEL'
  /** `paymentCreate`. */
  | 'PAY'
  /** `orderRefund`, for FINANCE and PLATFORM_ADMIN. */
  | 'REFUND';

/** Which order. */
export type OrderCancelInput = {
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** Which order of yours that waits for its payment. */
  readonly orderId: string | number;
  /** Why, up to 500 characters. */
  readonly reason?: string | null | undefined;
};

/** What to order: exactly one of `quoteId`, `announcementId`, `batchId`, `criteria` and `basketId`. From a quote the quantity is that of the quote; from a quote or an announcement the currency is theirs. */
export type OrderCreateInput = {
  /** From this announcement. */
  readonly announcementId?: string | number | null | undefined;
  /** Retires the credits as soon as they are settled, for this beneficiary. */
  readonly autoRetire?: RetirementClaimInput | null | undefined;
  /** The kinds of credits of this basket, by their weights. */
  readonly basketId?: string | number | null | undefined;
  /** Credits of this batch, from whoever offers them. */
  readonly batchId?: string | number | null | undefined;
  /** Credits like these, from whoever offers them. */
  readonly criteria?: OrderCriteriaInput | null | undefined;
  /** What to pay in; only offers in it are taken. */
  readonly currency?: QuoteCurrency | null | undefined;
  /** Default: ALL_OR_NOTHING. */
  readonly fill?: OrderFill | null | undefined;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** The most that a tonne may cost, before the fee. */
  readonly maxPrice?: string | null | undefined;
  /** The most that all may cost, the platform’s fee included. */
  readonly maxTotal?: string | null | undefined;
  /** For which organization you buy (default: for yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** Tonnes of CO2e: whole ones, but of an announcement of CARBON. */
  readonly quantity?: string | null | undefined;
  /** At the price of this quote of yours. */
  readonly quoteId?: string | number | null | undefined;
};

/** Which credits: those to which all that is given applies. Of a list, one of its values must apply. Credits of suspended projects are left out. */
export type OrderCriteriaInput = {
  /** Of these batches. */
  readonly batchIds?: ReadonlyArray<string | number> | null | undefined;
  /** Of projects of these categories, such as "ARR". */
  readonly categories?: ReadonlyArray<string> | null | undefined;
  /** From these countries, ISO 3166-1 alpha-2. */
  readonly countries?: ReadonlyArray<string> | null | undefined;
  /** Under these methodologies, by their codes. */
  readonly methodologies?: ReadonlyArray<string> | null | undefined;
  /** Of these projects. */
  readonly projectIds?: ReadonlyArray<string | number> | null | undefined;
  /** Only credits of which a Proof of Asset Integrity is approved, of the batch or of its project. */
  readonly proven?: boolean | null | undefined;
  /** Of these registries, by their codes. */
  readonly registries?: ReadonlyArray<string> | null | undefined;
  /** For these Sustainable Development Goals, 1 to 17. */
  readonly sdgs?: ReadonlyArray<number> | null | undefined;
  /** Of projects of these types. */
  readonly types?: ReadonlyArray<string> | null | undefined;
  /** Of this year or a later one. */
  readonly vintageFrom?: number | null | undefined;
  /** Of this year or an earlier one. */
  readonly vintageTo?: number | null | undefined;
};

/** What is done where less is on offer than is asked for. */
export type OrderFill =
  /** Nothing is ordered. */
  | 'ALL_OR_NOTHING'
  /** What there is is ordered. */
  | 'PARTIAL';

/** How far the retirement is that an order asked for. */
export type OrderRetirement =
  /** It could not be asked for; the history says why, and the credits are the buyer’s. */
  | 'REFUSED'
  /** It is under way or done: see `myRetirements`. */
  | 'REQUESTED'
  /** It is asked for as soon as the order is settled. */
  | 'WAITING';

/** What an order was made from. */
export type OrderSource =
  /** One announcement. */
  | 'ANNOUNCEMENT'
  /** A basket. */
  | 'BASKET'
  /** A batch of credits: whatever is on offer of it. */
  | 'BATCH'
  /** Criteria. */
  | 'CRITERIA'
  /** A quote. */
  | 'QUOTE';

/** How far an order is. */
export type OrderStatus =
  /** Given up before it was paid. */
  | 'CANCELLED'
  /** The credits are the buyer’s. */
  | 'COMPLETED'
  /** Not paid in time. */
  | 'EXPIRED'
  /** It came to nothing; `reason` says why. */
  | 'FAILED'
  /** The money is there; it is settled within seconds. */
  | 'PAID'
  /** What it takes is reserved until `payBy`. */
  | 'PENDING_PAYMENT'
  /** Undone: the credits went back, and the money does. */
  | 'REFUNDED'
  /** Money and credits change hands. */
  | 'SETTLING';

/** What a member may do for an organization. */
export type OrganizationRole =
  /** Everything: its data, its members, its projects and its money. */
  | 'ADMIN'
  /** Sees everything, its money included, and changes nothing. */
  | 'AUDITOR'
  /** Its money: sells, buys and sends in its name. */
  | 'FINANCE'
  /** Sees what it has, but not its wallets and transfers, and changes nothing. */
  | 'VIEWER';

/** The old password and the new one. */
export type PasswordChangeInput = {
  /** Your password so far. */
  readonly currentPassword: string;
  /** 10 to 128 characters; neither your name nor one of the commonest. */
  readonly newPassword: string;
};

/** The proof that mail reaches you, and the new password. */
export type PasswordResetInput = {
  /** 10 to 128 characters; neither your name nor one of the commonest. */
  readonly newPassword: string;
  /** The token of the mail. It serves once, for a limited time. */
  readonly token: string;
};

/** Who has forgotten the password. */
export type PasswordResetRequestInput = {
  /** The e-mail address of the account. */
  readonly email: string;
};

/** Which payment. */
export type PaymentCancelInput = {
  /** Id of the payment. */
  readonly paymentId: string | number;
};

/** Which order, and how it is to be paid. */
export type PaymentCreateInput = {
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** How. */
  readonly method: PaymentMethod;
  /** Id of the order. */
  readonly orderId: string | number;
};

/** Through whom the money of a payment comes. */
export type PaymentGateway =
  /** The bank of the platform. */
  | 'BANK'
  /** The chain. */
  | 'CHAIN'
  /** Nobody: the development gateway moves no money, and does what `paymentSimulate` says. */
  | 'DEVELOPMENT'
  /** Stripe. */
  | 'STRIPE';

/** How an order is paid. */
export type PaymentMethod =
  /** By a transfer to the bank account of the platform, with a reference. */
  | 'BANK_TRANSFER'
  /** By a card; what its processor keeps comes on top. */
  | 'CARD'
  /** By ether, sent to CarbonPayment with a reference. */
  | 'CRYPTO'
  /** On account: delivered at once, paid by a transfer until the due date. For organizations. */
  | 'INVOICE';

/** Which payment, and from which address. */
export type PaymentPrepareInput = {
  /** Your address, which must be linked. */
  readonly from: string;
  /** Id of a payment by CRYPTO. */
  readonly paymentId: string | number;
};

/** Which payment, and what happens to it. */
export type PaymentSimulateInput = {
  /** What happens. */
  readonly outcome: PaymentSimulation;
  /** Id of a payment by card. */
  readonly paymentId: string | number;
};

/** What can be made to happen to a card of the development gateway. */
export type PaymentSimulation =
  /** The payer’s bank declines; the payer may try again. */
  | 'DECLINE'
  /** The payer’s bank takes the payment back. */
  | 'DISPUTE'
  /** The platform loses it. */
  | 'LOSE_DISPUTE'
  /** The payer pays. */
  | 'PAY'
  /** The platform wins that dispute. */
  | 'WIN_DISPUTE';

/** How far a payment is. */
export type PaymentStatus =
  /** The bank of the card keeps the money ready; or it was sold on account and the money is to come. */
  | 'AUTHORIZED'
  /** It is not wanted any more. What came for it all the same goes back, or into the wallet. */
  | 'CANCELLED'
  /** The money is there. */
  | 'CAPTURED'
  /** It waits for the payer. */
  | 'CREATED'
  /** The payer’s bank takes it back, or has; see `disputes`. */
  | 'DISPUTED'
  /** It came to nothing; `reason` says why. */
  | 'FAILED'
  /** A part of it goes, or has gone, back. */
  | 'PARTIALLY_REFUNDED'
  /** All of it goes, or has gone, back. */
  | 'REFUNDED';

/** Which number. */
export type PhoneCodeRequestInput = {
  /** With its country, such as "+41 44 668 18 00". */
  readonly number: string;
};

/** The code. */
export type PhoneVerifyInput = {
  /** The six digits of the message. */
  readonly code: string;
};

/** What a user may do on the platform. Granted by a PLATFORM_ADMIN only. */
export type PlatformRole =
  /** Acts for an organization. */
  | 'ENTERPRISE_USER'
  /** Records deposits and decides withdrawals. */
  | 'FINANCE'
  /** Proposes and votes. */
  | 'GOVERNANCE_MEMBER'
  /** Grants roles and reads the audit log. */
  | 'PLATFORM_ADMIN'
  /** Reviews Proof of Asset Integrity cases. */
  | 'POAI_REVIEWER'
  /** Registers projects. */
  | 'PROJECT_OWNER'
  /** Buys and sells on the own account. */
  | 'RETAIL_USER';

/** How far the anchor of a proof is. */
export type PoaiAnchorState =
  /** The chain has it for good. */
  | 'FINALIZED'
  /** The chain did not take it: PLATFORM_ADMIN has it tried again. */
  | 'GIVEN_UP'
  /** The case is not approved. */
  | 'NOT_ORDERED'
  /** The transaction is on its way to the chain. */
  | 'ORDERED'
  /** The chain has lost it again; it is sent once more. */
  | 'ORPHANED'
  /** The chain has it, and may yet lose it again. */
  | 'PENDING';

/** How sure a reviewer has to be (ISO 14064-3:2019). */
export type PoaiAssurance =
  /** Nothing has come up that would make it materially wrong. */
  | 'LIMITED'
  /** The statement is fairly stated in all material respects. */
  | 'REASONABLE';

/** The signature of `typedData` of your signing request. */
export type PoaiAttestationSubmitInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** As what you review it. */
  readonly role: PoaiRole;
  /** The signature, in hexadecimal: of a key or of a contract wallet (ERC-1271). */
  readonly signature: string;
};

/** As what somebody signs a bundle. */
export type PoaiAttester =
  /** The platform, as it approves. */
  | 'PLATFORM'
  /** The reviewer of the case. */
  | 'REVIEWER'
  /** The technical reviewer of the case. */
  | 'TECHNICAL_REVIEWER';

/** Which case. */
export type PoaiBundlePrepareInput = {
  /** One of your linked addresses, with which you will sign. */
  readonly address: string;
  /** Id of the case. */
  readonly caseId: string | number;
};

/** What can be done to a case. */
export type PoaiCaseAction =
  /** `poaiFindingAnswer`. */
  | 'ANSWER_FINDING'
  /** `poaiCaseApprove`. */
  | 'APPROVE'
  /** `poaiCaseAssign`. */
  | 'ASSIGN'
  /** `poaiAttestationSubmit`. */
  | 'ATTEST'
  /** `poaiFindingClose`. */
  | 'CLOSE_FINDING'
  /** `poaiCheckComplete`. */
  | 'COMPLETE_CHECK'
  /** `poaiReviewComplete`. */
  | 'COMPLETE_REVIEW'
  /** `poaiBundlePrepare`. */
  | 'PREPARE_BUNDLE'
  /** `poaiFindingRaise`. */
  | 'RAISE_FINDING'
  /** `poaiCaseReject`. */
  | 'REJECT'
  /** `poaiChangesRequest`. */
  | 'REQUEST_CHANGES'
  /** `poaiCaseResubmit`. */
  | 'RESUBMIT'
  /** `poaiCaseRevoke`. */
  | 'REVOKE'
  /** `poaiChecksRun`. */
  | 'RUN_CHECKS'
  /** `poaiReviewStart`. */
  | 'START_REVIEW'
  /** `poaiTechnicalReviewStart`. */
  | 'START_TECHNICAL_REVIEW'
  /** `poaiCaseSubmit`. */
  | 'SUBMIT';

/** Which case. */
export type PoaiCaseApproveInput = {
  /** Id of the case. */
  readonly caseId: string | number;
};

/** Who reviews which case. */
export type PoaiCaseAssignInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** Who goes through the checks. */
  readonly reviewer: PoaiSeatInput;
  /** Who reviews the review. */
  readonly technicalReviewer: PoaiSeatInput;
};

/** What the case is about, and how it is to be reviewed. */
export type PoaiCaseCreateInput = {
  /** How sure the reviewer has to be. */
  readonly assurance: PoaiAssurance;
  /** Id of the batch of credits; left out, it is about all of the project. */
  readonly batchId?: string | number | null | undefined;
  /** By how many percent the reductions may be misstated, such as "5". */
  readonly materialityPercent: string;
  /** Id of the project. */
  readonly projectId: string | number;
  /** The approved case about the same, whose place it is to take. */
  readonly supersedesId?: string | number | null | undefined;
};

/** Which cases; all that is given must hold. */
export type PoaiCaseFilter = {
  /** Whether somebody should have acted by now. */
  readonly isOverdue?: boolean | null | undefined;
  /** About this project, or a batch of it. */
  readonly projectId?: string | number | null | undefined;
  /** In one of these states. */
  readonly statuses?: ReadonlyArray<PoaiCaseStatus> | null | undefined;
};

/** Which case, and why. */
export type PoaiCaseRejectInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** Why, up to 2,000 characters. */
  readonly reason: string;
};

/** Which case. */
export type PoaiCaseResubmitInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** What there is to say, up to 2,000 characters. */
  readonly note?: string | null | undefined;
};

/** Which case, and why. */
export type PoaiCaseRevokeInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** Why, up to 2,000 characters. */
  readonly reason: string;
};

/** How far a case is. */
export type PoaiCaseStatus =
  /** It is approved, and its proof stands. */
  | 'APPROVED'
  /** Its reviewers are assigned; the review has not begun. */
  | 'ASSIGNED'
  /** Its owner is to answer and hand it in again. */
  | 'CHANGES_REQUESTED'
  /** Its owner writes it. */
  | 'DRAFT'
  /** The reviewer goes through the checks. */
  | 'IN_REVIEW'
  /** It is rejected. */
  | 'REJECTED'
  /** Every check has a result; the technical review is to begin. */
  | 'REVIEW_COMPLETE'
  /** Its approval was taken back. */
  | 'REVOKED'
  /** It waits for its reviewers. */
  | 'SUBMITTED'
  /** The proof of a later case has taken its place. */
  | 'SUPERSEDED'
  /** The technical reviewer looks at the review; then both sign. */
  | 'TECHNICAL_REVIEW';

/** Which case. */
export type PoaiCaseSubmitInput = {
  /** Id of the case. */
  readonly caseId: string | number;
};

/** Which case, and what is to be changed. */
export type PoaiChangesRequestInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** Why, up to 2,000 characters. */
  readonly reason: string;
};

/** What the check came to. */
export type PoaiCheckCompleteInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** Code of the check, such as "CALIBRATION". */
  readonly code: string;
  /** Ids of versions of documents that it rests on (DocumentVersion). */
  readonly evidence?: ReadonlyArray<string | number> | null | undefined;
  /** What was found, or why it does not apply, up to 10,000 characters. */
  readonly finding: string;
  /** How it was made; not AUTOMATED. */
  readonly method: PoaiCheckMethod;
  /** What it came to. */
  readonly result: PoaiCheckResult;
};

/** How a check was made. */
export type PoaiCheckMethod =
  /** By the platform, which says what it read. */
  | 'AUTOMATED'
  /** Against another source. */
  | 'CROSS_CHECK'
  /** By reading documents. */
  | 'DESK_REVIEW'
  /** By asking people. */
  | 'INTERVIEW'
  /** By calculating again. */
  | 'RECALCULATION'
  /** On the site. */
  | 'SITE_VISIT';

/** What a check came to. */
export type PoaiCheckResult =
  /** It is not. */
  | 'FAIL'
  /** It cannot be said. */
  | 'INCONCLUSIVE'
  /** It does not apply, for the reason that the finding gives. */
  | 'NOT_APPLICABLE'
  /** It is as it should be. */
  | 'PASS';

/** What a check is about; each has a tree in the bundle. */
export type PoaiCheckTree =
  /** The credits themselves. */
  | 'asset'
  /** What was measured and calculated. */
  | 'data'
  /** How the project is run and reviewed. */
  | 'process';

/** Which case. */
export type PoaiChecksRunInput = {
  /** Id of the case. */
  readonly caseId: string | number;
};

/** What there is to say. */
export type PoaiFindingAnswerInput = {
  /** The answer, up to 10,000 characters. */
  readonly answer: string;
  /** Ids of versions of documents that it rests on (DocumentVersion). */
  readonly evidence?: ReadonlyArray<string | number> | null | undefined;
  /** Id of the finding. */
  readonly findingId: string | number;
};

/** How it was resolved. */
export type PoaiFindingCloseInput = {
  /** Id of the finding. */
  readonly findingId: string | number;
  /** How, up to 10,000 characters. */
  readonly resolution: string;
};

/** What a finding asks for. */
export type PoaiFindingKind =
  /** Corrective action request: something has to be put right before an approval. */
  | 'CAR'
  /** Clarification request: something has to be explained before an approval. */
  | 'CL'
  /** Forward action request: something has to be done before the next case. */
  | 'FAR';

/** What is asked of the owner. */
export type PoaiFindingRaiseInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** Code of the check that it is about. */
  readonly code: string;
  /** What it asks for. */
  readonly kind: PoaiFindingKind;
  /** What is wrong or not clear, up to 10,000 characters. */
  readonly text: string;
};

/** What a step of a verification came to. */
export type PoaiOutcome =
  /** Neither shown nor refuted with what is at hand; the reason says what is missing. */
  | 'INDETERMINATE'
  /** It does not hold. */
  | 'INVALID'
  /** It holds. */
  | 'VALID';

/** Your opinion. */
export type PoaiReviewCompleteInput = {
  /** One of your linked addresses, with which you will sign. */
  readonly address: string;
  /** Id of the case. */
  readonly caseId: string | number;
  /** The statement that the bundle holds, up to 10,000 characters. */
  readonly opinion: string;
};

/** Which case. */
export type PoaiReviewStartInput = {
  /** Id of the case. */
  readonly caseId: string | number;
};

/** As what somebody reviews a case. */
export type PoaiRole =
  /** Goes through all checks. */
  | 'REVIEWER'
  /** Reviews the review, independently. */
  | 'TECHNICAL_REVIEWER';

/** Who is to review. */
export type PoaiSeatInput = {
  /** For which of their organizations, if they are in several. */
  readonly organizationId?: string | number | null | undefined;
  /** A user with the role POAI_REVIEWER. */
  readonly userId: string | number;
};

/** Which case. */
export type PoaiTechnicalReviewStartInput = {
  /** Id of the case. */
  readonly caseId: string | number;
  /** What there is to say, up to 2,000 characters. */
  readonly note?: string | null | undefined;
};

/** A step of a verification (docs/POAI.md). */
export type PoaiVerificationStepName =
  /** The chain holds it for good. */
  | 'ANCHOR'
  /** The checks of the credits lead to their root. */
  | 'ASSET_CHECKS'
  /** The hash is that of the bundle. */
  | 'BUNDLE_HASH'
  /** The checks of the data lead to their root. */
  | 'DATA_CHECKS'
  /** The documents lead to their root. */
  | 'EVIDENCE'
  /** The file is as PoAI v1 has it. */
  | 'FORMAT'
  /** The reviewers are two parties. */
  | 'INDEPENDENCE'
  /** The platform has signed. */
  | 'PLATFORM_ATTESTATION'
  /** The checks of the process lead to their root. */
  | 'PROCESS_CHECKS'
  /** The reviewer has signed. */
  | 'REVIEWER_ATTESTATION'
  /** It could be approved by the rules. */
  | 'RULES'
  /** It is neither superseded nor revoked. */
  | 'STANDING'
  /** Serial blocks, quantity and vintage agree. */
  | 'SUBJECT'
  /** The technical reviewer has signed. */
  | 'TECHNICAL_REVIEWER_ATTESTATION';

/** Which alert. */
export type PriceAlertCancelInput = {
  /** Id of an alert of yours. */
  readonly priceAlertId: string | number;
};

/** Of which price, and from where on. */
export type PriceAlertCreateInput = {
  /** or of what the platform asks for credits of this batch. */
  readonly batchId?: string | number | null | undefined;
  /** In what. */
  readonly currency: PriceCurrency;
  /** From which side. */
  readonly direction: PriceAlertDirection;
  /** Either of this, */
  readonly instrument?: Instrument | null | undefined;
  /** By how much of the threshold the price must go back before it is news again (default: 50, 0.5 %). */
  readonly marginBps?: number | null | undefined;
  /** Whether you are told each time (default: once). */
  readonly repeats?: boolean | null | undefined;
  /** The price from which on you are told, itself included. */
  readonly threshold: string;
};

/** Of which side of a threshold one wants to hear. */
export type PriceAlertDirection =
  /** When the price reaches it from below. */
  | 'ABOVE'
  /** When the price reaches it from above. */
  | 'BELOW';

/** Whether an alert is in force. */
export type PriceAlertStatus =
  /** It is. */
  | 'ACTIVE'
  /** Its owner ended it. */
  | 'CANCELLED'
  /** It was to be told once, and was. */
  | 'FIRED';

/** What a market price is given in. */
export type PriceCurrency =
  /** Ether. */
  | 'ETH'
  /** Euro. */
  | 'EUR'
  /** US dollar. */
  | 'USD';

/** What a price is multiplied with, in this order. */
export type PriceFactorName =
  /** The labels that are valid, up to a cap. */
  | 'LABEL'
  /** The market index now against that of the model’s date. */
  | 'MARKET'
  /** The least of the ratings of agencies. */
  | 'RATING'
  /** For how many days what is open for sale would last. */
  | 'SUPPLY'
  /** How well approvals of the reviewer who vouches for it have stood. */
  | 'VERIFIER'
  /** How old the vintage is: e^(-lambda * years), not under a floor. */
  | 'VINTAGE';

/** How long a candle lasts. */
export type PriceInterval =
  /** A day in UTC; for EUA a trading day. */
  | 'DAY'
  /** A month of the calendar. */
  | 'MONTH'
  /** Monday to Sunday. */
  | 'WEEK';

/** How an announcement is priced. */
export type PriceKind =
  /** At the price that the seller set. */
  | 'FIXED'
  /** At the market price of MCO2 in its currency, plus a premium (or less a discount). */
  | 'MARKET';

/** How a source of prices answered last. */
export type PriceSourceState =
  /** It refuses machines: a challenge page, a 403, a redirect to another host. */
  | 'BLOCKED'
  /** It answered in a form that is not understood; nothing of it was believed. */
  | 'LAYOUT_CHANGED'
  /** It was not asked yet. */
  | 'NEVER_ASKED'
  /** It answered, and the answer was understood. */
  | 'OK'
  /** It was asked too often; it is left alone for as long as it said. */
  | 'RATE_LIMITED'
  /** It understood and said no: the key, the range, the coin. */
  | 'REFUSED'
  /** It did not answer in time, or has trouble of its own. */
  | 'UNREACHABLE';

/** What the pricing model is made of; docs/PRICING.md has the formulas. */
export type PricingParameterName =
  /** Price around which the band lies, where it is not the base price. */
  | 'ANCHOR'
  /** Upper end of the band, as a multiple of the anchor. */
  | 'BAND_HIGH'
  /** Lower end of the band, as a part of the anchor. */
  | 'BAND_LOW'
  /** Days of trades that the market index looks at. */
  | 'INDEX_DAYS'
  /** Median deviation of ln price that is assumed at least. */
  | 'INDEX_LEAST_MAD'
  /** Sellers without whom there is no index. */
  | 'INDEX_LEAST_SELLERS'
  /** Trades without which there is no index. */
  | 'INDEX_LEAST_TRADES'
  /** Median deviations from the median beyond which a trade is left out. */
  | 'INDEX_OUTLIER_MADS'
  /** Part of the volume that one trade weighs at most. */
  | 'INDEX_TRADE_SHARE'
  /** What all labels add at most. */
  | 'LABEL_CAP'
  /** What a label that is valid adds. */
  | 'LABEL_FACTOR'
  /** By how much a type loses a year: e^-lambda. */
  | 'LAMBDA'
  /** What a rising market can add at most. */
  | 'MARKET_MAX'
  /** What a falling market can take at most. */
  | 'MARKET_MIN'
  /** What a rating of an agency means for the price. */
  | 'RATING_FACTOR'
  /** Days of inventory that are neither scarce nor plenty. */
  | 'SUPPLY_DAYS'
  /** What scarcity can add at most. */
  | 'SUPPLY_MAX'
  /** What plenty can take at most. */
  | 'SUPPLY_MIN'
  /** How strongly supply counts. */
  | 'SUPPLY_SLOPE'
  /** Step of prices. */
  | 'TICK'
  /** Price of a tonne of this type of this year’s vintage, without labels. */
  | 'TYPE_BASE'
  /** Days after which an approval weighs 1/e. */
  | 'VERIFIER_AGE_DAYS'
  /** Weight of one approval at most. */
  | 'VERIFIER_CASE_CAP'
  /** Tonnes that are a weight of 1. */
  | 'VERIFIER_CASE_TONNES'
  /** What a reviewer’s record can add at most. */
  | 'VERIFIER_MAX'
  /** What a reviewer’s record can take at most. */
  | 'VERIFIER_MIN'
  /** What an approval counts that was replaced by a newer one. */
  | 'VERIFIER_MODIFIED'
  /** Record that everybody is credited with. */
  | 'VERIFIER_PRIOR'
  /** Weight of that credit. */
  | 'VERIFIER_PRIOR_WEIGHT'
  /** How strongly the record of the reviewer counts. */
  | 'VERIFIER_SLOPE'
  /** What age leaves of the price at least. */
  | 'VINTAGE_FLOOR';

/** What to change of your profile; what is left out stays. */
export type ProfileUpdateInput = {
  /** ISO 3166-1 alpha-2 code, such as "BR"; null takes it away. */
  readonly country?: string | null | undefined;
  /** How you want to be called, up to 80 characters. */
  readonly displayName?: string | null | undefined;
  /** Whether you mean to buy. */
  readonly isBuyer?: boolean | null | undefined;
  /** Whether you mean to sell. */
  readonly isSeller?: boolean | null | undefined;
};

/** What can be done to a project. */
export type ProjectAction =
  /** `projectStatusChange` to COMPLETED. */
  | 'COMPLETE'
  /** `projectStatusChange` to DEREGISTERED. */
  | 'DEREGISTER'
  /** `projectLabelEnd`. */
  | 'END_LABEL'
  /** `projectLabelGrant`. */
  | 'GRANT_LABEL'
  /** Publish it: `projectStatusChange` to LISTED. */
  | 'LIST'
  /** `poaiCaseCreate`. */
  | 'OPEN_CASE'
  /** `projectStatusChange` to REGISTERED. */
  | 'REGISTER'
  /** `projectStatusChange` to REJECTED. */
  | 'REJECT'
  /** Try again: `projectStatusChange` to LISTED. */
  | 'RELIST'
  /** Begin another crediting period: `projectStatusChange` to REGISTERED. */
  | 'RENEW'
  /** `projectResume`. */
  | 'RESUME'
  /** Give it back for changes: `projectStatusChange` to LISTED. */
  | 'RETURN'
  /** `projectStatusChange` to UNDER_VALIDATION. */
  | 'START_VALIDATION'
  /** `projectSuspend`. */
  | 'SUSPEND'
  /** Change fields: `projectUpdate`. */
  | 'UPDATE'
  /** `projectStatusChange` to VALIDATED. */
  | 'VALIDATE'
  /** `projectStatusChange` to WITHDRAWN. */
  | 'WITHDRAW';

/** A mark that a program gives to projects or their credits. */
export type ProjectLabelCode =
  /** ABACUS label of Verra, for reforestation. */
  | 'ABACUS'
  /** Climate, Community & Biodiversity Standards. */
  | 'CCB'
  /** The same with Gold Level for biodiversity. */
  | 'CCB_BIODIVERSITY_GOLD'
  /** The same with Gold Level for adapting to the climate. */
  | 'CCB_CLIMATE_GOLD'
  /** The same with Gold Level for communities. */
  | 'CCB_COMMUNITY_GOLD'
  /** Eligible for its first phase (2024 to 2026). */
  | 'CORSIA_FIRST_PHASE'
  /** Eligible for the pilot phase (2021 to 2023) of the scheme of the ICAO for aviation. */
  | 'CORSIA_PILOT_PHASE'
  /** Eligible for its second phase (2027 to 2035). */
  | 'CORSIA_SECOND_PHASE'
  /** Core Carbon Principles of the Integrity Council for the Voluntary Carbon Market. */
  | 'ICVCM_CCP'
  /** Sustainable Development Verified Impact Standard. */
  | 'SD_VISTA'
  /** SOCIALCARBON Standard. */
  | 'SOCIAL_CARBON'
  /** W+ Standard, for the empowerment of women. */
  | 'W_PLUS';

/** In which order projects are listed. */
export type ProjectOrder =
  /** By name, in the order of the alphabet; accents and punctuation do not matter. */
  | 'NAME'
  /** The newest here first. */
  | 'NEWEST'
  /** The largest estimated annual reductions first; those without an estimate last. */
  | 'REDUCTIONS'
  /** What matches the text best first: words of the name count more than those of the proponent, these more than those of the methodologies, and all more than those of the description. Of very many matches, those whose name has the words come first, the newest of them before the others. Without a text: NEWEST. */
  | 'RELEVANCE';

/** Which projects: those to which all that is given applies. Of a list, one of its values must apply. */
export type ProjectSearch = {
  /** Of these categories, such as "ARR". */
  readonly categories?: ReadonlyArray<string> | null | undefined;
  /** In these countries, ISO 3166-1 alpha-2. */
  readonly countries?: ReadonlyArray<string> | null | undefined;
  /** Whether some of their credits are ACTIVE: issued, and neither retired nor cancelled. Whose they are, and whether they are for sale (`hasCreditsForSale`), it does not say. */
  readonly hasActiveCredits?: boolean | null | undefined;
  /** Whether some of their credits can be bought here: an ACTIVE announcement of them has some left, or the platform has some in stock, and the project is not suspended. `orderCreate` by batch takes from the same. */
  readonly hasCreditsForSale?: boolean | null | undefined;
  /** With these labels, as far as they are valid today (UTC). */
  readonly labels?: ReadonlyArray<ProjectLabelCode> | null | undefined;
  /** Under these methodologies, by their codes. */
  readonly methodologies?: ReadonlyArray<string> | null | undefined;
  /** Of these registries, by their codes. */
  readonly registries?: ReadonlyArray<string> | null | undefined;
  /** For these Sustainable Development Goals, 1 to 17. */
  readonly sdgs?: ReadonlyArray<number> | null | undefined;
  /** In these states. */
  readonly statuses?: ReadonlyArray<ProjectStatus> | null | undefined;
  /** Whether they are suspended. */
  readonly suspended?: boolean | null | undefined;
  /** With all of these words, in any of their forms; the last may be the beginning of one. "quoted" words stand together, `or` lets one of two do, and -this leaves out. Looked for in name, proponent, methodologies, number, description, type, category, region and country; accents and case do not matter. */
  readonly text?: string | null | undefined;
  /** Of these types; a project may be of several. */
  readonly types?: ReadonlyArray<string> | null | undefined;
  /** With credits of this year or a later one. */
  readonly vintageFrom?: number | null | undefined;
  /** With credits of this year or an earlier one. */
  readonly vintageTo?: number | null | undefined;
  /** At least partly in this piece of the map, as far as is known where they are. */
  readonly within?: MapBox | null | undefined;
};

/** How far a project is on its way through its registry. */
export type ProjectStatus =
  /** Its crediting period is over. */
  | 'COMPLETED'
  /** Its registration was ended; what was issued before stays. */
  | 'DEREGISTERED'
  /** Only its owner sees it. */
  | 'DRAFT'
  /** It is public, and is being prepared. */
  | 'LISTED'
  /** It may be issued credits. */
  | 'REGISTERED'
  /** Its registry refused it. */
  | 'REJECTED'
  /** A verifier examines its design, which does not change meanwhile. */
  | 'UNDER_VALIDATION'
  /** Its design was found to follow its methodology. */
  | 'VALIDATED'
  /** Its owner took it back before it was registered. */
  | 'WITHDRAWN';

/** What can be done to a proposal. */
export type ProposalAction =
  /** Take it back by `proposalCancelPrepare`. */
  | 'CANCEL'
  /** Carry it out by `proposalExecutePrepare`, from `executableAt` on. */
  | 'EXECUTE'
  /** Hand it to the timelock by `proposalQueuePrepare`. */
  | 'QUEUE'
  /** Vote by `votePrepare`. */
  | 'VOTE';

/** A call that the timelock is to make. */
export type ProposalCallInput = {
  /** The call, in hexadecimal (default: none). */
  readonly data?: string | null | undefined;
  /** Ether of the timelock to send (default: none). */
  readonly ether?: string | null | undefined;
  /** Which contract, or who gets the ether. */
  readonly to: string;
};

/** Which proposal, and from which address. */
export type ProposalCancelPrepareInput = {
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
  /** Id of the proposal, or its number in CarbonGovernor. */
  readonly proposalId: string;
};

/** What happened to a proposal. */
export type ProposalChange =
  /** It was made. */
  | 'CREATED'
  /** It is in another state. */
  | 'MOVED'
  /** The chain replaced the block that held it. */
  | 'ORPHANED'
  /** What its execution set was applied or refused. */
  | 'PARAMETERS_DECIDED'
  /** A vote was cast, or taken back with its block. */
  | 'VOTED';

/** Which proposal, and from which address. */
export type ProposalExecutePrepareInput = {
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
  /** Id of the proposal, or its number in CarbonGovernor. */
  readonly proposalId: string;
};

/** Which proposals; all that is given must hold. */
export type ProposalFilter = {
  /** Only those of this address. */
  readonly proposer?: string | null | undefined;
  /** Only those in one of these states. */
  readonly statuses?: ReadonlyArray<ProposalStatus> | null | undefined;
};

/** What is to be decided. */
export type ProposalPrepareInput = {
  /** Up to 10 calls that the timelock makes when it is executed. */
  readonly calls?: ReadonlyArray<ProposalCallInput> | null | undefined;
  /** Where it is talked about: an https address. The platform keeps it, the chain does not get it. */
  readonly discussionUrl?: string | null | undefined;
  /** Other fees. */
  readonly fees?: ProposedFeesInput | null | undefined;
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
  /** Other parameters of the pricing model, each once. All others stay as they are. */
  readonly pricing?: ReadonlyArray<ProposedParameterInput> | null | undefined;
  /** What is proposed and why, up to 10000 characters; public for ever. */
  readonly text: string;
  /** One line, up to 200 characters. */
  readonly title: string;
};

/** Which proposal, and from which address. */
export type ProposalQueuePrepareInput = {
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
  /** Id of the proposal, or its number in CarbonGovernor. */
  readonly proposalId: string;
};

/** Where a proposal stands at the last block that is indexed, as CarbonGovernor would say there. What is queued has no end, so none expires. */
export type ProposalStatus =
  /** Votes are taken. */
  | 'ACTIVE'
  /** It was canceled: by its proposer before the voting, or in the timelock. */
  | 'CANCELED'
  /** It did not get its quorum, or not more votes for than against it. */
  | 'DEFEATED'
  /** It was carried out. */
  | 'EXECUTED'
  /** The voting has not begun. */
  | 'PENDING'
  /** The timelock has it: it can be executed once the delay is over. */
  | 'QUEUED'
  /** It has passed, and can be queued. */
  | 'SUCCEEDED';

/** The fees as they are to be; what is left out stays as it is when the proposal is executed. */
export type ProposedFeesInput = {
  /** All limits, each currency once. */
  readonly limits?: ReadonlyArray<FeeLimitsInput> | null | undefined;
  /** What the seller pays: 0 to 10000 basis points. */
  readonly makerBps?: number | null | undefined;
  /** To whom fees go. */
  readonly shares?: FeeSharesInput | null | undefined;
  /** What the buyer pays on top: 0 to 10000 basis points. */
  readonly takerBps?: number | null | undefined;
  /** All tiers, in rising order. */
  readonly tiers?: ReadonlyArray<FeeTierInput> | null | undefined;
};

/** One parameter of the pricing model as it is to be. */
export type ProposedParameterInput = {
  /** Of a price the currency; of others none. */
  readonly currency?: QuoteCurrency | null | undefined;
  /** Of what, as in `pricingParametersPublish`. */
  readonly key?: string | null | undefined;
  /** Which parameter. */
  readonly name: PricingParameterName;
  /** What it is to be, with at most 18 decimal places. */
  readonly value: string;
};

/** What the browser says of its subscription (`PushSubscription.toJSON()`). */
export type PushSubscriptionAddInput = {
  /** `keys.auth`. */
  readonly auth: string;
  /** Where its push service takes messages. */
  readonly endpoint: string;
  /** What you call the browser, up to 80 characters. */
  readonly name: string;
  /** `keys.p256dh`. */
  readonly p256dh: string;
};

/** Which browser. */
export type PushSubscriptionRemoveInput = {
  /** Id of a subscription of yours. */
  readonly pushSubscriptionId: string | number;
};

/** Hours in which only what concerns your safety is sent. */
export type QuietHoursInput = {
  /** From when on, such as "22:00" in your time zone. */
  readonly from: string;
  /** Until when; before `from`, it is of the next day. */
  readonly to: string;
};

/** Which quote. */
export type QuoteAcceptInput = {
  /** Retires the credits as soon as they are settled, for this beneficiary. */
  readonly autoRetire?: RetirementClaimInput | null | undefined;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** Which quote of yours, or of an organization for which you asked. */
  readonly quoteId: string | number;
};

/** What is to be quoted. */
export type QuoteCreateInput = {
  /** Credits of which batch. */
  readonly batchId: string | number;
  /** In what you would pay. */
  readonly currency: QuoteCurrency;
  /** For which organization you buy (default: for yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** How many: whole tonnes. */
  readonly quantity: string;
};

/** In what credits of a batch are priced and quoted. */
export type QuoteCurrency =
  /** Euro. */
  | 'EUR'
  /** US dollar. */
  | 'USD';

/** Whether a quote can still be taken. */
export type QuoteStatus =
  /** An order has taken it. */
  | 'CONSUMED'
  /** Nobody took it in time. */
  | 'EXPIRED'
  /** It can be taken until it expires. */
  | 'OPEN';

/** The proof that you have the authenticator. */
export type RecoveryCodesRenewInput = {
  /** The 6 digits that the authenticator shows. Each serves once. */
  readonly code: string;
};

/** What the owner gave for a retirement. */
export type RetiredAsset =
  /** CARBON, for which the platform retired credits of its own; the CARBON is locked for ever as well. */
  | 'CARBON'
  /** Credits of the batch itself. */
  | 'CREDIT';

/** For whom credits are retired. */
export type RetirementBeneficiaryInput = {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | null | undefined;
  /** Such as an LEI. */
  readonly identifier?: BeneficiaryIdentifierInput | null | undefined;
  /** True: nobody but you gets to know who it is; the chain and the register have a salted commitment (default: false). */
  readonly isPrivate?: boolean | null | undefined;
  /** In any script, up to 200 characters. */
  readonly name: string;
};

/** Which retirement. */
export type RetirementCancelInput = {
  /** Id of the retirement. */
  readonly retirementId: string | number;
};

/** For whom and why credits are retired. */
export type RetirementClaimInput = {
  /** For whom. */
  readonly beneficiary: RetirementBeneficiaryInput;
  /** Where what is compensated was consumed: ISO 3166-1 alpha-2. */
  readonly consumptionCountry?: string | null | undefined;
  /** The first day on which it was. */
  readonly consumptionFrom?: string | null | undefined;
  /** The last day on which it was. */
  readonly consumptionTo?: string | null | undefined;
  /** Up to 1000 bytes, which everybody can read for ever: also where the beneficiary is private. */
  readonly message?: string | null | undefined;
  /** What for. */
  readonly reason: RetirementReason;
  /** Who retires, where that is not the beneficiary; up to 200 characters. */
  readonly retiringEntity?: string | null | undefined;
};

/** Which retirements of the public register; all that is given must hold. */
export type RetirementFilter = {
  /** Of these credits. */
  readonly batchId?: string | number | null | undefined;
  /** For whom: a part of the name, at least two characters. Private beneficiaries are never found. */
  readonly beneficiary?: string | null | undefined;
  /** For whom: their country, ISO 3166-1 alpha-2. */
  readonly beneficiaryCountry?: string | null | undefined;
  /** For whom: the whole identifier, such as an LEI. */
  readonly beneficiaryIdentifier?: string | null | undefined;
  /** Retired at this moment or later. */
  readonly from?: string | null | undefined;
  /** Of this project. */
  readonly projectId?: string | number | null | undefined;
  /** For one of these reasons. */
  readonly reasons?: ReadonlyArray<RetirementReason> | null | undefined;
  /** Retired before this moment. */
  readonly to?: string | null | undefined;
};

/** How often something is retired. Times are counted in UTC. */
export type RetirementInterval =
  /** Every day. */
  | 'DAILY'
  /** Every month, on the day of the first time or the last day of a month that is shorter. */
  | 'MONTHLY'
  /** Once. */
  | 'ONCE'
  /** Every three months. */
  | 'QUARTERLY'
  /** Every seven days. */
  | 'WEEKLY'
  /** Every year. */
  | 'YEARLY';

/** What credits are used up for. */
export type RetirementReason =
  /** For an obligation under CORSIA. */
  | 'COMPLIANCE_CORSIA'
  /** For a carbon tax. */
  | 'COMPLIANCE_TAX'
  /** For the inventory of a company. */
  | 'CORPORATE_INVENTORY'
  /** For the environment, and no claim of anybody. */
  | 'ENVIRONMENTAL_BENEFIT'
  /** Toward a country's nationally determined contribution. */
  | 'NDC_USE'
  /** For a claim of somebody else. */
  | 'ON_BEHALF_OF_THIRD_PARTY'
  /** For something else. */
  | 'OTHER'
  /** For other international mitigation purposes. */
  | 'OTHER_INTERNATIONAL_MITIGATION'
  /** For a claim of a person or an organization. */
  | 'PERSON_OR_ORGANIZATION';

/** What to retire, for whom and why. */
export type RetirementRequestInput = {
  /** Credits of this batch that you hold; left out: CARBON. */
  readonly batchId?: string | number | null | undefined;
  /** For whom and why. */
  readonly claim: RetirementClaimInput;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** For which organization you act (default: yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** Tonnes of CO2e: whole ones of a batch, up to 18 decimal places of CARBON. */
  readonly quantity: string;
};

/** Which schedule. */
export type RetirementScheduleCancelInput = {
  /** Id of the schedule. */
  readonly scheduleId: string | number;
};

/** What to retire, when, for whom and why. */
export type RetirementScheduleCreateInput = {
  /** Credits of this batch; left out: CARBON. */
  readonly batchId?: string | number | null | undefined;
  /** For whom and why. A recurring one without a period of consumption stands for the days since the time before. */
  readonly claim: RetirementClaimInput;
  /** No time after this moment. */
  readonly endsAt?: string | null | undefined;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** How often. */
  readonly interval: RetirementInterval;
  /** For which organization you act (default: yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** Tonnes of CO2e each time: whole ones of a batch, up to 18 decimal places of CARBON. */
  readonly quantity: string;
  /** The first time. */
  readonly startsAt: string;
};

/** Which schedule. */
export type RetirementSchedulePauseInput = {
  /** Id of the schedule. */
  readonly scheduleId: string | number;
};

/** Which schedule. */
export type RetirementScheduleResumeInput = {
  /** Id of the schedule. */
  readonly scheduleId: string | number;
};

/** Whether a schedule goes on. */
export type RetirementScheduleStatus =
  /** It goes on. */
  | 'ACTIVE'
  /** It was cancelled. */
  | 'CANCELLED'
  /** All that was wanted is over; or who made it may not retire for its owner any more. */
  | 'ENDED'
  /** It rests until it is resumed; what falls into the pause is left out. */
  | 'PAUSED';

/** How far a retirement is. It is public, and has a certificate, once it is FINALIZED. */
export type RetirementStatus =
  /** The chain has it, with the confirmations that the platform waits for. A reorganisation may still undo it. */
  | 'CONFIRMED'
  /** The chain calls it final: the credits are used up, for ever. */
  | 'FINALIZED'
  /** What it takes is held, and its transaction is ordered. */
  | 'REQUESTED'
  /** It did not come to be: what was held is free again; `statusReason` says why. */
  | 'REVERTED'
  /** The chain was given its transaction; or it was mined and has too few confirmations. */
  | 'SUBMITTED';

/** Who carried a retirement out on the chain. */
export type RetirementWay =
  /** The platform, with credits that it keeps for their owner. */
  | 'CUSTODY'
  /** The owner’s own wallet. */
  | 'WALLET';

/** Who is to have which role. */
export type RoleGrantInput = {
  /** Which role. */
  readonly role: PlatformRole;
  /** Id of the user. */
  readonly userId: string | number;
};

/** Who is to lose which role. */
export type RoleRevokeInput = {
  /** Which role. */
  readonly role: PlatformRole;
  /** Id of the user. */
  readonly userId: string | number;
};

/** The proof that you have it: one of the two. */
export type SecondFactorDisableInput = {
  /** The 6 digits that the authenticator shows. Each serves once. */
  readonly code?: string | null | undefined;
  /** A recovery code in place of `code`. Each serves once. */
  readonly recoveryCode?: string | null | undefined;
};

/** The proof that it is you, and that the authenticator works. */
export type SecondFactorEnableInput = {
  /** The 6 digits that the authenticator shows. Each serves once. */
  readonly code: string;
  /** Your password. */
  readonly password: string;
};

/** The second proof of who you are: one of the two. */
export type SessionConfirmInput = {
  /** What `SecondFactorRequired` gave. */
  readonly challenge: string;
  /** The 6 digits that the authenticator shows. Each serves once. */
  readonly code?: string | null | undefined;
  /** A recovery code in place of `code`. Each serves once. */
  readonly recoveryCode?: string | null | undefined;
};

/** Who you are, and the proof. */
export type SessionLoginInput = {
  /** Your username or your e-mail address. */
  readonly login: string;
  /** Your password. */
  readonly password: string;
};

/** Which sessions to end. */
export type SessionLogoutInput = {
  /** All of yours instead of this one (default: false). */
  readonly everywhere?: boolean | null | undefined;
};

/** What continues the session. */
export type SessionRefreshInput = {
  /** The newest refresh token of the session. */
  readonly refreshToken: string;
};

/** Which session to end. */
export type SessionRevokeInput = {
  /** Id of one of your sessions. */
  readonly sessionId: string | number;
};

/** The proof that an address is yours. */
export type SiweLoginInput = {
  /** The text that was signed, to the letter. */
  readonly message: string;
  /** What `personal_sign` gave: 65 bytes of a key, or what a contract wallet takes (ERC-1271), as hex. */
  readonly signature: string;
};

/** Who is going to sign, if that is known. */
export type SiweNonceInput = {
  /** Address of the wallet: with it the answer has the whole message. Nothing is looked up. */
  readonly address?: string | null | undefined;
};

/** What an announcement sells. */
export type SoldAsset =
  /** CARBON, the token: any fraction of a tonne, of no named project. */
  | 'CARBON'
  /** Credits of one batch: whole tonnes with serial numbers, of one project and vintage. */
  | 'CREDIT';

/** What to stake. */
export type StakePrepareInput = {
  /** How much CARBON. */
  readonly amount: string;
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
};

/** How long a point of a series lasts. */
export type StatisticsInterval =
  /** A day of the time zone. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A month of the time zone. */
  | 'MONTH'
  /** A week of the time zone, Monday to Sunday. */
  | 'WEEK';

/** Of when statistics are. Days are those of `timeZone`. */
export type StatisticsPeriod =
  /** From `from` to `to`, both widened to quarters of an hour. */
  | 'CUSTOM'
  /** The day in which `at` lies, from midnight to midnight: 23, 24 or 25 hours. */
  | 'DAY'
  /** The month in which `at` lies. */
  | 'MONTH'
  /** The week in which `at` lies, Monday to Sunday. */
  | 'WEEK';

/** Which trades are listed: those to which all that is given applies. */
export type TradeFilter = {
  /** Of this announcement. */
  readonly announcementId?: string | number | null | undefined;
  /** Of credits of this batch. */
  readonly batchId?: string | number | null | undefined;
  /** Paid in this currency. */
  readonly currency?: Asset | null | undefined;
  /** Settled at this moment or later. */
  readonly from?: string | null | undefined;
  /** Where you were on this side (`myTrades` only). */
  readonly side?: TradeSide | null | undefined;
  /** Settled before this moment. */
  readonly to?: string | null | undefined;
};

/** What to buy, and what it may cost. */
export type TradePlaceInput = {
  /** From which announcement. */
  readonly announcementId: string | number;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** The most you pay in all, fee included, in the currency of the announcement. Without it any price is taken. */
  readonly maxTotal?: string | null | undefined;
  /** For which organization you buy (default: for yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** How many credits (tonnes of CO2e), such as "12.5". */
  readonly quantity: string;
};

/** On which side of a trade a user is. */
export type TradeSide =
  /** Bought. */
  | 'BUYER'
  /** Sold. */
  | 'SELLER';

/** How far a trade or a transfer is. */
export type TradeStatus =
  /** Called off; nothing moved. */
  | 'CANCELLED'
  /** Settled: everything has moved. */
  | 'COMPLETED'
  /** It could not be settled; nothing moved. */
  | 'FAILED'
  /** Begun; it ends by itself within a time limit. */
  | 'PENDING';

/** What to send to whom. */
export type TransferSendInput = {
  /** How much, with at most the decimal places of the asset. */
  readonly amount: string;
  /** From which wallet. */
  readonly asset: Asset;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** A line to the recipient, up to 500 characters. */
  readonly note?: string | null | undefined;
  /** For which organization you send (default: for yourself). */
  readonly organizationId?: string | number | null | undefined;
  /** Id of the User or Organization that receives it. */
  readonly recipientId: string | number;
};

/** What to take out of the stake. */
export type UnstakePrepareInput = {
  /** How much CARBON to begin the cool-down of. Left out: pays out what has cooled down. */
  readonly amount?: string | null | undefined;
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
};

/** Which users to list; all that is given must hold. */
export type UserFilter = {
  /** Who has this e-mail address, whatever its case. */
  readonly email?: string | null | undefined;
  /** Who has this role. */
  readonly role?: PlatformRole | null | undefined;
};

/** Who you are. Nothing here gives power: roles are granted by a PLATFORM_ADMIN. */
export type UserRegisterInput = {
  /** ISO 3166-1 alpha-2 code, such as "BR". */
  readonly country?: string | null | undefined;
  /** How you want to be called (default: the username). */
  readonly displayName?: string | null | undefined;
  /** E-mail address; a mail with a token to verify it is sent there. */
  readonly email: string;
  /** Whether you mean to buy (default: true). */
  readonly isBuyer?: boolean | null | undefined;
  /** Whether you mean to sell (default: false). */
  readonly isSeller?: boolean | null | undefined;
  /** 10 to 128 characters; neither your name nor one of the commonest. */
  readonly password: string;
  /** 3 to 30 letters, digits or single . _ - between them; unique whatever its case. */
  readonly username: string;
};

/** How to vote on which proposal. */
export type VotePrepareInput = {
  /** One of your linked addresses: it signs and pays the fees. */
  readonly from: string;
  /** Id of the proposal, or its number in CarbonGovernor, like that of a batch. */
  readonly proposalId: string;
  /** Why: up to 1000 characters, which everybody can read for ever. */
  readonly reason?: string | null | undefined;
  /** How. */
  readonly support: VoteSupport;
};

/** How a vote is cast. */
export type VoteSupport =
  /** Neither; it counts toward the quorum. */
  | 'ABSTAIN'
  /** Against the proposal. */
  | 'AGAINST'
  /** For the proposal. */
  | 'FOR';

/** The two parts of a wallet. */
export type WalletAccount =
  /** What can be spent, sent or withdrawn. */
  | 'AVAILABLE'
  /** What is set aside for announcements, orders, retirements and withdrawals. */
  | 'HELD';

/** Whether an amount came or went. */
export type WalletEntryDirection =
  /** It was added to the account. */
  | 'IN'
  /** It was taken from the account. */
  | 'OUT';

/** Which movements. Everything given must hold. */
export type WalletEntryFilter = {
  /** At this moment or later. */
  readonly from?: string | null | undefined;
  /** One of these kinds. */
  readonly kinds?: ReadonlyArray<WalletEntryKind> | null | undefined;
  /** Before this moment. */
  readonly to?: string | null | undefined;
};

/** Why something moved. */
export type WalletEntryKind =
  /** An announcement was opened or enlarged; its quantity is held. */
  | 'ANNOUNCEMENT_HOLD'
  /** An announcement was reduced, cancelled or has expired; what was held is available again. */
  | 'ANNOUNCEMENT_RELEASE'
  /** Ether or CARBON arrived over the chain and has its confirmations. */
  | 'CHAIN_DEPOSIT'
  /** The chain undid a deposit after all; what was still available of it was taken back. */
  | 'CHAIN_DEPOSIT_REVERSAL'
  /** A bank payment became CARBON on the chain; OUT: the chain undid it. */
  | 'CONVERSION'
  /** A mistake was put right by an entry of its own, since none is ever changed. */
  | 'CORRECTION'
  /** Credits with serial numbers came into the custody of the platform and were put here. */
  | 'CREDIT_DEPOSIT'
  /** Credits left the custody of the platform. */
  | 'CREDIT_WITHDRAWAL'
  /** Money reached the platform and was put into the wallet. */
  | 'DEPOSIT'
  /** Fees were shared out among the platform's own accounts. */
  | 'FEE_DISTRIBUTION'
  /** Set aside for an order until it is paid and settled. */
  | 'ORDER_HOLD'
  /** An order was refunded: what was bought goes back, and what was paid. */
  | 'ORDER_REFUND'
  /** An order was cancelled, has expired or failed; what was set aside for it is available again. */
  | 'ORDER_RELEASE'
  /** An order was settled: what was sold against what was paid, and the fees. */
  | 'ORDER_SETTLEMENT'
  /** A payment of yours came in. */
  | 'PAYMENT_CAPTURE'
  /** Whoever paid disputes a payment, or a dispute has ended. */
  | 'PAYMENT_DISPUTE'
  /** A payment of yours was paid back, in part or in full. */
  | 'PAYMENT_REFUND'
  /** It was retired: used up for a claim, for ever. */
  | 'RETIREMENT'
  /** A retirement was asked for; what it uses up is held until it is done. */
  | 'RETIREMENT_HOLD'
  /** A retirement was not done after all; what was held for it is available again. */
  | 'RETIREMENT_REVERSAL'
  /** A trade: credits against money, and the fee. */
  | 'TRADE'
  /** Sent to another user, or received from one. */
  | 'TRANSFER'
  /** A withdrawal was asked for; its amount is held until it is decided. */
  | 'WITHDRAWAL_HOLD'
  /** A withdrawal was rejected; what was held is available again. */
  | 'WITHDRAWAL_RELEASE'
  /** A withdrawal was approved; what was held left the platform. */
  | 'WITHDRAWAL_SETTLEMENT';

/** The proof that an address is yours, and perhaps the permission to say so on the chain. */
export type WalletLinkInput = {
  /** The deadline that came with `typedData`; together with `linkSignature`. */
  readonly deadline?: string | null | undefined;
  /** What `eth_signTypedData_v4` gave over `typedData`: then the chain learns of the link as well. */
  readonly linkSignature?: string | null | undefined;
  /** The text that was signed, to the letter. */
  readonly message: string;
  /** What `personal_sign` gave: 65 bytes of a key, or what a contract wallet takes (ERC-1271), as hex. */
  readonly signature: string;
};

/** Which address to link. */
export type WalletLinkPrepareInput = {
  /** Address of your wallet. */
  readonly address: string;
};

/** Which address to unlink. */
export type WalletUnlinkInput = {
  /** One of your linked addresses. */
  readonly address: string;
};

/** Where it is, and what it is to hear of. */
export type WebhookCreateInput = {
  /** What you call it, up to 200 characters. */
  readonly description?: string | null | undefined;
  /** The organization whose matters it is to hear of, as its ADMIN (default: yours). */
  readonly organizationId?: string | number | null | undefined;
  /** What it is to hear of; null: everything. */
  readonly triggers?: ReadonlyArray<NotificationTrigger> | null | undefined;
  /** An https address on a public host. */
  readonly url: string;
};

/** Which webhook. */
export type WebhookDeleteInput = {
  /** Id of the webhook. */
  readonly webhookId: string | number;
};

/** Which message. */
export type WebhookMessageRetryInput = {
  /** Id of a message that was delivered or given up. */
  readonly webhookMessageId: string | number;
};

/** What became of a message to a webhook. */
export type WebhookMessageStatus =
  /** It was given up after the last attempt. */
  | 'DEAD'
  /** The webhook took it (answered 2xx). */
  | 'DELIVERED'
  /** It is to be sent, in its turn. */
  | 'WAITING';

/** Which webhook, and for how long both secrets sign. */
export type WebhookSecretRotateInput = {
  /** For how many hours messages are signed with the old secret too (default: 24; 0: not at all). */
  readonly overlapHours?: number | null | undefined;
  /** Id of the webhook. */
  readonly webhookId: string | number;
};

/** Whether a webhook is called. */
export type WebhookStatus =
  /** It is. */
  | 'ACTIVE'
  /** It is no more. */
  | 'DELETED'
  /** The platform gave it up, see statusReason; what happens meanwhile is not kept for it. */
  | 'DISABLED'
  /** Its owner paused it; what happens meanwhile waits. */
  | 'PAUSED';

/** Which webhook. */
export type WebhookTestInput = {
  /** Id of the webhook. */
  readonly webhookId: string | number;
};

/** What to change; the rest stays as it is. */
export type WebhookUpdateInput = {
  /** What you call it. */
  readonly description?: string | null | undefined;
  /** Whether it is paused; false resumes it, also where the platform had disabled it. */
  readonly paused?: boolean | null | undefined;
  /** What it is to hear of; null: everything. */
  readonly triggers?: ReadonlyArray<NotificationTrigger> | null | undefined;
  /** Another address. */
  readonly url?: string | null | undefined;
  /** Id of the webhook. */
  readonly webhookId: string | number;
};

/** What can be done to a withdrawal. */
export type WithdrawalAction =
  /** `withdrawalApprove`. */
  | 'APPROVE'
  /** `withdrawalReject`. */
  | 'REJECT';

/** Which withdrawal. */
export type WithdrawalApproveInput = {
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** Id of the withdrawal. */
  readonly withdrawalId: string | number;
};

/** Which withdrawal, and why. */
export type WithdrawalRejectInput = {
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
  /** What its owner is told, up to 500 characters. */
  readonly reason: string;
  /** Id of the withdrawal. */
  readonly withdrawalId: string | number;
};

/** What to take out, and where to. */
export type WithdrawalRequestInput = {
  /** How much, with at most the decimal places of the asset. */
  readonly amount: string;
  /** From which of your wallets. */
  readonly asset: Asset;
  /** The account that it goes to, such as an IBAN, up to 200 characters. For ETH and CARBON where there is a chain: an address that you have linked. */
  readonly destination: string;
  /** Your own name for this wish, 8 to 100 characters: sent twice, it is carried out once. */
  readonly idempotencyKey: string;
};

/** How far a withdrawal is. It is decided once; what goes over a chain then goes on with the chain. */
export type WithdrawalStatus =
  /** Its amount has left the platform. */
  | 'APPROVED'
  /** The chain did not take it: its amount is available again; `reason` says why. */
  | 'FAILED'
  /** Its amount is available again; `reason` says why. */
  | 'REJECTED'
  /** It awaits a decision of finance; its amount is held. */
  | 'REQUESTED'
  /** It was approved and is on its way over the chain; its amount is held until it has arrived. */
  | 'SENDING'
  /** It has arrived and has its confirmations: its amount has left the platform. */
  | 'SETTLED';

export type RegisterMutationVariables = Exact<{
  input: UserRegisterInput;
}>;


export type RegisterMutation = { readonly userRegister:
    | { readonly __typename: 'EmailTaken', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'TooManySignUps', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'UserRegisterPayload', readonly user: { readonly id: string, readonly username: string } }
    | { readonly __typename: 'UsernameTaken', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RequestResetMutationVariables = Exact<{
  input: PasswordResetRequestInput;
}>;


export type RequestResetMutation = { readonly passwordResetRequest:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PasswordResetRequestPayload', readonly acceptedAt: string }
   };

export type ResetPasswordMutationVariables = Exact<{
  input: PasswordResetInput;
}>;


export type ResetPasswordMutation = { readonly passwordReset:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PasswordResetPayload', readonly endedSessions: number }
    | { readonly __typename: 'TokenInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type VerifyEmailMutationVariables = Exact<{
  input: EmailVerifyInput;
}>;


export type VerifyEmailMutation = { readonly emailVerify:
    | { readonly __typename: 'EmailVerifyPayload', readonly user: { readonly id: string, readonly emailVerified: boolean | null } }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'TokenInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RequestVerificationMutationVariables = Exact<{ [key: string]: never; }>;


export type RequestVerificationMutation = { readonly emailVerificationRequest:
    | { readonly __typename: 'EmailAlreadyVerified', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'EmailVerificationRequestPayload' }
   };

export type JoinOrganizationMutationVariables = Exact<{
  input: MemberJoinInput;
}>;


export type JoinOrganizationMutation = { readonly memberJoin:
    | { readonly __typename: 'AlreadyMember', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'InvitationOfAnother', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'MemberJoinPayload' }
    | { readonly __typename: 'TokenInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type MyAccountQueryVariables = Exact<{ [key: string]: never; }>;


export type MyAccountQuery = { readonly me: { readonly id: string, readonly username: string, readonly displayName: string, readonly email: string | null, readonly emailVerified: boolean | null, readonly country: string | null, readonly isBuyer: boolean, readonly isSeller: boolean, readonly roles: ReadonlyArray<PlatformRole> | null, readonly createdAt: string }, readonly mySessions: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly current: boolean, readonly createdAt: string, readonly lastUsedAt: string, readonly expiresAt: string, readonly endedAt: string | null, readonly address: string | null, readonly userAgent: string | null } }> } };

export type UpdateProfileMutationVariables = Exact<{
  input: ProfileUpdateInput;
}>;


export type UpdateProfileMutation = { readonly profileUpdate:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'ProfileUpdatePayload', readonly user: { readonly id: string, readonly displayName: string, readonly country: string | null, readonly isBuyer: boolean, readonly isSeller: boolean } }
   };

export type ChangePasswordMutationVariables = Exact<{
  input: PasswordChangeInput;
}>;


export type ChangePasswordMutation = { readonly passwordChange:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PasswordChangePayload', readonly endedSessions: number }
    | { readonly __typename: 'PasswordWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RevokeSessionMutationVariables = Exact<{
  input: SessionRevokeInput;
}>;


export type RevokeSessionMutation = { readonly sessionRevoke:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SessionRevokePayload', readonly session: { readonly id: string, readonly endedAt: string | null } }
   };

export type MyOrganizationsQueryVariables = Exact<{ [key: string]: never; }>;


export type MyOrganizationsQuery = { readonly myOrganizations: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly legalName: string, readonly myRole: OrganizationRole | null } }> } };

export type MyKeysQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MyKeysQuery = { readonly myApiKeys: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly prefix: string, readonly scopes: ReadonlyArray<string>, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string | null, readonly revokedAt: string | null } }> } };

export type ScopesForKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ScopesForKeysQuery = { readonly permissions: ReadonlyArray<{ readonly action: string, readonly byApiKey: boolean }> };

export type CreateKeyMutationVariables = Exact<{
  input: ApiKeyCreateInput;
}>;


export type CreateKeyMutation = { readonly apiKeyCreate:
    | { readonly __typename: 'ApiKeyCreatePayload', readonly token: string, readonly apiKey: { readonly id: string } }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'TooManyApiKeys', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RevokeKeyMutationVariables = Exact<{
  input: ApiKeyRevokeInput;
}>;


export type RevokeKeyMutation = { readonly apiKeyRevoke:
    | { readonly __typename: 'ApiKeyRevokePayload', readonly apiKey: { readonly id: string, readonly revokedAt: string | null } }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type MyAddressesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyAddressesQuery = { readonly myAddresses: ReadonlyArray<{ readonly id: string, readonly address: string, readonly kind: AddressKind, readonly chainState: LinkChainState, readonly linkedAt: string, readonly unlinkedAt: string | null }> };

export type AddressChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AddressChangesSubscription = { readonly linkedAddressChanged: { readonly cursor: string, readonly at: string, readonly linkedAddress: { readonly id: string } } };

export type SiweNonceMutationVariables = Exact<{
  input: SiweNonceInput;
}>;


export type SiweNonceMutation = { readonly siweNonce:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SiweNoncePayload', readonly challenge: { readonly message: string | null, readonly expiresAt: string, readonly chainId: number } }
   };

export type SiweLoginMutationVariables = Exact<{
  input: SiweLoginInput;
}>;


export type SiweLoginMutation = { readonly siweLogin:
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SecondFactorRequired', readonly code: string, readonly message: string, readonly retryable: boolean, readonly factorChallenge: string }
    | { readonly __typename: 'SignatureInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SiweLoginPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string } } }
    | { readonly __typename: 'SiweLoginRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SiweMessageRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PrepareLinkMutationVariables = Exact<{
  input: WalletLinkPrepareInput;
}>;


export type PrepareLinkMutation = { readonly walletLinkPrepare:
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'WalletLinkPreparePayload', readonly challenge: { readonly message: string, readonly typedData: string | null, readonly deadline: string | null } }
   };

export type LinkWalletMutationVariables = Exact<{
  input: WalletLinkInput;
}>;


export type LinkWalletMutation = { readonly walletLink:
    | { readonly __typename: 'AddressUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'LinkPermitInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SignatureInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SiweMessageRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TooManyAddresses', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WalletLinkPayload', readonly linkedAddress: { readonly id: string, readonly address: string, readonly chainState: LinkChainState } }
   };

export type UnlinkWalletMutationVariables = Exact<{
  input: WalletUnlinkInput;
}>;


export type UnlinkWalletMutation = { readonly walletUnlink:
    | { readonly __typename: 'AddressInUse', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'WalletUnlinkPayload', readonly linkedAddress: { readonly id: string } }
   };

export type AdminOverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type AdminOverviewQuery = { readonly chain: { readonly chainId: number, readonly headBlock: number, readonly indexedBlock: number, readonly lagBlocks: number, readonly safeBlock: number, readonly finalizedBlock: number, readonly reorganisations: number, readonly stoppedReason: string | null, readonly unknownEvents: number, readonly updatedAt: string } | null, readonly priceSources: ReadonlyArray<{ readonly name: string, readonly state: PriceSourceState, readonly detail: string, readonly degraded: string | null, readonly ageS: number | null, readonly failures: number, readonly lastOkAt: string | null }> };

export type ReservesNowQueryVariables = Exact<{ [key: string]: never; }>;


export type ReservesNowQuery = { readonly reserves: { readonly assets: ReadonlyArray<{ readonly asset: Asset, readonly custody: string, readonly liabilities: string, readonly supply: string | null, readonly difference: string, readonly covered: boolean, readonly withdrawalsFrozen: boolean, readonly shortSince: string | null, readonly finality: Finality, readonly blockNumber: number, readonly checkedAt: string }>, readonly batches: { readonly edges: ReadonlyArray<{ readonly node: { readonly batchId: string, readonly custody: string, readonly liabilities: string, readonly supply: string | null, readonly difference: string, readonly covered: boolean, readonly finality: Finality, readonly batch: { readonly vintage: number, readonly projectUri: string | null } | null } }> } } | null };

export type HeadMovedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type HeadMovedSubscription = { readonly chainHeadMoved: { readonly cursor: string, readonly at: string, readonly chainId: number, readonly headBlock: number, readonly indexedBlock: number, readonly safeBlock: number, readonly finalizedBlock: number, readonly stoppedReason: string | null } };

export type RecordDepositMutationVariables = Exact<{
  input: DepositRecordInput;
}>;


export type RecordDepositMutation = { readonly depositRecord:
    | { readonly __typename: 'BankReferenceUsed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DepositRecordPayload', readonly deposit: { readonly id: string, readonly amount: string, readonly asset: Asset } }
    | { readonly __typename: 'FourEyesRequired', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type OpenWithdrawalsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OpenWithdrawalsQuery = { readonly openWithdrawals: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly asset: Asset, readonly amount: string, readonly destination: string, readonly status: WithdrawalStatus, readonly createdAt: string, readonly allowedActions: ReadonlyArray<WithdrawalAction>, readonly wallet: { readonly id: string, readonly available: string, readonly owner: { readonly id: string, readonly displayName: string, readonly username: string } | null } } }> } };

export type ApproveWithdrawalMutationVariables = Exact<{
  input: WithdrawalApproveInput;
}>;


export type ApproveWithdrawalMutation = { readonly withdrawalApprove:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'AddressNotOnChain', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DebtOutstanding', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'FourEyesRequired', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WithdrawalApprovePayload', readonly withdrawal: { readonly id: string, readonly status: WithdrawalStatus } }
    | { readonly __typename: 'WithdrawalsFrozen', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RejectWithdrawalMutationVariables = Exact<{
  input: WithdrawalRejectInput;
}>;


export type RejectWithdrawalMutation = { readonly withdrawalReject:
    | { readonly __typename: 'FourEyesRequired', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WithdrawalRejectPayload', readonly withdrawal: { readonly id: string, readonly status: WithdrawalStatus } }
   };

export type UnclaimedQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type UnclaimedQuery = { readonly unclaimedDeposits: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly asset: Asset, readonly amount: string, readonly sender: string, readonly txHash: string, readonly blockTime: string, readonly finality: Finality } }> } };

export type BankEntriesQueryVariables = Exact<{
  after?: string | null | undefined;
  status?: BankLineStatus | null | undefined;
}>;


export type BankEntriesQuery = { readonly bankLines: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly amount: string, readonly currency: Asset, readonly bookedOn: string, readonly bankReference: string, readonly counterparty: string | null, readonly remittance: string, readonly status: BankLineStatus, readonly note: string | null } }> } };

export type UsersQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: UserFilter | null | undefined;
}>;


export type UsersQuery = { readonly users: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly username: string, readonly displayName: string, readonly email: string | null, readonly emailVerified: boolean | null, readonly roles: ReadonlyArray<PlatformRole> | null, readonly country: string | null, readonly createdAt: string } }> } };

export type GrantRoleMutationVariables = Exact<{
  input: RoleGrantInput;
}>;


export type GrantRoleMutation = { readonly roleGrant:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RoleGrantPayload', readonly user: { readonly id: string, readonly roles: ReadonlyArray<PlatformRole> | null } }
   };

export type RevokeRoleMutationVariables = Exact<{
  input: RoleRevokeInput;
}>;


export type RevokeRoleMutation = { readonly roleRevoke:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'LastAdmin', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RoleRevokePayload', readonly user: { readonly id: string, readonly roles: ReadonlyArray<PlatformRole> | null } }
   };

export type AuditQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: AuditFilter | null | undefined;
}>;


export type AuditQuery = { readonly auditLog: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly seq: number, readonly at: string, readonly action: AuditAction, readonly subjectType: string, readonly subjectId: string, readonly hash: string, readonly actor: { readonly id: string, readonly displayName: string } | null, readonly detail: ReadonlyArray<{ readonly name: string, readonly value: string }> } }> } };

export type VerifyAuditQueryVariables = Exact<{ [key: string]: never; }>;


export type VerifyAuditQuery = { readonly auditVerify: { readonly valid: boolean, readonly checked: number, readonly from: number, readonly to: number, readonly brokenSeq: number | null, readonly brokenReason: AuditBreak | null } };

export type IntentsQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: ChainIntentFilter | null | undefined;
}>;


export type IntentsQuery = { readonly chainIntents: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly kind: ChainIntentKind, readonly status: ChainIntentStatus, readonly reference: string, readonly createdAt: string, readonly changedAt: string, readonly txHash: string | null, readonly tries: number, readonly waitingFor: string | null, readonly errorText: string | null, readonly allowedActions: ReadonlyArray<ChainIntentAction> } }> } };

export type RetryIntentMutationVariables = Exact<{
  input: ChainIntentRetryInput;
}>;


export type RetryIntentMutation = { readonly chainIntentRetry:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'AddressNotOnChain', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'BankReferenceUsed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainIntentRetryPayload', readonly intent: { readonly id: string, readonly status: ChainIntentStatus } }
    | { readonly __typename: 'DebtOutstanding', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type CancelIntentMutationVariables = Exact<{
  input: ChainIntentCancelInput;
}>;


export type CancelIntentMutation = { readonly chainIntentCancel:
    | { readonly __typename: 'ChainIntentCancelPayload', readonly intent: { readonly id: string, readonly status: ChainIntentStatus } }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type IntentChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type IntentChangesSubscription = { readonly chainIntentChanged: { readonly cursor: string, readonly at: string, readonly status: ChainIntentStatus } };

export type CasesQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: PoaiCaseFilter | null | undefined;
}>;


export type CasesQuery = { readonly poaiCases: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly status: PoaiCaseStatus, readonly assurance: PoaiAssurance, readonly createdAt: string, readonly changedAt: string, readonly dueAt: string | null, readonly isOverdue: boolean, readonly project: { readonly id: string, readonly name: string }, readonly reviewers: ReadonlyArray<{ readonly role: PoaiRole, readonly user: { readonly id: string, readonly displayName: string } }> | null } }> } };

export type MyCasesQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: PoaiCaseFilter | null | undefined;
}>;


export type MyCasesQuery = { readonly myPoaiCases: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly status: PoaiCaseStatus, readonly assurance: PoaiAssurance, readonly createdAt: string, readonly changedAt: string, readonly dueAt: string | null, readonly isOverdue: boolean, readonly project: { readonly id: string, readonly name: string }, readonly reviewers: ReadonlyArray<{ readonly role: PoaiRole, readonly user: { readonly id: string, readonly displayName: string } }> | null } }> } };

export type CasePartsFragment = { readonly id: string, readonly status: PoaiCaseStatus, readonly assurance: PoaiAssurance, readonly createdAt: string, readonly changedAt: string, readonly dueAt: string | null, readonly isOverdue: boolean, readonly project: { readonly id: string, readonly name: string }, readonly reviewers: ReadonlyArray<{ readonly role: PoaiRole, readonly user: { readonly id: string, readonly displayName: string } }> | null };

export type OneCaseQueryVariables = Exact<{
  id: string | number;
}>;


export type OneCaseQuery = { readonly poaiCase: { readonly allowedActions: ReadonlyArray<PoaiCaseAction>, readonly catalogue: string, readonly materialityPercent: string, readonly opinion: string | null, readonly decidedAt: string | null, readonly batchId: string | null, readonly id: string, readonly status: PoaiCaseStatus, readonly assurance: PoaiAssurance, readonly createdAt: string, readonly changedAt: string, readonly dueAt: string | null, readonly isOverdue: boolean, readonly owner: { readonly id: string, readonly displayName: string } | null, readonly checks: ReadonlyArray<{ readonly code: string, readonly tree: PoaiCheckTree, readonly title: string, readonly isMandatory: boolean, readonly result: PoaiCheckResult | null, readonly method: PoaiCheckMethod | null, readonly finding: string | null, readonly completedAt: string | null, readonly completedBy: { readonly id: string, readonly displayName: string } | null, readonly evidence: ReadonlyArray<{ readonly name: string, readonly number: number, readonly sha256: string }> }> | null, readonly findings: ReadonlyArray<{ readonly id: string, readonly number: number, readonly code: string, readonly kind: PoaiFindingKind, readonly text: string, readonly answer: string | null, readonly resolution: string | null, readonly raisedAt: string, readonly closedAt: string | null, readonly raisedBy: { readonly id: string, readonly displayName: string }, readonly evidence: ReadonlyArray<{ readonly name: string, readonly number: number, readonly sha256: string }> }> | null, readonly proof: { readonly bundleHash: string, readonly commitment: string, readonly sequence: string, readonly anchorState: PoaiAnchorState, readonly anchorTransaction: string | null, readonly attestations: ReadonlyArray<{ readonly role: PoaiAttester, readonly signer: string, readonly issuedAt: string }>, readonly signingRequests: ReadonlyArray<{ readonly address: string, readonly role: PoaiRole, readonly typedData: string }> } | null, readonly project: { readonly id: string, readonly name: string }, readonly reviewers: ReadonlyArray<{ readonly role: PoaiRole, readonly user: { readonly id: string, readonly displayName: string } }> | null } | null };

export type EvidencePartsFragment = { readonly name: string, readonly number: number, readonly sha256: string };

export type CaseHistoryQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type CaseHistoryQuery = { readonly poaiCase: { readonly id: string, readonly history: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly number: number, readonly kind: string, readonly status: PoaiCaseStatus, readonly detail: string, readonly at: string, readonly actor: { readonly id: string, readonly displayName: string } | null } }> } } | null };

export type CaseChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id?: string | number | null | undefined;
  mine?: boolean | null | undefined;
}>;


export type CaseChangesSubscription = { readonly poaiCaseChanged: { readonly cursor: string, readonly at: string, readonly caseId: string, readonly kind: string } };

export type MyProjectsToProveQueryVariables = Exact<{
  organizationId?: string | number | null | undefined;
}>;


export type MyProjectsToProveQuery = { readonly myProjects: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly allowedActions: ReadonlyArray<ProjectAction> } }> } };

export type CaseSubjectQueryVariables = Exact<{
  id: string | number;
}>;


export type CaseSubjectQuery = { readonly project: { readonly id: string, readonly batches: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly vintage: number, readonly quantity: string } }> } } | null, readonly poaiCases: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly batchId: string | null } }> } };

export type CreateCaseMutationVariables = Exact<{
  input: PoaiCaseCreateInput;
}>;


export type CreateCaseMutation = { readonly poaiCaseCreate:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseCreatePayload', readonly case: { readonly id: string } }
    | { readonly __typename: 'PoaiCaseExists', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type SubmitCaseMutationVariables = Exact<{
  input: PoaiCaseSubmitInput;
}>;


export type SubmitCaseMutation = { readonly poaiCaseSubmit:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseExists', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseSubmitPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type AssignCaseMutationVariables = Exact<{
  input: PoaiCaseAssignInput;
}>;


export type AssignCaseMutation = { readonly poaiCaseAssign:
    | { readonly __typename: 'ConflictOfInterest', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseAssignPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type StartReviewMutationVariables = Exact<{
  input: PoaiReviewStartInput;
}>;


export type StartReviewMutation = { readonly poaiReviewStart:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiReviewStartPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type RunChecksMutationVariables = Exact<{
  input: PoaiChecksRunInput;
}>;


export type RunChecksMutation = { readonly poaiChecksRun:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiChecksRunPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type CompleteCheckMutationVariables = Exact<{
  input: PoaiCheckCompleteInput;
}>;


export type CompleteCheckMutation = { readonly poaiCheckComplete:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCheckCompletePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type RaiseFindingMutationVariables = Exact<{
  input: PoaiFindingRaiseInput;
}>;


export type RaiseFindingMutation = { readonly poaiFindingRaise:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiFindingRaisePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type AnswerFindingMutationVariables = Exact<{
  input: PoaiFindingAnswerInput;
}>;


export type AnswerFindingMutation = { readonly poaiFindingAnswer:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiFindingAnswerPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type CloseFindingMutationVariables = Exact<{
  input: PoaiFindingCloseInput;
}>;


export type CloseFindingMutation = { readonly poaiFindingClose:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiFindingClosePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type RequestChangesMutationVariables = Exact<{
  input: PoaiChangesRequestInput;
}>;


export type RequestChangesMutation = { readonly poaiChangesRequest:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiChangesRequestPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type ResubmitCaseMutationVariables = Exact<{
  input: PoaiCaseResubmitInput;
}>;


export type ResubmitCaseMutation = { readonly poaiCaseResubmit:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseResubmitPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type CompleteReviewMutationVariables = Exact<{
  input: PoaiReviewCompleteInput;
}>;


export type CompleteReviewMutation = { readonly poaiReviewComplete:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseIncomplete', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiReviewCompletePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type StartTechnicalReviewMutationVariables = Exact<{
  input: PoaiTechnicalReviewStartInput;
}>;


export type StartTechnicalReviewMutation = { readonly poaiTechnicalReviewStart:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiTechnicalReviewStartPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type PrepareBundleMutationVariables = Exact<{
  input: PoaiBundlePrepareInput;
}>;


export type PrepareBundleMutation = { readonly poaiBundlePrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'Busy', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DocumentSpaceExhausted', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiBundlePreparePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
    | { readonly __typename: 'PoaiCaseExists', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseIncomplete', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type SubmitAttestationMutationVariables = Exact<{
  input: PoaiAttestationSubmitInput;
}>;


export type SubmitAttestationMutation = { readonly poaiAttestationSubmit:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiAttestationInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiAttestationSubmitPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
    | { readonly __typename: 'SignatureInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type ApproveCaseMutationVariables = Exact<{
  input: PoaiCaseApproveInput;
}>;


export type ApproveCaseMutation = { readonly poaiCaseApprove:
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ConflictOfInterest', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiApprovalByParty', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseApprovePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
    | { readonly __typename: 'PoaiCaseIncomplete', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProofSignerUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RejectCaseMutationVariables = Exact<{
  input: PoaiCaseRejectInput;
}>;


export type RejectCaseMutation = { readonly poaiCaseReject:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseRejectPayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type RevokeCaseMutationVariables = Exact<{
  input: PoaiCaseRevokeInput;
}>;


export type RevokeCaseMutation = { readonly poaiCaseRevoke:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PoaiCaseRevokePayload', readonly case: { readonly id: string, readonly status: PoaiCaseStatus } }
   };

export type DeliveriesQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: NotificationDeliveryFilter | null | undefined;
}>;


export type DeliveriesQuery = { readonly notificationDeliveries: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly channel: NotificationDeliveryChannel, readonly status: NotificationDeliveryStatus, readonly attempts: number, readonly lastError: string | null, readonly createdAt: string, readonly nextAttemptAt: string | null, readonly user: { readonly id: string, readonly displayName: string, readonly username: string } } }> } };

export type RetryDeliveryMutationVariables = Exact<{
  input: NotificationDeliveryRetryInput;
}>;


export type RetryDeliveryMutation = { readonly notificationDeliveryRetry:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotificationDeliveryRetryPayload', readonly notificationDelivery: { readonly id: string, readonly status: NotificationDeliveryStatus } }
   };

export type ProposalPartsFragment = { readonly id: string, readonly number: string, readonly title: string, readonly status: ProposalStatus, readonly proposedAt: string, readonly proposer: string, readonly voteStart: number, readonly voteEnd: number, readonly voters: number, readonly votesFor: string, readonly votesAgainst: string, readonly votesAbstaining: string, readonly quorum: string | null, readonly proposedBy: { readonly id: string, readonly displayName: string } | null };

export type ProposalsQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: ProposalFilter | null | undefined;
}>;


export type ProposalsQuery = { readonly governance: { readonly proposalThreshold: string, readonly quorumPercent: number, readonly timelockDelayS: number, readonly votingDelayBlocks: number, readonly votingPeriodBlocks: number } | null, readonly proposals: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly number: string, readonly title: string, readonly status: ProposalStatus, readonly proposedAt: string, readonly proposer: string, readonly voteStart: number, readonly voteEnd: number, readonly voters: number, readonly votesFor: string, readonly votesAgainst: string, readonly votesAbstaining: string, readonly quorum: string | null, readonly proposedBy: { readonly id: string, readonly displayName: string } | null } }> } };

export type OneProposalQueryVariables = Exact<{
  id: string;
}>;


export type OneProposalQuery = { readonly chain: { readonly headBlock: number } | null, readonly proposal: { readonly description: string, readonly discussionUrl: string | null, readonly allowedActions: ReadonlyArray<ProposalAction>, readonly executableAt: string | null, readonly queuedAt: string | null, readonly executedAt: string | null, readonly canceledAt: string | null, readonly finality: Finality, readonly id: string, readonly number: string, readonly title: string, readonly status: ProposalStatus, readonly proposedAt: string, readonly proposer: string, readonly voteStart: number, readonly voteEnd: number, readonly voters: number, readonly votesFor: string, readonly votesAgainst: string, readonly votesAbstaining: string, readonly quorum: string | null, readonly calls: ReadonlyArray<{ readonly contract: string | null, readonly target: string, readonly words: string | null, readonly data: string, readonly ether: string, readonly settings: ReadonlyArray<{ readonly name: string, readonly value: string }> }>, readonly changes: ReadonlyArray<{ readonly name: string, readonly value: string, readonly status: GovernedChangeStatus, readonly reason: string | null }>, readonly myVotes: ReadonlyArray<{ readonly voter: string, readonly support: VoteSupport, readonly weight: string }>, readonly proposedBy: { readonly id: string, readonly displayName: string } | null } | null };

export type SettingsTodayQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsTodayQuery = { readonly feeSchedule: { readonly version: number, readonly makerBps: number, readonly takerBps: number, readonly tiers: ReadonlyArray<{ readonly fromVolume: string, readonly makerBps: number, readonly takerBps: number }>, readonly limits: ReadonlyArray<{ readonly currency: Asset, readonly floor: string, readonly cap: string | null }>, readonly shares: { readonly platformBps: number, readonly communityBps: number, readonly insuranceBps: number } }, readonly pricingModel: { readonly version: number, readonly parameters: ReadonlyArray<{ readonly name: PricingParameterName, readonly key: string, readonly currency: QuoteCurrency | null, readonly value: string }> } | null };

export type VotesOfQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type VotesOfQuery = { readonly proposal: { readonly id: string, readonly votes: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly voter: string, readonly support: VoteSupport, readonly weight: string, readonly reason: string, readonly votedAt: string, readonly user: { readonly id: string, readonly displayName: string } | null } }> } } | null };

export type ProposalChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id?: string | number | null | undefined;
}>;


export type ProposalChangesSubscription = { readonly proposalChanged: { readonly cursor: string, readonly at: string, readonly change: ProposalChange } };

export type PrepareProposalMutationVariables = Exact<{
  input: ProposalPrepareInput;
}>;


export type PrepareProposalMutation = { readonly proposalPrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'ProposalPreparePayload', readonly proposalId: string, readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PrepareVoteMutationVariables = Exact<{
  input: VotePrepareInput;
}>;


export type PrepareVoteMutation = { readonly votePrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'VotePreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
   };

export type PrepareQueueMutationVariables = Exact<{
  input: ProposalQueuePrepareInput;
}>;


export type PrepareQueueMutation = { readonly proposalQueuePrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProposalQueuePreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PrepareExecuteMutationVariables = Exact<{
  input: ProposalExecutePrepareInput;
}>;


export type PrepareExecuteMutation = { readonly proposalExecutePrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProposalExecutePreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PrepareCancelMutationVariables = Exact<{
  input: ProposalCancelPrepareInput;
}>;


export type PrepareCancelMutation = { readonly proposalCancelPrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProposalCancelPreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PricesQueryVariables = Exact<{ [key: string]: never; }>;


export type PricesQuery = { readonly prices: ReadonlyArray<{ readonly instrument: Instrument, readonly currency: PriceCurrency, readonly price: string, readonly asOf: string, readonly source: string, readonly simulated: boolean, readonly stale: boolean, readonly marketOpen: boolean }> };

export type MarketQueryVariables = Exact<{ [key: string]: never; }>;


export type MarketQuery = { readonly announcements: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null } }> } };

export type PricePartsFragment = { readonly instrument: Instrument, readonly currency: PriceCurrency, readonly price: string, readonly asOf: string, readonly source: string, readonly simulated: boolean, readonly stale: boolean, readonly marketOpen: boolean };

export type OfferPartsFragment = { readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null };

export type CandlesQueryVariables = Exact<{
  instrument: Instrument;
  currency: PriceCurrency;
  interval: PriceInterval;
  from?: string | null | undefined;
}>;


export type CandlesQuery = { readonly priceHistory: ReadonlyArray<{ readonly date: string, readonly open: string, readonly high: string, readonly low: string, readonly close: string, readonly volume: string | null, readonly isOpen: boolean }> };

export type PriceTicksSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type PriceTicksSubscription = { readonly priceTicked: { readonly cursor: string, readonly at: string, readonly instrument: Instrument, readonly currency: PriceCurrency, readonly price: string, readonly asOf: string, readonly source: string, readonly simulated: boolean, readonly marketOpen: boolean } };

export type OffersChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OffersChangedSubscription = { readonly announcementChanged: { readonly cursor: string, readonly at: string, readonly announcement: { readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null } | null } };

export type BuyMutationVariables = Exact<{
  input: TradePlaceInput;
}>;


export type BuyMutation = { readonly tradePlace:
    | { readonly __typename: 'AnnouncementClosed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'BelowMinimumFill', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'Busy', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'OwnAnnouncement', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceMoved', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceStale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'QuantityUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TradePlacePayload', readonly trade: { readonly id: string, readonly quantity: string, readonly totalPrice: string, readonly buyerFee: string, readonly currency: Asset, readonly pricePerCredit: string, readonly createdAt: string } }
   };

export type BuyingMeansQueryVariables = Exact<{ [key: string]: never; }>;


export type BuyingMeansQuery = { readonly me: { readonly id: string }, readonly myWallets: ReadonlyArray<{ readonly id: string, readonly asset: Asset, readonly available: string }>, readonly myFees: { readonly taker: { readonly bps: number, readonly basis: FeeBasis }, readonly schedule: { readonly limits: ReadonlyArray<{ readonly currency: Asset, readonly floor: string, readonly cap: string | null }> } } };

export type UnreadCountQueryVariables = Exact<{ [key: string]: never; }>;


export type UnreadCountQuery = { readonly notificationUnreadCount: number };

export type NotificationPartsFragment = { readonly id: string, readonly trigger: NotificationTrigger, readonly kind: string, readonly title: string, readonly body: string, readonly subjectId: string | null, readonly organizationId: string | null, readonly createdAt: string, readonly readAt: string | null };

export type MyNotificationsQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: NotificationFilter | null | undefined;
}>;


export type MyNotificationsQuery = { readonly myNotifications: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly trigger: NotificationTrigger, readonly kind: string, readonly title: string, readonly body: string, readonly subjectId: string | null, readonly organizationId: string | null, readonly createdAt: string, readonly readAt: string | null } }> } };

export type NotificationReceivedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type NotificationReceivedSubscription = { readonly notificationReceived: { readonly cursor: string, readonly at: string, readonly notification: { readonly id: string, readonly trigger: NotificationTrigger, readonly kind: string, readonly title: string, readonly body: string, readonly subjectId: string | null, readonly organizationId: string | null, readonly createdAt: string, readonly readAt: string | null } | null } };

export type ReadNotificationsMutationVariables = Exact<{
  input: NotificationsReadInput;
}>;


export type ReadNotificationsMutation = { readonly notificationsRead:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotificationsReadPayload', readonly unread: number }
   };

export type SettingsPartsFragment = { readonly language: NotificationLanguage, readonly timeZone: string, readonly quietFrom: string | null, readonly quietTo: string | null, readonly digestAt: string, readonly digestDay: number, readonly textMessages: boolean, readonly preferences: ReadonlyArray<{ readonly trigger: NotificationTrigger, readonly channel: NotificationChannel, readonly frequency: NotificationFrequency, readonly chosen: boolean }>, readonly phone: { readonly number: string, readonly verifiedAt: string } | null, readonly pushSubscriptions: ReadonlyArray<{ readonly id: string, readonly name: string, readonly createdAt: string, readonly lastSentAt: string | null }> };

export type MySettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type MySettingsQuery = { readonly pushKey: string | null, readonly notificationSettings: { readonly language: NotificationLanguage, readonly timeZone: string, readonly quietFrom: string | null, readonly quietTo: string | null, readonly digestAt: string, readonly digestDay: number, readonly textMessages: boolean, readonly preferences: ReadonlyArray<{ readonly trigger: NotificationTrigger, readonly channel: NotificationChannel, readonly frequency: NotificationFrequency, readonly chosen: boolean }>, readonly phone: { readonly number: string, readonly verifiedAt: string } | null, readonly pushSubscriptions: ReadonlyArray<{ readonly id: string, readonly name: string, readonly createdAt: string, readonly lastSentAt: string | null }> } };

export type UpdateSettingsMutationVariables = Exact<{
  input: NotificationSettingsUpdateInput;
}>;


export type UpdateSettingsMutation = { readonly notificationSettingsUpdate:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotificationSettingsUpdatePayload', readonly settings: { readonly language: NotificationLanguage, readonly timeZone: string, readonly quietFrom: string | null, readonly quietTo: string | null, readonly digestAt: string, readonly digestDay: number, readonly textMessages: boolean, readonly preferences: ReadonlyArray<{ readonly trigger: NotificationTrigger, readonly channel: NotificationChannel, readonly frequency: NotificationFrequency, readonly chosen: boolean }>, readonly phone: { readonly number: string, readonly verifiedAt: string } | null, readonly pushSubscriptions: ReadonlyArray<{ readonly id: string, readonly name: string, readonly createdAt: string, readonly lastSentAt: string | null }> } }
   };

export type RequestPhoneCodeMutationVariables = Exact<{
  input: PhoneCodeRequestInput;
}>;


export type RequestPhoneCodeMutation = { readonly phoneCodeRequest:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PhoneCodeRequestPayload', readonly number: string, readonly expiresAt: string }
    | { readonly __typename: 'PhoneNotServed', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type VerifyPhoneMutationVariables = Exact<{
  input: PhoneVerifyInput;
}>;


export type VerifyPhoneMutation = { readonly phoneVerify:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PhoneCodeWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PhoneVerifyPayload', readonly phone: { readonly number: string, readonly verifiedAt: string } }
   };

export type RemovePhoneMutationVariables = Exact<{ [key: string]: never; }>;


export type RemovePhoneMutation = { readonly phoneRemove: { readonly removed: boolean } };

export type AddPushMutationVariables = Exact<{
  input: PushSubscriptionAddInput;
}>;


export type AddPushMutation = { readonly pushSubscriptionAdd:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PushSubscriptionAddPayload', readonly pushSubscription: { readonly id: string } }
    | { readonly __typename: 'PushUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RemovePushMutationVariables = Exact<{
  input: PushSubscriptionRemoveInput;
}>;


export type RemovePushMutation = { readonly pushSubscriptionRemove:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PushSubscriptionRemovePayload', readonly pushSubscriptionId: string }
   };

export type MyPriceAlertsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MyPriceAlertsQuery = { readonly myPriceAlerts: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly instrument: Instrument | null, readonly currency: PriceCurrency, readonly direction: PriceAlertDirection, readonly threshold: string, readonly repeats: boolean, readonly status: PriceAlertStatus, readonly fired: number, readonly lastFiredAt: string | null } }> } };

export type CreatePriceAlertMutationVariables = Exact<{
  input: PriceAlertCreateInput;
}>;


export type CreatePriceAlertMutation = { readonly priceAlertCreate:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceAlertCreatePayload', readonly priceAlert: { readonly id: string } }
    | { readonly __typename: 'TooManyPriceAlerts', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type CancelPriceAlertMutationVariables = Exact<{
  input: PriceAlertCancelInput;
}>;


export type CancelPriceAlertMutation = { readonly priceAlertCancel:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceAlertCancelPayload', readonly priceAlert: { readonly id: string } }
   };

export type PaymentPartsFragment = { readonly id: string, readonly method: PaymentMethod, readonly gateway: PaymentGateway, readonly status: PaymentStatus, readonly due: string, readonly processorFee: string, readonly amount: string, readonly received: string, readonly refunded: string, readonly currency: Asset, readonly reference: string, readonly payBy: string, readonly dueAt: string | null, readonly reason: string | null, readonly createdAt: string, readonly bankTransfer: { readonly holder: string, readonly iban: string, readonly bic: string | null, readonly amount: string, readonly currency: Asset, readonly reference: string } | null, readonly cryptoTransfer: { readonly amount: string, readonly rate: string, readonly rateAsOf: string, readonly rateSource: string, readonly contract: string | null, readonly paymentRef: string, readonly chainId: number } | null, readonly invoices: ReadonlyArray<{ readonly id: string, readonly number: string, readonly kind: InvoiceKind, readonly pdfUrl: string }> };

export type CreatePaymentMutationVariables = Exact<{
  input: PaymentCreateInput;
}>;


export type CreatePaymentMutation = { readonly paymentCreate:
    | { readonly __typename: 'CardPaymentsPaused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'CreditExceeded', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PaymentCreatePayload', readonly clientSecret: string | null, readonly payment: { readonly id: string } }
    | { readonly __typename: 'PaymentMethodUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PaymentUnderWay', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceStale', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type CancelPaymentMutationVariables = Exact<{
  input: PaymentCancelInput;
}>;


export type CancelPaymentMutation = { readonly paymentCancel:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PaymentCancelPayload', readonly payment: { readonly id: string, readonly status: PaymentStatus } }
    | { readonly __typename: 'PaymentUnderWay', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type SimulatePaymentMutationVariables = Exact<{
  input: PaymentSimulateInput;
}>;


export type SimulatePaymentMutation = { readonly paymentSimulate:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PaymentMethodUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PaymentSimulatePayload', readonly payment: { readonly id: string, readonly status: PaymentStatus } }
   };

export type PreparePaymentMutationVariables = Exact<{
  input: PaymentPrepareInput;
}>;


export type PreparePaymentMutation = { readonly paymentPrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PaymentPreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PaymentChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  orderId?: string | number | null | undefined;
}>;


export type PaymentChangesSubscription = { readonly paymentChanged: { readonly cursor: string, readonly at: string, readonly payment: { readonly id: string } } };

export type ProofFileQueryVariables = Exact<{
  caseId: string | number;
}>;


export type ProofFileQuery = { readonly poaiProof: string };

export type VerifyProofQueryVariables = Exact<{
  bundle: string;
}>;


export type VerifyProofQuery = { readonly proofVerify: ReadonlyArray<{ readonly step: PoaiVerificationStepName, readonly outcome: PoaiOutcome, readonly reason: string }> };

export type VerifyCertificateQueryVariables = Exact<{
  certificate: string;
}>;


export type VerifyCertificateQuery = { readonly certificateVerify: ReadonlyArray<{ readonly step: CertificateStepName, readonly outcome: CertificateOutcome, readonly reason: string }> };

export type ProjectsQueryVariables = Exact<{
  search?: ProjectSearch | null | undefined;
  orderBy: ProjectOrder;
  after?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type ProjectsQuery = { readonly projects: { readonly totalCount: number, readonly totalCountExact: boolean, readonly correctedText: string | null, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly proponent: string, readonly country: string | null, readonly countryName: string | null, readonly projectType: string | null, readonly registry: string | null, readonly nativeId: string | null, readonly status: ProjectStatus, readonly suspended: boolean, readonly mitigation: Mitigation, readonly estimatedAnnualReductions: string | null, readonly sdgs: ReadonlyArray<number>, readonly location: { readonly type: string; readonly coordinates: readonly unknown[] } | null, readonly labels: ReadonlyArray<{ readonly id: string, readonly code: ProjectLabelCode, readonly validTo: string | null }> }, readonly highlights: { readonly name: string | null, readonly description: string | null, readonly proponent: string | null } }>, readonly facets: { readonly countries: { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> }, readonly types: { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> }, readonly registries: { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> }, readonly statuses: { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> }, readonly sdgs: { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> }, readonly vintages: { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> } } } };

export type FacetPartsFragment = { readonly complete: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly name: string, readonly count: number }> };

export type ProjectPartsFragment = { readonly id: string, readonly name: string, readonly proponent: string, readonly country: string | null, readonly countryName: string | null, readonly projectType: string | null, readonly registry: string | null, readonly nativeId: string | null, readonly status: ProjectStatus, readonly suspended: boolean, readonly mitigation: Mitigation, readonly estimatedAnnualReductions: string | null, readonly sdgs: ReadonlyArray<number>, readonly location: { readonly type: string; readonly coordinates: readonly unknown[] } | null, readonly labels: ReadonlyArray<{ readonly id: string, readonly code: ProjectLabelCode, readonly validTo: string | null }> };

export type OneProjectQueryVariables = Exact<{
  id: string | number;
}>;


export type OneProjectQuery = { readonly project: { readonly description: string, readonly category: string | null, readonly region: string | null, readonly program: string | null, readonly nativeStatus: string | null, readonly creditingStart: string | null, readonly creditingEnd: string | null, readonly hostAuthorization: HostAuthorization, readonly correspondingAdjustment: CorrespondingAdjustment, readonly area: { readonly type: string; readonly coordinates: readonly unknown[] } | null, readonly publishedAt: string | null, readonly updatedAt: string, readonly version: number, readonly allowedActions: ReadonlyArray<ProjectAction>, readonly id: string, readonly name: string, readonly proponent: string, readonly country: string | null, readonly countryName: string | null, readonly projectType: string | null, readonly registry: string | null, readonly nativeId: string | null, readonly status: ProjectStatus, readonly suspended: boolean, readonly mitigation: Mitigation, readonly estimatedAnnualReductions: string | null, readonly sdgs: ReadonlyArray<number>, readonly location: { readonly type: string; readonly coordinates: readonly unknown[] } | null, readonly owner: { readonly id: string, readonly displayName: string } | null, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly methodologies: ReadonlyArray<{ readonly code: string, readonly program: string, readonly version: string | null }>, readonly ratings: ReadonlyArray<{ readonly agency: string, readonly rating: string, readonly ratedOn: string, readonly url: string | null }>, readonly batches: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly vintage: number, readonly vintageStart: string, readonly vintageEnd: string, readonly quantity: string, readonly counts: ReadonlyArray<{ readonly state: CreditState, readonly quantity: string }>, readonly balance: { readonly available: string, readonly held: string, readonly issued: string, readonly retired: string, readonly reconciled: boolean } } }> }, readonly labels: ReadonlyArray<{ readonly id: string, readonly code: ProjectLabelCode, readonly validTo: string | null }> } | null, readonly poaiCases: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly status: PoaiCaseStatus, readonly createdAt: string, readonly decidedAt: string | null, readonly proof: { readonly bundleHash: string, readonly sequence: string, readonly anchorState: PoaiAnchorState, readonly anchorTransaction: string | null } | null } }> }, readonly retirementTotals: { readonly quantity: string, readonly retirements: number, readonly beneficiaries: number } };

export type ProjectDocumentsQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type ProjectDocumentsQuery = { readonly project: { readonly id: string, readonly documents: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string, readonly kind: DocumentKind, readonly createdAt: string, readonly downloadUrl: string, readonly version: { readonly id: string, readonly number: number, readonly mediaType: string, readonly size: string, readonly sha256: string } } }> } } | null };

export type UploadDocumentMutationVariables = Exact<{
  input: DocumentUploadInput;
}>;


export type UploadDocumentMutation = { readonly documentUpload:
    | { readonly __typename: 'ArchiveRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DocumentSpaceExhausted', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DocumentTooLarge', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DocumentTypeRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DocumentUploadPayload', readonly document: { readonly id: string, readonly version: { readonly id: string } } }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'UploadIncomplete', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type BatchPartsFragment = { readonly id: string, readonly vintage: number, readonly vintageStart: string, readonly vintageEnd: string, readonly quantity: string, readonly counts: ReadonlyArray<{ readonly state: CreditState, readonly quantity: string }>, readonly balance: { readonly available: string, readonly held: string, readonly issued: string, readonly retired: string, readonly reconciled: boolean } };

export type BatchSerialsQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type BatchSerialsQuery = { readonly creditBatch: { readonly id: string, readonly serialBlocks: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly serial: string, readonly quantity: string, readonly state: CreditState } }> } } | null };

export type ProjectHistoryQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type ProjectHistoryQuery = { readonly project: { readonly id: string, readonly history: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly version: number, readonly status: ProjectStatus, readonly suspended: boolean, readonly reason: string, readonly effectiveAt: string, readonly changes: ReadonlyArray<{ readonly field: string, readonly from: string | null, readonly to: string | null }> } }> } } | null };

export type CalculatedPartsFragment = { readonly modelVersion: number, readonly type: string, readonly typeBase: string, readonly base: string, readonly baseCurrency: QuoteCurrency, readonly unbounded: string, readonly bandLow: string, readonly bandHigh: string, readonly price: string, readonly insufficientData: boolean, readonly factors: ReadonlyArray<{ readonly name: PriceFactorName, readonly value: string, readonly insufficientData: boolean, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }> }> };

export type AskQuoteMutationVariables = Exact<{
  input: QuoteCreateInput;
}>;


export type AskQuoteMutation = { readonly quoteCreate:
    | { readonly __typename: 'FxStale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotEnoughInStock', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProjectNotForSale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'QuoteCreatePayload', readonly quote: { readonly id: string, readonly status: QuoteStatus, readonly quantity: string, readonly currency: QuoteCurrency, readonly unitPrice: string, readonly total: string, readonly buyerFee: string, readonly buyerFeeBps: number, readonly toPay: string, readonly createdAt: string, readonly expiresAt: string, readonly calculation: { readonly modelVersion: number, readonly type: string, readonly typeBase: string, readonly base: string, readonly baseCurrency: QuoteCurrency, readonly unbounded: string, readonly bandLow: string, readonly bandHigh: string, readonly price: string, readonly insufficientData: boolean, readonly factors: ReadonlyArray<{ readonly name: PriceFactorName, readonly value: string, readonly insufficientData: boolean, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }> }> } } }
    | { readonly __typename: 'TooManyQuotes', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type QuotePartsFragment = { readonly id: string, readonly status: QuoteStatus, readonly quantity: string, readonly currency: QuoteCurrency, readonly unitPrice: string, readonly total: string, readonly buyerFee: string, readonly buyerFeeBps: number, readonly toPay: string, readonly createdAt: string, readonly expiresAt: string, readonly calculation: { readonly modelVersion: number, readonly type: string, readonly typeBase: string, readonly base: string, readonly baseCurrency: QuoteCurrency, readonly unbounded: string, readonly bandLow: string, readonly bandHigh: string, readonly price: string, readonly insufficientData: boolean, readonly factors: ReadonlyArray<{ readonly name: PriceFactorName, readonly value: string, readonly insufficientData: boolean, readonly inputs: ReadonlyArray<{ readonly name: string, readonly value: string }> }> } };

export type AcceptQuoteMutationVariables = Exact<{
  input: QuoteAcceptInput;
}>;


export type AcceptQuoteMutation = { readonly quoteAccept:
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotEnoughOffered', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProjectNotForSale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'QuoteAcceptPayload', readonly order: { readonly id: string } }
    | { readonly __typename: 'QuoteClosed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TooManyOrders', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type ProjectChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id?: string | number | null | undefined;
}>;


export type ProjectChangesSubscription = { readonly projectChanged: { readonly cursor: string, readonly at: string, readonly projectId: string } };

export type MyHoldingsQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MyHoldingsQuery = { readonly myHoldings: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly available: string, readonly held: string, readonly total: string, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } } }> } };

export type HoldingChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type HoldingChangesSubscription = { readonly holdingChanged: { readonly cursor: string, readonly at: string, readonly holding: { readonly id: string } } };

export type RetireMutationVariables = Exact<{
  input: RetirementRequestInput;
}>;


export type RetireMutation = { readonly retirementRequest:
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DebtOutstanding', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'InsufficientCredits', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InventoryShort', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RetirementRequestPayload', readonly carbonHeld: string, readonly retirements: ReadonlyArray<{ readonly id: string, readonly quantity: string, readonly status: RetirementStatus }> }
   };

export type MyRetirementsQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MyRetirementsQuery = { readonly myRetirements: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly quantity: string, readonly status: RetirementStatus, readonly statusReason: string | null, readonly reason: RetirementReason, readonly message: string, readonly retiredAsset: RetiredAsset, readonly requestedAt: string, readonly retiredAt: string | null, readonly finalizedAt: string | null, readonly txHash: string | null, readonly way: RetirementWay, readonly beneficiary: { readonly name: string, readonly country: string | null, readonly isPrivate: boolean } | null, readonly batch: { readonly id: string, readonly vintage: number } | null, readonly project: { readonly id: string, readonly name: string } | null, readonly certificate: { readonly id: string, readonly status: CertificateStatus, readonly url: string | null } | null } }> } };

export type RetirementPartsFragment = { readonly id: string, readonly quantity: string, readonly status: RetirementStatus, readonly statusReason: string | null, readonly reason: RetirementReason, readonly message: string, readonly retiredAsset: RetiredAsset, readonly requestedAt: string, readonly retiredAt: string | null, readonly finalizedAt: string | null, readonly txHash: string | null, readonly way: RetirementWay, readonly beneficiary: { readonly name: string, readonly country: string | null, readonly isPrivate: boolean } | null, readonly batch: { readonly id: string, readonly vintage: number } | null, readonly project: { readonly id: string, readonly name: string } | null, readonly certificate: { readonly id: string, readonly status: CertificateStatus, readonly url: string | null } | null };

export type RetirementChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id?: string | number | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type RetirementChangesSubscription = { readonly retirementChanged: { readonly cursor: string, readonly at: string, readonly status: RetirementStatus, readonly retirement: { readonly id: string } | null } };

export type CancelRetirementMutationVariables = Exact<{
  input: RetirementCancelInput;
}>;


export type CancelRetirementMutation = { readonly retirementCancel:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RetirementCancelPayload', readonly retirement: { readonly id: string, readonly status: RetirementStatus } }
   };

export type MyCertificatesQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MyCertificatesQuery = { readonly myCertificates: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly status: CertificateStatus, readonly url: string | null, readonly issuedAt: string | null, readonly version: number, readonly retirement: { readonly id: string, readonly quantity: string, readonly retiredAt: string | null, readonly beneficiary: { readonly name: string } | null, readonly project: { readonly id: string, readonly name: string } | null, readonly batch: { readonly id: string, readonly vintage: number } | null } | null } }> } };

export type MySchedulesQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MySchedulesQuery = { readonly myRetirementSchedules: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly status: RetirementScheduleStatus, readonly interval: RetirementInterval, readonly quantity: string, readonly beneficiaryName: string, readonly reason: RetirementReason, readonly nextAt: string | null, readonly endsAt: string | null, readonly lastError: string | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string } } | null } }> } };

export type CreateScheduleMutationVariables = Exact<{
  input: RetirementScheduleCreateInput;
}>;


export type CreateScheduleMutation = { readonly retirementScheduleCreate:
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RetirementScheduleCreatePayload', readonly schedule: { readonly id: string } }
    | { readonly __typename: 'TooManySchedules', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PauseScheduleMutationVariables = Exact<{
  input: RetirementSchedulePauseInput;
}>;


export type PauseScheduleMutation = { readonly retirementSchedulePause:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RetirementSchedulePausePayload', readonly schedule: { readonly id: string, readonly status: RetirementScheduleStatus } }
   };

export type ResumeScheduleMutationVariables = Exact<{
  input: RetirementScheduleResumeInput;
}>;


export type ResumeScheduleMutation = { readonly retirementScheduleResume:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RetirementScheduleResumePayload', readonly schedule: { readonly id: string, readonly status: RetirementScheduleStatus } }
   };

export type CancelScheduleMutationVariables = Exact<{
  input: RetirementScheduleCancelInput;
}>;


export type CancelScheduleMutation = { readonly retirementScheduleCancel:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'RetirementScheduleCancelPayload', readonly schedule: { readonly id: string, readonly status: RetirementScheduleStatus } }
   };

export type RetirementRegisterQueryVariables = Exact<{
  after?: string | null | undefined;
  filterBy?: RetirementFilter | null | undefined;
}>;


export type RetirementRegisterQuery = { readonly retirements: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly quantity: string, readonly status: RetirementStatus, readonly statusReason: string | null, readonly reason: RetirementReason, readonly message: string, readonly retiredAsset: RetiredAsset, readonly requestedAt: string, readonly retiredAt: string | null, readonly finalizedAt: string | null, readonly txHash: string | null, readonly way: RetirementWay, readonly beneficiary: { readonly name: string, readonly country: string | null, readonly isPrivate: boolean } | null, readonly batch: { readonly id: string, readonly vintage: number } | null, readonly project: { readonly id: string, readonly name: string } | null, readonly certificate: { readonly id: string, readonly status: CertificateStatus, readonly url: string | null } | null } }> } };

export type RetirementSumsQueryVariables = Exact<{
  filterBy?: RetirementFilter | null | undefined;
}>;


export type RetirementSumsQuery = { readonly retirementTotals: { readonly quantity: string, readonly retirements: number, readonly beneficiaries: number, readonly projects: number, readonly privateQuantity: string, readonly byProject: ReadonlyArray<{ readonly quantity: string, readonly retirements: number, readonly project: { readonly id: string, readonly name: string } }> } };

export type CertificateChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CertificateChangesSubscription = { readonly certificateChanged: { readonly cursor: string, readonly at: string } };

export type MySecurityQueryVariables = Exact<{ [key: string]: never; }>;


export type MySecurityQuery = { readonly mySecondFactor: { readonly enabledAt: string | null, readonly recoveryCodesLeft: number }, readonly myIdentities: ReadonlyArray<{ readonly id: string, readonly provider: string, readonly email: string | null, readonly createdAt: string, readonly lastUsedAt: string }> };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { readonly identityProviders: ReadonlyArray<{ readonly name: string, readonly label: string, readonly startPath: string }> };

export type ConfirmSessionMutationVariables = Exact<{
  input: SessionConfirmInput;
}>;


export type ConfirmSessionMutation = { readonly sessionConfirm:
    | { readonly __typename: 'ChallengeEnded', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'CodeWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SessionConfirmPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string } } }
   };

export type LoginIdentityMutationVariables = Exact<{
  input: IdentityLoginInput;
}>;


export type LoginIdentityMutation = { readonly identityLogin:
    | { readonly __typename: 'AccountExists', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'EmailNotVouched', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'HandoverEnded', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdentityLoginPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string } } }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SecondFactorRequired', readonly code: string, readonly message: string, readonly retryable: boolean, readonly factorChallenge: string }
    | { readonly __typename: 'TooManySignUps', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'UsernameTaken', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type LinkIdentityMutationVariables = Exact<{
  input: IdentityLinkInput;
}>;


export type LinkIdentityMutation = { readonly identityLink:
    | { readonly __typename: 'EmailNotVerified', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'HandoverEnded', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdentityLinkPayload', readonly identity: { readonly id: string } }
    | { readonly __typename: 'IdentityTaken', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PasswordWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TooManyIdentities', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type UnlinkIdentityMutationVariables = Exact<{
  input: IdentityUnlinkInput;
}>;


export type UnlinkIdentityMutation = { readonly identityUnlink:
    | { readonly __typename: 'IdentityUnlinkPayload', readonly provider: string }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PasswordWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PrepareFactorMutationVariables = Exact<{ [key: string]: never; }>;


export type PrepareFactorMutation = { readonly secondFactorPrepare:
    | { readonly __typename: 'SecondFactorOn', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SecondFactorPreparePayload', readonly secret: string, readonly uri: string, readonly expiresAt: string }
   };

export type EnableFactorMutationVariables = Exact<{
  input: SecondFactorEnableInput;
}>;


export type EnableFactorMutation = { readonly secondFactorEnable:
    | { readonly __typename: 'CodeWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'PasswordWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SecondFactorEnablePayload', readonly recoveryCodes: ReadonlyArray<string> }
    | { readonly __typename: 'SecondFactorOff', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SecondFactorOn', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type DisableFactorMutationVariables = Exact<{
  input: SecondFactorDisableInput;
}>;


export type DisableFactorMutation = { readonly secondFactorDisable:
    | { readonly __typename: 'CodeWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SecondFactorDisablePayload', readonly disabledAt: string }
    | { readonly __typename: 'SecondFactorOff', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type RenewRecoveryCodesMutationVariables = Exact<{
  input: RecoveryCodesRenewInput;
}>;


export type RenewRecoveryCodesMutation = { readonly recoveryCodesRenew:
    | { readonly __typename: 'CodeWrong', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'RecoveryCodesRenewPayload', readonly recoveryCodes: ReadonlyArray<string> }
    | { readonly __typename: 'SecondFactorOff', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type SignInMutationVariables = Exact<{
  input: SessionLoginInput;
}>;


export type SignInMutation = { readonly sessionLogin:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'LoginRefused', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SecondFactorRequired', readonly code: string, readonly message: string, readonly retryable: boolean, readonly factorChallenge: string }
    | { readonly __typename: 'SessionLoginPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string } } }
   };

export type RefreshSessionMutationVariables = Exact<{
  input: SessionRefreshInput;
}>;


export type RefreshSessionMutation = { readonly sessionRefresh:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SessionEnded', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SessionRefreshPayload', readonly credentials: { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string } } }
   };

export type SignOutMutationVariables = Exact<{
  input: SessionLogoutInput;
}>;


export type SignOutMutation = { readonly sessionLogout:
    | { readonly __typename: 'InputInvalid' }
    | { readonly __typename: 'SessionLogoutPayload' }
   };

export type CredentialPartsFragment = { readonly accessToken: string, readonly accessTokenExpiresAt: string, readonly refreshToken: string, readonly refreshTokenExpiresAt: string, readonly user: { readonly id: string, readonly username: string, readonly displayName: string } };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { readonly me: { readonly id: string, readonly displayName: string, readonly roles: ReadonlyArray<PlatformRole> | null } };

type Wrong_AccountExists_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_AddressInUse_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_AddressNotLinked_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_AddressNotOnChain_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_AddressUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_AlreadyMember_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_AnnouncementClosed_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ApprovalMissing_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ArchiveRefused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_BankReferenceUsed_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_BelowMinimumFill_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_Busy_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_CardPaymentsPaused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_CertificateSignerUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ChainUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ChallengeEnded_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_CodeWrong_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ConflictOfInterest_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_CreditExceeded_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_CreditsNotDepositable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_DebtOutstanding_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_DocumentHeld_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_DocumentSpaceExhausted_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_DocumentTooLarge_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_DocumentTypeRefused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_EmailAlreadyVerified_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_EmailNotVerified_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_EmailNotVouched_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_EmailTaken_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_FourEyesRequired_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_FxStale_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_HandoverEnded_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_IdempotencyConflict_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_IdentityTaken_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_IllegalTransition_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_InputInvalid_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> };

type Wrong_InsufficientCredits_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_InsufficientFunds_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_InventoryShort_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_InvitationOfAnother_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_LastAdmin_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_LastOrganizationAdmin_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_LeiTaken_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_LinkPermitInvalid_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_LoginRefused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_NativeIdTaken_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_NotEnoughInStock_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_NotEnoughOffered_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_NotFound_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_NotRefundable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_NothingHeld_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_OrganizationFull_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_OwnAnnouncement_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PasswordWrong_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PaymentMethodUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PaymentUnderWay_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PhoneCodeWrong_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PhoneNotServed_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PoaiApprovalByParty_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PoaiAttestationInvalid_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PoaiCaseExists_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PoaiCaseIncomplete_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PriceMoved_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PriceStale_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PriceUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ProjectNotForSale_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_ProofSignerUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_PushUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_QuantityUnavailable_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_QuoteClosed_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_RefundTooLarge_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SecondFactorOff_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SecondFactorOn_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SecondFactorRequired_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean, readonly factorChallenge: string };

type Wrong_SelfTransfer_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SessionEnded_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SignatureInvalid_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SimulationFailed_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SiweLoginRefused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SiweMessageRefused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_SourceReferenceUsed_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_StatementRefused_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TokenInvalid_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyAddresses_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyApiKeys_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyBaskets_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyIdentities_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyOrders_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyPriceAlerts_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyQuotes_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyReports_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManySchedules_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManySignUps_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_TooManyWebhooks_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_UploadIncomplete_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_UsernameTaken_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_VersionConflict_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

type Wrong_WithdrawalsFrozen_Fragment = { readonly code: string, readonly message: string, readonly retryable: boolean };

export type WrongFragment =
  | Wrong_AccountExists_Fragment
  | Wrong_AddressInUse_Fragment
  | Wrong_AddressNotLinked_Fragment
  | Wrong_AddressNotOnChain_Fragment
  | Wrong_AddressUnavailable_Fragment
  | Wrong_AlreadyMember_Fragment
  | Wrong_AnnouncementClosed_Fragment
  | Wrong_ApprovalMissing_Fragment
  | Wrong_ArchiveRefused_Fragment
  | Wrong_BankReferenceUsed_Fragment
  | Wrong_BelowMinimumFill_Fragment
  | Wrong_Busy_Fragment
  | Wrong_CardPaymentsPaused_Fragment
  | Wrong_CertificateSignerUnavailable_Fragment
  | Wrong_ChainUnavailable_Fragment
  | Wrong_ChallengeEnded_Fragment
  | Wrong_CodeWrong_Fragment
  | Wrong_ConflictOfInterest_Fragment
  | Wrong_CreditExceeded_Fragment
  | Wrong_CreditsNotDepositable_Fragment
  | Wrong_DebtOutstanding_Fragment
  | Wrong_DocumentHeld_Fragment
  | Wrong_DocumentSpaceExhausted_Fragment
  | Wrong_DocumentTooLarge_Fragment
  | Wrong_DocumentTypeRefused_Fragment
  | Wrong_EmailAlreadyVerified_Fragment
  | Wrong_EmailNotVerified_Fragment
  | Wrong_EmailNotVouched_Fragment
  | Wrong_EmailTaken_Fragment
  | Wrong_FourEyesRequired_Fragment
  | Wrong_FxStale_Fragment
  | Wrong_HandoverEnded_Fragment
  | Wrong_IdempotencyConflict_Fragment
  | Wrong_IdentityTaken_Fragment
  | Wrong_IllegalTransition_Fragment
  | Wrong_InputInvalid_Fragment
  | Wrong_InsufficientCredits_Fragment
  | Wrong_InsufficientFunds_Fragment
  | Wrong_InventoryShort_Fragment
  | Wrong_InvitationOfAnother_Fragment
  | Wrong_LastAdmin_Fragment
  | Wrong_LastOrganizationAdmin_Fragment
  | Wrong_LeiTaken_Fragment
  | Wrong_LinkPermitInvalid_Fragment
  | Wrong_LoginRefused_Fragment
  | Wrong_NativeIdTaken_Fragment
  | Wrong_NotEnoughInStock_Fragment
  | Wrong_NotEnoughOffered_Fragment
  | Wrong_NotFound_Fragment
  | Wrong_NotRefundable_Fragment
  | Wrong_NothingHeld_Fragment
  | Wrong_OrganizationFull_Fragment
  | Wrong_OwnAnnouncement_Fragment
  | Wrong_PasswordWrong_Fragment
  | Wrong_PaymentMethodUnavailable_Fragment
  | Wrong_PaymentUnderWay_Fragment
  | Wrong_PhoneCodeWrong_Fragment
  | Wrong_PhoneNotServed_Fragment
  | Wrong_PoaiApprovalByParty_Fragment
  | Wrong_PoaiAttestationInvalid_Fragment
  | Wrong_PoaiCaseExists_Fragment
  | Wrong_PoaiCaseIncomplete_Fragment
  | Wrong_PriceMoved_Fragment
  | Wrong_PriceStale_Fragment
  | Wrong_PriceUnavailable_Fragment
  | Wrong_ProjectNotForSale_Fragment
  | Wrong_ProofSignerUnavailable_Fragment
  | Wrong_PushUnavailable_Fragment
  | Wrong_QuantityUnavailable_Fragment
  | Wrong_QuoteClosed_Fragment
  | Wrong_RefundTooLarge_Fragment
  | Wrong_SecondFactorOff_Fragment
  | Wrong_SecondFactorOn_Fragment
  | Wrong_SecondFactorRequired_Fragment
  | Wrong_SelfTransfer_Fragment
  | Wrong_SessionEnded_Fragment
  | Wrong_SignatureInvalid_Fragment
  | Wrong_SimulationFailed_Fragment
  | Wrong_SiweLoginRefused_Fragment
  | Wrong_SiweMessageRefused_Fragment
  | Wrong_SourceReferenceUsed_Fragment
  | Wrong_StatementRefused_Fragment
  | Wrong_TokenInvalid_Fragment
  | Wrong_TooManyAddresses_Fragment
  | Wrong_TooManyApiKeys_Fragment
  | Wrong_TooManyBaskets_Fragment
  | Wrong_TooManyIdentities_Fragment
  | Wrong_TooManyOrders_Fragment
  | Wrong_TooManyPriceAlerts_Fragment
  | Wrong_TooManyQuotes_Fragment
  | Wrong_TooManyReports_Fragment
  | Wrong_TooManySchedules_Fragment
  | Wrong_TooManySignUps_Fragment
  | Wrong_TooManyWebhooks_Fragment
  | Wrong_UploadIncomplete_Fragment
  | Wrong_UsernameTaken_Fragment
  | Wrong_VersionConflict_Fragment
  | Wrong_WithdrawalsFrozen_Fragment
;

export type MoreFragment = { readonly hasNextPage: boolean, readonly endCursor: string | null };

export type PreparedPartsFragment = { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string };

export type MyStakesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyStakesQuery = { readonly myStakes: ReadonlyArray<{ readonly address: string, readonly staked: string, readonly cooling: string, readonly availableAt: string | null, readonly votes: string, readonly delegate: string | null, readonly finality: Finality | null, readonly blockNumber: number | null }>, readonly myAddresses: ReadonlyArray<{ readonly id: string, readonly address: string, readonly kind: AddressKind, readonly unlinkedAt: string | null }> };

export type StakePartsFragment = { readonly address: string, readonly staked: string, readonly cooling: string, readonly availableAt: string | null, readonly votes: string, readonly delegate: string | null, readonly finality: Finality | null, readonly blockNumber: number | null };

export type TokensOfQueryVariables = Exact<{
  address: string;
}>;


export type TokensOfQuery = { readonly tokenBalances: ReadonlyArray<{ readonly asset: Asset, readonly balance: string }> };

export type StakeChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  mine?: boolean | null | undefined;
}>;


export type StakeChangesSubscription = { readonly stakeChanged: { readonly cursor: string, readonly at: string, readonly address: string } };

export type PrepareStakeMutationVariables = Exact<{
  input: StakePrepareInput;
}>;


export type PrepareStakeMutation = { readonly stakePrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ApprovalMissing', readonly allowance: string, readonly needed: string, readonly code: string, readonly message: string, readonly retryable: boolean, readonly approval: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'StakePreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
   };

export type PrepareUnstakeMutationVariables = Exact<{
  input: UnstakePrepareInput;
}>;


export type PrepareUnstakeMutation = { readonly unstakePrepare:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'SimulationFailed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'UnstakePreparePayload', readonly prepared: { readonly chainId: number, readonly from: string, readonly to: string, readonly summary: string, readonly mostCost: string, readonly transaction: string } }
   };

export type MoneyPartsFragment = { readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null };

export type TonnesPartsFragment = { readonly count: number, readonly tonnes: string, readonly tonnesBefore: string, readonly changePercent: number | null };

export type CountPartsFragment = { readonly count: number, readonly countBefore: number, readonly changePercent: number | null };

export type RangePartsFragment = { readonly from: string, readonly to: string, readonly isOver: boolean, readonly comparedFrom: string, readonly comparedTo: string };

export type PlatformFiguresQueryVariables = Exact<{
  period: StatisticsPeriod;
  from?: string | null | undefined;
  to?: string | null | undefined;
  timeZone: string;
  interval: StatisticsInterval;
  currency: Asset;
}>;


export type PlatformFiguresQuery = { readonly platformStatistics: { readonly asOf: string | null, readonly users: number, readonly activeAnnouncements: number, readonly range: { readonly from: string, readonly to: string, readonly isOver: boolean, readonly comparedFrom: string, readonly comparedTo: string }, readonly newUsers: { readonly count: number, readonly countBefore: number, readonly changePercent: number | null }, readonly activeUsers: { readonly count: number, readonly countBefore: number, readonly changePercent: number | null }, readonly trades: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null }>, readonly tradedTonnes: ReadonlyArray<{ readonly asset: SoldAsset, readonly total: { readonly count: number, readonly tonnes: string, readonly tonnesBefore: string, readonly changePercent: number | null } }>, readonly tradeValues: ReadonlyArray<{ readonly from: string, readonly to: string, readonly count: number, readonly total: string }>, readonly transfers: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null }>, readonly purchases: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null }>, readonly fees: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null }>, readonly retired: { readonly count: number, readonly tonnes: string, readonly tonnesBefore: string, readonly changePercent: number | null }, readonly retiredFor: ReadonlyArray<{ readonly reason: RetirementReason, readonly total: { readonly tonnes: string } }>, readonly issued: { readonly count: number, readonly tonnes: string, readonly tonnesBefore: string, readonly changePercent: number | null }, readonly statuses: ReadonlyArray<{ readonly thing: CountedThing, readonly status: string, readonly count: number }>, readonly projectsByStatus: ReadonlyArray<{ readonly value: string, readonly count: number }>, readonly projectsByType: ReadonlyArray<{ readonly value: string, readonly count: number }>, readonly series: ReadonlyArray<{ readonly from: string, readonly to: string, readonly newUsers: number, readonly trades: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string }>, readonly retired: { readonly tonnes: string } }> } };

export type FiguresChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FiguresChangedSubscription = { readonly platformStatsChanged: { readonly cursor: string, readonly at: string, readonly version: string } };

export type AdminFiguresQueryVariables = Exact<{
  period: StatisticsPeriod;
  from?: string | null | undefined;
  to?: string | null | undefined;
  timeZone: string;
  currency: Asset;
}>;


export type AdminFiguresQuery = { readonly adminStatistics: { readonly admins: number, readonly balances: ReadonlyArray<{ readonly asset: Asset, readonly holders: number, readonly total: string, readonly average: string | null, readonly bins: ReadonlyArray<{ readonly from: string, readonly to: string, readonly wallets: number, readonly total: string }> }>, readonly topSellers: { readonly partyCount: number, readonly total: string, readonly averageOfParties: string | null, readonly parties: ReadonlyArray<{ readonly count: number, readonly total: string, readonly average: string | null, readonly user: { readonly id: string, readonly displayName: string } | null, readonly organization: { readonly id: string, readonly legalName: string } | null }> }, readonly topBuyers: { readonly partyCount: number, readonly total: string, readonly averageOfParties: string | null, readonly parties: ReadonlyArray<{ readonly count: number, readonly total: string, readonly average: string | null, readonly user: { readonly id: string, readonly displayName: string } | null, readonly organization: { readonly id: string, readonly legalName: string } | null }> } } };

export type RankingPartsFragment = { readonly partyCount: number, readonly total: string, readonly averageOfParties: string | null, readonly parties: ReadonlyArray<{ readonly count: number, readonly total: string, readonly average: string | null, readonly user: { readonly id: string, readonly displayName: string } | null, readonly organization: { readonly id: string, readonly legalName: string } | null }> };

export type MyFiguresQueryVariables = Exact<{
  period: StatisticsPeriod;
  from?: string | null | undefined;
  to?: string | null | undefined;
  timeZone: string;
  interval: StatisticsInterval;
  organizationId?: string | number | null | undefined;
}>;


export type MyFiguresQuery = { readonly myStatistics: { readonly range: { readonly from: string, readonly to: string, readonly isOver: boolean, readonly comparedFrom: string, readonly comparedTo: string }, readonly sales: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null }>, readonly spend: ReadonlyArray<{ readonly currency: Asset, readonly count: number, readonly total: string, readonly average: string | null, readonly totalBefore: string, readonly changePercent: number | null }>, readonly fees: ReadonlyArray<{ readonly source: string, readonly currency: Asset, readonly total: string }>, readonly retired: { readonly count: number, readonly tonnes: string, readonly tonnesBefore: string, readonly changePercent: number | null }, readonly series: ReadonlyArray<{ readonly from: string, readonly sales: ReadonlyArray<{ readonly currency: Asset, readonly total: string }>, readonly spend: ReadonlyArray<{ readonly currency: Asset, readonly total: string }>, readonly retired: { readonly tonnes: string } }> } };

export type CorrelationQueryVariables = Exact<{ [key: string]: never; }>;


export type CorrelationQuery = { readonly priceCorrelation: { readonly from: string, readonly to: string, readonly n: number, readonly ofPrices: number | null, readonly ofReturns: number | null, readonly sources: ReadonlyArray<string> } };

export type MyTradesQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
  filterBy?: TradeFilter | null | undefined;
}>;


export type MyTradesQuery = { readonly myTrades: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly asset: SoldAsset, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly buyerFee: string, readonly sellerFee: string, readonly currency: Asset, readonly status: TradeStatus, readonly createdAt: string, readonly buyer: { readonly id: string, readonly displayName: string }, readonly buyerOrganization: { readonly id: string, readonly legalName: string } | null, readonly seller: { readonly id: string, readonly displayName: string }, readonly sellerOrganization: { readonly id: string, readonly legalName: string } | null, readonly announcement: { readonly id: string, readonly title: string } } }> } };

export type TradePartsFragment = { readonly id: string, readonly asset: SoldAsset, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly buyerFee: string, readonly sellerFee: string, readonly currency: Asset, readonly status: TradeStatus, readonly createdAt: string, readonly buyer: { readonly id: string, readonly displayName: string }, readonly buyerOrganization: { readonly id: string, readonly legalName: string } | null, readonly seller: { readonly id: string, readonly displayName: string }, readonly sellerOrganization: { readonly id: string, readonly legalName: string } | null, readonly announcement: { readonly id: string, readonly title: string } };

export type TradesOfQueryVariables = Exact<{
  announcementId: string | number;
}>;


export type TradesOfQuery = { readonly trades: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly currency: Asset, readonly createdAt: string, readonly asset: SoldAsset, readonly announcement: { readonly id: string, readonly title: string } } }> } };

export type RecentTradesQueryVariables = Exact<{ [key: string]: never; }>;


export type RecentTradesQuery = { readonly trades: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly currency: Asset, readonly createdAt: string, readonly asset: SoldAsset, readonly announcement: { readonly id: string, readonly title: string } } }> } };

export type TapePartsFragment = { readonly id: string, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly currency: Asset, readonly createdAt: string, readonly asset: SoldAsset, readonly announcement: { readonly id: string, readonly title: string } };

export type TradesPlacedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  announcementId?: string | number | null | undefined;
}>;


export type TradesPlacedSubscription = { readonly tradePlaced: { readonly cursor: string, readonly at: string, readonly trade: { readonly id: string, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly currency: Asset, readonly createdAt: string, readonly asset: SoldAsset, readonly announcement: { readonly id: string, readonly title: string } } } };

export type MyTradesPlacedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
  mine?: boolean | null | undefined;
}>;


export type MyTradesPlacedSubscription = { readonly tradePlaced: { readonly cursor: string, readonly at: string, readonly trade: { readonly id: string, readonly asset: SoldAsset, readonly quantity: string, readonly pricePerCredit: string, readonly totalPrice: string, readonly buyerFee: string, readonly sellerFee: string, readonly currency: Asset, readonly status: TradeStatus, readonly createdAt: string, readonly buyer: { readonly id: string, readonly displayName: string }, readonly buyerOrganization: { readonly id: string, readonly legalName: string } | null, readonly seller: { readonly id: string, readonly displayName: string }, readonly sellerOrganization: { readonly id: string, readonly legalName: string } | null, readonly announcement: { readonly id: string, readonly title: string } } } };

export type OneOfferQueryVariables = Exact<{
  id: string | number;
}>;


export type OneOfferQuery = { readonly node:
    | { readonly __typename: 'Announcement', readonly createdAt: string, readonly closedAt: string | null, readonly allowedActions: ReadonlyArray<AnnouncementAction>, readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null }
    | { readonly __typename: 'ApiKey' }
    | { readonly __typename: 'BankLine' }
    | { readonly __typename: 'Basket' }
    | { readonly __typename: 'Certificate' }
    | { readonly __typename: 'ChainDeposit' }
    | { readonly __typename: 'ChainIntent' }
    | { readonly __typename: 'Conversion' }
    | { readonly __typename: 'CreditBatch' }
    | { readonly __typename: 'CreditDeposit' }
    | { readonly __typename: 'CreditHolding' }
    | { readonly __typename: 'Deposit' }
    | { readonly __typename: 'Document' }
    | { readonly __typename: 'DocumentVersion' }
    | { readonly __typename: 'FeeSchedule' }
    | { readonly __typename: 'Identity' }
    | { readonly __typename: 'Invoice' }
    | { readonly __typename: 'LinkedAddress' }
    | { readonly __typename: 'Notification' }
    | { readonly __typename: 'NotificationDelivery' }
    | { readonly __typename: 'Order' }
    | { readonly __typename: 'Organization' }
    | { readonly __typename: 'OrganizationInvitation' }
    | { readonly __typename: 'OrganizationMember' }
    | { readonly __typename: 'Payment' }
    | { readonly __typename: 'PoaiCase' }
    | { readonly __typename: 'PoaiFinding' }
    | { readonly __typename: 'PriceAlert' }
    | { readonly __typename: 'PricingModel' }
    | { readonly __typename: 'Project' }
    | { readonly __typename: 'ProjectDuplicate' }
    | { readonly __typename: 'Proposal' }
    | { readonly __typename: 'PushSubscription' }
    | { readonly __typename: 'Quote' }
    | { readonly __typename: 'Report' }
    | { readonly __typename: 'ReportSchedule' }
    | { readonly __typename: 'Retirement' }
    | { readonly __typename: 'RetirementSchedule' }
    | { readonly __typename: 'Session' }
    | { readonly __typename: 'Trade' }
    | { readonly __typename: 'Transfer' }
    | { readonly __typename: 'User' }
    | { readonly __typename: 'Wallet' }
    | { readonly __typename: 'Webhook' }
    | { readonly __typename: 'WebhookMessage' }
    | { readonly __typename: 'Withdrawal' }
   | null };

export type OfferChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id: string | number;
}>;


export type OfferChangedSubscription = { readonly announcementChanged: { readonly cursor: string, readonly at: string, readonly announcement: { readonly id: string } | null } };

export type MyOffersQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
  filterBy?: AnnouncementFilter | null | undefined;
}>;


export type MyOffersQuery = { readonly myAnnouncements: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly createdAt: string, readonly closedAt: string | null, readonly allowedActions: ReadonlyArray<AnnouncementAction>, readonly id: string, readonly title: string, readonly description: string, readonly status: AnnouncementStatus, readonly asset: SoldAsset, readonly quantity: string, readonly remaining: string, readonly available: string, readonly reserved: string, readonly minimumFill: string, readonly currency: Asset, readonly priceKind: PriceKind, readonly pricePerCredit: string | null, readonly premiumBps: number | null, readonly priceStale: boolean, readonly priceAsOf: string | null, readonly priceSource: string | null, readonly openedAt: string | null, readonly expiresAt: string, readonly seller: { readonly id: string, readonly displayName: string, readonly username: string }, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } | null } }> } };

export type MyOffersChangedSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  sellerId?: string | number | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MyOffersChangedSubscription = { readonly announcementChanged: { readonly cursor: string, readonly at: string, readonly announcement: { readonly id: string } | null } };

export type SellingMeansQueryVariables = Exact<{
  organizationId?: string | number | null | undefined;
}>;


export type SellingMeansQuery = { readonly myWallets: ReadonlyArray<{ readonly id: string, readonly asset: Asset, readonly available: string }>, readonly myHoldings: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly available: string, readonly held: string, readonly total: string, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } } }> }, readonly myFees: { readonly maker: { readonly bps: number } } };

export type HoldingPartsFragment = { readonly id: string, readonly available: string, readonly held: string, readonly total: string, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string, readonly countryName: string | null } } };

export type DraftOfferMutationVariables = Exact<{
  input: AnnouncementDraftInput;
}>;


export type DraftOfferMutation = { readonly announcementDraft:
    | { readonly __typename: 'AnnouncementDraftPayload', readonly announcement: { readonly id: string } }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type OpenOfferMutationVariables = Exact<{
  input: AnnouncementOpenInput;
}>;


export type OpenOfferMutation = { readonly announcementOpen:
    | { readonly __typename: 'AnnouncementOpenPayload', readonly announcement: { readonly id: string, readonly status: AnnouncementStatus } }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'InsufficientCredits', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type PauseOfferMutationVariables = Exact<{
  input: AnnouncementPauseInput;
}>;


export type PauseOfferMutation = { readonly announcementPause:
    | { readonly __typename: 'AnnouncementPausePayload', readonly announcement: { readonly id: string, readonly status: AnnouncementStatus } }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type ResumeOfferMutationVariables = Exact<{
  input: AnnouncementResumeInput;
}>;


export type ResumeOfferMutation = { readonly announcementResume:
    | { readonly __typename: 'AnnouncementResumePayload', readonly announcement: { readonly id: string, readonly status: AnnouncementStatus } }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type CancelOfferMutationVariables = Exact<{
  input: AnnouncementCancelInput;
}>;


export type CancelOfferMutation = { readonly announcementCancel:
    | { readonly __typename: 'AnnouncementCancelPayload', readonly announcement: { readonly id: string, readonly status: AnnouncementStatus } }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type MyOrdersQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MyOrdersQuery = { readonly myOrders: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly status: OrderStatus, readonly source: OrderSource, readonly quantity: string, readonly requested: string, readonly total: string, readonly buyerFee: string, readonly toPay: string, readonly currency: Asset, readonly createdAt: string, readonly payBy: string, readonly completedAt: string | null, readonly closedAt: string | null, readonly reason: string | null } }> } };

export type OrderPartsFragment = { readonly id: string, readonly status: OrderStatus, readonly source: OrderSource, readonly quantity: string, readonly requested: string, readonly total: string, readonly buyerFee: string, readonly toPay: string, readonly currency: Asset, readonly createdAt: string, readonly payBy: string, readonly completedAt: string | null, readonly closedAt: string | null, readonly reason: string | null };

export type OrderChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
  orderId?: string | number | null | undefined;
}>;


export type OrderChangesSubscription = { readonly orderChanged: { readonly cursor: string, readonly at: string, readonly order: { readonly id: string } } };

export type OneOrderQueryVariables = Exact<{
  id: string | number;
}>;


export type OneOrderQuery = { readonly order: { readonly allowedActions: ReadonlyArray<OrderAction>, readonly retirement: OrderRetirement | null, readonly id: string, readonly status: OrderStatus, readonly source: OrderSource, readonly quantity: string, readonly requested: string, readonly total: string, readonly buyerFee: string, readonly toPay: string, readonly currency: Asset, readonly createdAt: string, readonly payBy: string, readonly completedAt: string | null, readonly closedAt: string | null, readonly reason: string | null, readonly organization: { readonly id: string, readonly legalName: string } | null, readonly payments: ReadonlyArray<{ readonly id: string, readonly method: PaymentMethod, readonly gateway: PaymentGateway, readonly status: PaymentStatus, readonly due: string, readonly processorFee: string, readonly amount: string, readonly received: string, readonly refunded: string, readonly currency: Asset, readonly reference: string, readonly payBy: string, readonly dueAt: string | null, readonly reason: string | null, readonly createdAt: string, readonly bankTransfer: { readonly holder: string, readonly iban: string, readonly bic: string | null, readonly amount: string, readonly currency: Asset, readonly reference: string } | null, readonly cryptoTransfer: { readonly amount: string, readonly rate: string, readonly rateAsOf: string, readonly rateSource: string, readonly contract: string | null, readonly paymentRef: string, readonly chainId: number } | null, readonly invoices: ReadonlyArray<{ readonly id: string, readonly number: string, readonly kind: InvoiceKind, readonly pdfUrl: string }> }>, readonly history: ReadonlyArray<{ readonly at: string, readonly status: OrderStatus, readonly reason: string | null, readonly byPlatform: boolean }>, readonly lines: ReadonlyArray<{ readonly quantity: string, readonly pricePerCredit: string, readonly total: string, readonly buyerFee: string, readonly batch: { readonly id: string, readonly vintage: number, readonly project: { readonly id: string, readonly name: string } } | null, readonly announcement: { readonly id: string, readonly title: string } | null }> } | null, readonly processorTerms: ReadonlyArray<{ readonly method: PaymentMethod, readonly currency: Asset, readonly rateBps: number, readonly fixed: string }> };

export type CreateOrderMutationVariables = Exact<{
  input: OrderCreateInput;
}>;


export type CreateOrderMutation = { readonly orderCreate:
    | { readonly __typename: 'AnnouncementClosed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'BelowMinimumFill', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ChainUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotEnoughOffered', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'OrderCreatePayload', readonly order: { readonly id: string } }
    | { readonly __typename: 'OwnAnnouncement', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceMoved', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'PriceStale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'ProjectNotForSale', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'QuantityUnavailable', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'QuoteClosed', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TooManyOrders', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type CancelOrderMutationVariables = Exact<{
  input: OrderCancelInput;
}>;


export type CancelOrderMutation = { readonly orderCancel:
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'OrderCancelPayload', readonly order: { readonly id: string, readonly status: OrderStatus } }
   };

export type MyWalletsQueryVariables = Exact<{
  organizationId?: string | number | null | undefined;
}>;


export type MyWalletsQuery = { readonly myWallets: ReadonlyArray<{ readonly id: string, readonly asset: Asset, readonly available: string, readonly held: string, readonly total: string }> };

export type WalletPartsFragment = { readonly id: string, readonly asset: Asset, readonly available: string, readonly held: string, readonly total: string };

export type WalletChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type WalletChangesSubscription = { readonly walletChanged: { readonly cursor: string, readonly at: string, readonly wallet: { readonly id: string, readonly asset: Asset, readonly available: string, readonly held: string, readonly total: string } } };

export type StatementQueryVariables = Exact<{
  organizationId?: string | number | null | undefined;
  from: string;
  to: string;
}>;


export type StatementQuery = { readonly myWallets: ReadonlyArray<{ readonly id: string, readonly asset: Asset, readonly statement: { readonly opening: { readonly available: string, readonly held: string, readonly total: string }, readonly closing: { readonly available: string, readonly held: string, readonly total: string } } }> };

export type WalletEntriesQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  filterBy?: WalletEntryFilter | null | undefined;
}>;


export type WalletEntriesQuery = { readonly node:
    | { readonly __typename: 'Announcement' }
    | { readonly __typename: 'ApiKey' }
    | { readonly __typename: 'BankLine' }
    | { readonly __typename: 'Basket' }
    | { readonly __typename: 'Certificate' }
    | { readonly __typename: 'ChainDeposit' }
    | { readonly __typename: 'ChainIntent' }
    | { readonly __typename: 'Conversion' }
    | { readonly __typename: 'CreditBatch' }
    | { readonly __typename: 'CreditDeposit' }
    | { readonly __typename: 'CreditHolding' }
    | { readonly __typename: 'Deposit' }
    | { readonly __typename: 'Document' }
    | { readonly __typename: 'DocumentVersion' }
    | { readonly __typename: 'FeeSchedule' }
    | { readonly __typename: 'Identity' }
    | { readonly __typename: 'Invoice' }
    | { readonly __typename: 'LinkedAddress' }
    | { readonly __typename: 'Notification' }
    | { readonly __typename: 'NotificationDelivery' }
    | { readonly __typename: 'Order' }
    | { readonly __typename: 'Organization' }
    | { readonly __typename: 'OrganizationInvitation' }
    | { readonly __typename: 'OrganizationMember' }
    | { readonly __typename: 'Payment' }
    | { readonly __typename: 'PoaiCase' }
    | { readonly __typename: 'PoaiFinding' }
    | { readonly __typename: 'PriceAlert' }
    | { readonly __typename: 'PricingModel' }
    | { readonly __typename: 'Project' }
    | { readonly __typename: 'ProjectDuplicate' }
    | { readonly __typename: 'Proposal' }
    | { readonly __typename: 'PushSubscription' }
    | { readonly __typename: 'Quote' }
    | { readonly __typename: 'Report' }
    | { readonly __typename: 'ReportSchedule' }
    | { readonly __typename: 'Retirement' }
    | { readonly __typename: 'RetirementSchedule' }
    | { readonly __typename: 'Session' }
    | { readonly __typename: 'Trade' }
    | { readonly __typename: 'Transfer' }
    | { readonly __typename: 'User' }
    | { readonly __typename: 'Wallet', readonly id: string, readonly asset: Asset, readonly entries: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly account: WalletAccount, readonly amount: string, readonly balanceAfter: string, readonly createdAt: string, readonly direction: WalletEntryDirection, readonly kind: WalletEntryKind, readonly reference:
              | { readonly __typename: 'Announcement', readonly id: string }
              | { readonly __typename: 'ApiKey', readonly id: string }
              | { readonly __typename: 'BankLine', readonly id: string }
              | { readonly __typename: 'Basket', readonly id: string }
              | { readonly __typename: 'Certificate', readonly id: string }
              | { readonly __typename: 'ChainDeposit', readonly id: string }
              | { readonly __typename: 'ChainIntent', readonly id: string }
              | { readonly __typename: 'Conversion', readonly id: string }
              | { readonly __typename: 'CreditBatch', readonly id: string }
              | { readonly __typename: 'CreditDeposit', readonly id: string }
              | { readonly __typename: 'CreditHolding', readonly id: string }
              | { readonly __typename: 'Deposit', readonly id: string }
              | { readonly __typename: 'Document', readonly id: string }
              | { readonly __typename: 'DocumentVersion', readonly id: string }
              | { readonly __typename: 'FeeSchedule', readonly id: string }
              | { readonly __typename: 'Identity', readonly id: string }
              | { readonly __typename: 'Invoice', readonly id: string }
              | { readonly __typename: 'LinkedAddress', readonly id: string }
              | { readonly __typename: 'Notification', readonly id: string }
              | { readonly __typename: 'NotificationDelivery', readonly id: string }
              | { readonly __typename: 'Order', readonly id: string }
              | { readonly __typename: 'Organization', readonly id: string }
              | { readonly __typename: 'OrganizationInvitation', readonly id: string }
              | { readonly __typename: 'OrganizationMember', readonly id: string }
              | { readonly __typename: 'Payment', readonly id: string }
              | { readonly __typename: 'PoaiCase', readonly id: string }
              | { readonly __typename: 'PoaiFinding', readonly id: string }
              | { readonly __typename: 'PriceAlert', readonly id: string }
              | { readonly __typename: 'PricingModel', readonly id: string }
              | { readonly __typename: 'Project', readonly id: string }
              | { readonly __typename: 'ProjectDuplicate', readonly id: string }
              | { readonly __typename: 'Proposal', readonly id: string }
              | { readonly __typename: 'PushSubscription', readonly id: string }
              | { readonly __typename: 'Quote', readonly id: string }
              | { readonly __typename: 'Report', readonly id: string }
              | { readonly __typename: 'ReportSchedule', readonly id: string }
              | { readonly __typename: 'Retirement', readonly id: string }
              | { readonly __typename: 'RetirementSchedule', readonly id: string }
              | { readonly __typename: 'Session', readonly id: string }
              | { readonly __typename: 'Trade', readonly id: string }
              | { readonly __typename: 'Transfer', readonly id: string }
              | { readonly __typename: 'User', readonly id: string }
              | { readonly __typename: 'Wallet', readonly id: string }
              | { readonly __typename: 'Webhook', readonly id: string }
              | { readonly __typename: 'WebhookMessage', readonly id: string }
              | { readonly __typename: 'Withdrawal', readonly id: string }
             | null } }> } }
    | { readonly __typename: 'Webhook' }
    | { readonly __typename: 'WebhookMessage' }
    | { readonly __typename: 'Withdrawal' }
   | null };

export type EntryPartsFragment = { readonly account: WalletAccount, readonly amount: string, readonly balanceAfter: string, readonly createdAt: string, readonly direction: WalletEntryDirection, readonly kind: WalletEntryKind, readonly reference:
    | { readonly __typename: 'Announcement', readonly id: string }
    | { readonly __typename: 'ApiKey', readonly id: string }
    | { readonly __typename: 'BankLine', readonly id: string }
    | { readonly __typename: 'Basket', readonly id: string }
    | { readonly __typename: 'Certificate', readonly id: string }
    | { readonly __typename: 'ChainDeposit', readonly id: string }
    | { readonly __typename: 'ChainIntent', readonly id: string }
    | { readonly __typename: 'Conversion', readonly id: string }
    | { readonly __typename: 'CreditBatch', readonly id: string }
    | { readonly __typename: 'CreditDeposit', readonly id: string }
    | { readonly __typename: 'CreditHolding', readonly id: string }
    | { readonly __typename: 'Deposit', readonly id: string }
    | { readonly __typename: 'Document', readonly id: string }
    | { readonly __typename: 'DocumentVersion', readonly id: string }
    | { readonly __typename: 'FeeSchedule', readonly id: string }
    | { readonly __typename: 'Identity', readonly id: string }
    | { readonly __typename: 'Invoice', readonly id: string }
    | { readonly __typename: 'LinkedAddress', readonly id: string }
    | { readonly __typename: 'Notification', readonly id: string }
    | { readonly __typename: 'NotificationDelivery', readonly id: string }
    | { readonly __typename: 'Order', readonly id: string }
    | { readonly __typename: 'Organization', readonly id: string }
    | { readonly __typename: 'OrganizationInvitation', readonly id: string }
    | { readonly __typename: 'OrganizationMember', readonly id: string }
    | { readonly __typename: 'Payment', readonly id: string }
    | { readonly __typename: 'PoaiCase', readonly id: string }
    | { readonly __typename: 'PoaiFinding', readonly id: string }
    | { readonly __typename: 'PriceAlert', readonly id: string }
    | { readonly __typename: 'PricingModel', readonly id: string }
    | { readonly __typename: 'Project', readonly id: string }
    | { readonly __typename: 'ProjectDuplicate', readonly id: string }
    | { readonly __typename: 'Proposal', readonly id: string }
    | { readonly __typename: 'PushSubscription', readonly id: string }
    | { readonly __typename: 'Quote', readonly id: string }
    | { readonly __typename: 'Report', readonly id: string }
    | { readonly __typename: 'ReportSchedule', readonly id: string }
    | { readonly __typename: 'Retirement', readonly id: string }
    | { readonly __typename: 'RetirementSchedule', readonly id: string }
    | { readonly __typename: 'Session', readonly id: string }
    | { readonly __typename: 'Trade', readonly id: string }
    | { readonly __typename: 'Transfer', readonly id: string }
    | { readonly __typename: 'User', readonly id: string }
    | { readonly __typename: 'Wallet', readonly id: string }
    | { readonly __typename: 'Webhook', readonly id: string }
    | { readonly __typename: 'WebhookMessage', readonly id: string }
    | { readonly __typename: 'Withdrawal', readonly id: string }
   | null };

export type FindRecipientQueryVariables = Exact<{
  username: string;
}>;


export type FindRecipientQuery = { readonly user: { readonly id: string, readonly username: string, readonly displayName: string } | null };

export type SendTransferMutationVariables = Exact<{
  input: TransferSendInput;
}>;


export type SendTransferMutation = { readonly transferSend:
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'SelfTransfer', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'TransferSendPayload', readonly transfer: { readonly id: string, readonly amount: string, readonly asset: Asset } }
   };

export type RequestWithdrawalMutationVariables = Exact<{
  input: WithdrawalRequestInput;
}>;


export type RequestWithdrawalMutation = { readonly withdrawalRequest:
    | { readonly __typename: 'AddressNotLinked', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'AddressNotOnChain', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'DebtOutstanding', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'IdempotencyConflict', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'InsufficientFunds', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WithdrawalRequestPayload', readonly withdrawal: { readonly id: string, readonly status: WithdrawalStatus } }
    | { readonly __typename: 'WithdrawalsFrozen', readonly code: string, readonly message: string, readonly retryable: boolean }
   };

export type MyWithdrawalsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MyWithdrawalsQuery = { readonly myWithdrawals: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly asset: Asset, readonly amount: string, readonly destination: string, readonly status: WithdrawalStatus, readonly reason: string | null, readonly createdAt: string, readonly settledAt: string | null, readonly chainIntent: { readonly id: string, readonly status: ChainIntentStatus, readonly txHash: string | null } | null } }> } };

export type MyDepositsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MyDepositsQuery = { readonly myChainDeposits: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly asset: Asset, readonly amount: string, readonly status: ChainDepositStatus, readonly confirmations: number, readonly confirmationsNeeded: number, readonly sender: string, readonly txHash: string, readonly blockTime: string } }> } };

export type DepositChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DepositChangesSubscription = { readonly chainDepositChanged: { readonly cursor: string, readonly at: string, readonly deposit: { readonly id: string } | null } };

export type MyTransfersQueryVariables = Exact<{
  after?: string | null | undefined;
  organizationId?: string | number | null | undefined;
}>;


export type MyTransfersQuery = { readonly myTransfers: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly asset: Asset, readonly amount: string, readonly note: string, readonly status: TradeStatus, readonly createdAt: string, readonly sender: { readonly id: string, readonly displayName: string }, readonly senderOrganization: { readonly id: string, readonly legalName: string } | null, readonly recipient: { readonly id: string, readonly displayName: string } | null, readonly recipientOrganization: { readonly id: string, readonly legalName: string } | null } }> } };

export type DepositPlaceQueryVariables = Exact<{ [key: string]: never; }>;


export type DepositPlaceQuery = { readonly chain: { readonly chainId: number } | null, readonly myAddresses: ReadonlyArray<{ readonly id: string, readonly address: string, readonly unlinkedAt: string | null }> };

export type WebhookPartsFragment = { readonly id: string, readonly url: string, readonly description: string, readonly triggers: ReadonlyArray<NotificationTrigger> | null, readonly status: WebhookStatus, readonly statusReason: string | null, readonly failingSince: string | null, readonly lastDeliveredAt: string | null, readonly nextAttemptAt: string | null, readonly previousSecretUntil: string | null };

export type WebhookMessagePartsFragment = { readonly id: string, readonly webhookMessageId: string, readonly type: string, readonly status: WebhookMessageStatus, readonly createdAt: string, readonly attempts: ReadonlyArray<{ readonly at: string, readonly status: number | null, readonly durationMs: number, readonly error: string | null }> };

export type MyWebhooksQueryVariables = Exact<{
  organizationId?: string | number | null | undefined;
}>;


export type MyWebhooksQuery = { readonly myWebhooks: ReadonlyArray<{ readonly id: string, readonly url: string, readonly description: string, readonly triggers: ReadonlyArray<NotificationTrigger> | null, readonly status: WebhookStatus, readonly statusReason: string | null, readonly failingSince: string | null, readonly lastDeliveredAt: string | null, readonly nextAttemptAt: string | null, readonly previousSecretUntil: string | null }> };

export type WebhookLogQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  status?: WebhookMessageStatus | null | undefined;
}>;


export type WebhookLogQuery = { readonly node:
    | { readonly __typename: 'Announcement' }
    | { readonly __typename: 'ApiKey' }
    | { readonly __typename: 'BankLine' }
    | { readonly __typename: 'Basket' }
    | { readonly __typename: 'Certificate' }
    | { readonly __typename: 'ChainDeposit' }
    | { readonly __typename: 'ChainIntent' }
    | { readonly __typename: 'Conversion' }
    | { readonly __typename: 'CreditBatch' }
    | { readonly __typename: 'CreditDeposit' }
    | { readonly __typename: 'CreditHolding' }
    | { readonly __typename: 'Deposit' }
    | { readonly __typename: 'Document' }
    | { readonly __typename: 'DocumentVersion' }
    | { readonly __typename: 'FeeSchedule' }
    | { readonly __typename: 'Identity' }
    | { readonly __typename: 'Invoice' }
    | { readonly __typename: 'LinkedAddress' }
    | { readonly __typename: 'Notification' }
    | { readonly __typename: 'NotificationDelivery' }
    | { readonly __typename: 'Order' }
    | { readonly __typename: 'Organization' }
    | { readonly __typename: 'OrganizationInvitation' }
    | { readonly __typename: 'OrganizationMember' }
    | { readonly __typename: 'Payment' }
    | { readonly __typename: 'PoaiCase' }
    | { readonly __typename: 'PoaiFinding' }
    | { readonly __typename: 'PriceAlert' }
    | { readonly __typename: 'PricingModel' }
    | { readonly __typename: 'Project' }
    | { readonly __typename: 'ProjectDuplicate' }
    | { readonly __typename: 'Proposal' }
    | { readonly __typename: 'PushSubscription' }
    | { readonly __typename: 'Quote' }
    | { readonly __typename: 'Report' }
    | { readonly __typename: 'ReportSchedule' }
    | { readonly __typename: 'Retirement' }
    | { readonly __typename: 'RetirementSchedule' }
    | { readonly __typename: 'Session' }
    | { readonly __typename: 'Trade' }
    | { readonly __typename: 'Transfer' }
    | { readonly __typename: 'User' }
    | { readonly __typename: 'Wallet' }
    | { readonly __typename: 'Webhook', readonly id: string, readonly url: string, readonly description: string, readonly triggers: ReadonlyArray<NotificationTrigger> | null, readonly status: WebhookStatus, readonly statusReason: string | null, readonly failingSince: string | null, readonly lastDeliveredAt: string | null, readonly nextAttemptAt: string | null, readonly previousSecretUntil: string | null, readonly messages: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly data: string | null, readonly id: string, readonly webhookMessageId: string, readonly type: string, readonly status: WebhookMessageStatus, readonly createdAt: string, readonly attempts: ReadonlyArray<{ readonly at: string, readonly status: number | null, readonly durationMs: number, readonly error: string | null }> } }> } }
    | { readonly __typename: 'WebhookMessage' }
    | { readonly __typename: 'Withdrawal' }
   | null };

export type CreateWebhookMutationVariables = Exact<{
  input: WebhookCreateInput;
}>;


export type CreateWebhookMutation = { readonly webhookCreate:
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'TooManyWebhooks', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WebhookCreatePayload', readonly secret: string }
   };

export type UpdateWebhookMutationVariables = Exact<{
  input: WebhookUpdateInput;
}>;


export type UpdateWebhookMutation = { readonly webhookUpdate:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WebhookUpdatePayload', readonly webhook: { readonly id: string, readonly url: string, readonly description: string, readonly triggers: ReadonlyArray<NotificationTrigger> | null, readonly status: WebhookStatus, readonly statusReason: string | null, readonly failingSince: string | null, readonly lastDeliveredAt: string | null, readonly nextAttemptAt: string | null, readonly previousSecretUntil: string | null } }
   };

export type DeleteWebhookMutationVariables = Exact<{
  input: WebhookDeleteInput;
}>;


export type DeleteWebhookMutation = { readonly webhookDelete:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WebhookDeletePayload', readonly webhookId: string }
   };

export type RotateWebhookSecretMutationVariables = Exact<{
  input: WebhookSecretRotateInput;
}>;


export type RotateWebhookSecretMutation = { readonly webhookSecretRotate:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WebhookSecretRotatePayload', readonly secret: string, readonly webhook: { readonly id: string, readonly url: string, readonly description: string, readonly triggers: ReadonlyArray<NotificationTrigger> | null, readonly status: WebhookStatus, readonly statusReason: string | null, readonly failingSince: string | null, readonly lastDeliveredAt: string | null, readonly nextAttemptAt: string | null, readonly previousSecretUntil: string | null } }
   };

export type TestWebhookMutationVariables = Exact<{
  input: WebhookTestInput;
}>;


export type TestWebhookMutation = { readonly webhookTest:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WebhookTestPayload', readonly webhookMessage: { readonly id: string } }
   };

export type RetryWebhookMessageMutationVariables = Exact<{
  input: WebhookMessageRetryInput;
}>;


export type RetryWebhookMessageMutation = { readonly webhookMessageRetry:
    | { readonly __typename: 'IllegalTransition', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'InputInvalid', readonly code: string, readonly message: string, readonly retryable: boolean, readonly issues: ReadonlyArray<{ readonly path: ReadonlyArray<string>, readonly message: string }> }
    | { readonly __typename: 'NotFound', readonly code: string, readonly message: string, readonly retryable: boolean }
    | { readonly __typename: 'WebhookMessageRetryPayload', readonly webhookMessage: { readonly id: string } }
   };

export type DeadWebhookMessagesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DeadWebhookMessagesQuery = { readonly deadWebhookMessages: { readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly webhookMessageId: string, readonly type: string, readonly status: WebhookMessageStatus, readonly createdAt: string, readonly attempts: ReadonlyArray<{ readonly at: string, readonly status: number | null, readonly durationMs: number, readonly error: string | null }> } }> } };

export const PoaiCaseStatusValues = [
  'DRAFT',
  'SUBMITTED',
  'ASSIGNED',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'REVIEW_COMPLETE',
  'TECHNICAL_REVIEW',
  'APPROVED',
  'REJECTED',
  'SUPERSEDED',
  'REVOKED',
] as const satisfies readonly PoaiCaseStatus[];
export const PoaiCheckMethodValues = [
  'AUTOMATED',
  'DESK_REVIEW',
  'SITE_VISIT',
  'INTERVIEW',
  'RECALCULATION',
  'CROSS_CHECK',
] as const satisfies readonly PoaiCheckMethod[];
export const RetirementReasonValues = [
  'ENVIRONMENTAL_BENEFIT',
  'PERSON_OR_ORGANIZATION',
  'ON_BEHALF_OF_THIRD_PARTY',
  'CORPORATE_INVENTORY',
  'COMPLIANCE_CORSIA',
  'COMPLIANCE_TAX',
  'NDC_USE',
  'OTHER_INTERNATIONAL_MITIGATION',
  'OTHER',
] as const satisfies readonly RetirementReason[];
/** The text of an operation. */
export type Text<R, V> = string & { readonly result?: R; readonly variables?: V };
export const RegisterText = "mutation Register($input:UserRegisterInput!){userRegister(input:$input){__typename ...on UserRegisterPayload{user{id username}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RegisterMutation, RegisterMutationVariables>;
export const RequestResetText = "mutation RequestReset($input:PasswordResetRequestInput!){passwordResetRequest(input:$input){__typename ...on PasswordResetRequestPayload{acceptedAt}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RequestResetMutation, RequestResetMutationVariables>;
export const ResetPasswordText = "mutation ResetPassword($input:PasswordResetInput!){passwordReset(input:$input){__typename ...on PasswordResetPayload{endedSessions}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const VerifyEmailText = "mutation VerifyEmail($input:EmailVerifyInput!){emailVerify(input:$input){__typename ...on EmailVerifyPayload{user{id emailVerified}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const RequestVerificationText = "mutation RequestVerification{emailVerificationRequest{__typename ...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RequestVerificationMutation, RequestVerificationMutationVariables>;
export const JoinOrganizationText = "mutation JoinOrganization($input:MemberJoinInput!){memberJoin(input:$input){__typename ...on MemberJoinPayload{__typename}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<JoinOrganizationMutation, JoinOrganizationMutationVariables>;
export const MyAccountText = "query MyAccount{me{id username displayName email emailVerified country isBuyer isSeller roles createdAt}mySessions(first:20){edges{node{id current createdAt lastUsedAt expiresAt endedAt address userAgent}}}}" as Text<MyAccountQuery, MyAccountQueryVariables>;
export const UpdateProfileText = "mutation UpdateProfile($input:ProfileUpdateInput!){profileUpdate(input:$input){__typename ...on ProfileUpdatePayload{user{id displayName country isBuyer isSeller}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const ChangePasswordText = "mutation ChangePassword($input:PasswordChangeInput!){passwordChange(input:$input){__typename ...on PasswordChangePayload{endedSessions}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const RevokeSessionText = "mutation RevokeSession($input:SessionRevokeInput!){sessionRevoke(input:$input){__typename ...on SessionRevokePayload{session{id endedAt}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RevokeSessionMutation, RevokeSessionMutationVariables>;
export const MyOrganizationsText = "query MyOrganizations{myOrganizations(first:50){edges{node{id legalName myRole}}}}" as Text<MyOrganizationsQuery, MyOrganizationsQueryVariables>;
export const MyKeysText = "query MyKeys($after:String){myApiKeys(first:20 after:$after){pageInfo{...More}edges{node{id name prefix scopes createdAt expiresAt lastUsedAt revokedAt}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MyKeysQuery, MyKeysQueryVariables>;
export const ScopesForKeysText = "query ScopesForKeys{permissions{action byApiKey}}" as Text<ScopesForKeysQuery, ScopesForKeysQueryVariables>;
export const CreateKeyText = "mutation CreateKey($input:ApiKeyCreateInput!){apiKeyCreate(input:$input){__typename ...on ApiKeyCreatePayload{token apiKey{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKeyText = "mutation RevokeKey($input:ApiKeyRevokeInput!){apiKeyRevoke(input:$input){__typename ...on ApiKeyRevokePayload{apiKey{id revokedAt}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const MyAddressesText = "query MyAddresses{myAddresses{id address kind chainState linkedAt unlinkedAt}}" as Text<MyAddressesQuery, MyAddressesQueryVariables>;
export const AddressChangesText = "subscription AddressChanges($after:String){linkedAddressChanged(after:$after){cursor at linkedAddress{id}}}" as Text<AddressChangesSubscription, AddressChangesSubscriptionVariables>;
export const SiweNonceText = "mutation SiweNonce($input:SiweNonceInput!){siweNonce(input:$input){__typename ...on SiweNoncePayload{challenge{message expiresAt chainId}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<SiweNonceMutation, SiweNonceMutationVariables>;
export const SiweLoginText = "mutation SiweLogin($input:SiweLoginInput!){siweLogin(input:$input){__typename ...on SiweLoginPayload{credentials{...CredentialParts}}...Wrong}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<SiweLoginMutation, SiweLoginMutationVariables>;
export const PrepareLinkText = "mutation PrepareLink($input:WalletLinkPrepareInput!){walletLinkPrepare(input:$input){__typename ...on WalletLinkPreparePayload{challenge{message typedData deadline}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<PrepareLinkMutation, PrepareLinkMutationVariables>;
export const LinkWalletText = "mutation LinkWallet($input:WalletLinkInput!){walletLink(input:$input){__typename ...on WalletLinkPayload{linkedAddress{id address chainState}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<LinkWalletMutation, LinkWalletMutationVariables>;
export const UnlinkWalletText = "mutation UnlinkWallet($input:WalletUnlinkInput!){walletUnlink(input:$input){__typename ...on WalletUnlinkPayload{linkedAddress{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<UnlinkWalletMutation, UnlinkWalletMutationVariables>;
export const AdminOverviewText = "query AdminOverview{chain{chainId headBlock indexedBlock lagBlocks safeBlock finalizedBlock reorganisations stoppedReason unknownEvents updatedAt}priceSources{name state detail degraded ageS failures lastOkAt}}" as Text<AdminOverviewQuery, AdminOverviewQueryVariables>;
export const ReservesNowText = "query ReservesNow{reserves{assets{asset custody liabilities supply difference covered withdrawalsFrozen shortSince finality blockNumber checkedAt}batches(first:50){edges{node{batchId custody liabilities supply difference covered finality batch{vintage projectUri}}}}}}" as Text<ReservesNowQuery, ReservesNowQueryVariables>;
export const HeadMovedText = "subscription HeadMoved($after:String){chainHeadMoved(after:$after){cursor at chainId headBlock indexedBlock safeBlock finalizedBlock stoppedReason}}" as Text<HeadMovedSubscription, HeadMovedSubscriptionVariables>;
export const RecordDepositText = "mutation RecordDeposit($input:DepositRecordInput!){depositRecord(input:$input){__typename ...on DepositRecordPayload{deposit{id amount asset}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RecordDepositMutation, RecordDepositMutationVariables>;
export const OpenWithdrawalsText = "query OpenWithdrawals($after:String){openWithdrawals(first:20 after:$after){pageInfo{...More}edges{node{id asset amount destination status createdAt allowedActions wallet{id available owner{id displayName username}}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<OpenWithdrawalsQuery, OpenWithdrawalsQueryVariables>;
export const ApproveWithdrawalText = "mutation ApproveWithdrawal($input:WithdrawalApproveInput!){withdrawalApprove(input:$input){__typename ...on WithdrawalApprovePayload{withdrawal{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ApproveWithdrawalMutation, ApproveWithdrawalMutationVariables>;
export const RejectWithdrawalText = "mutation RejectWithdrawal($input:WithdrawalRejectInput!){withdrawalReject(input:$input){__typename ...on WithdrawalRejectPayload{withdrawal{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RejectWithdrawalMutation, RejectWithdrawalMutationVariables>;
export const UnclaimedText = "query Unclaimed($after:String){unclaimedDeposits(first:20 after:$after){pageInfo{...More}edges{node{id asset amount sender txHash blockTime finality}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<UnclaimedQuery, UnclaimedQueryVariables>;
export const BankEntriesText = "query BankEntries($after:String$status:BankLineStatus){bankLines(first:20 after:$after status:$status){pageInfo{...More}edges{node{id amount currency bookedOn bankReference counterparty remittance status note}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<BankEntriesQuery, BankEntriesQueryVariables>;
export const UsersText = "query Users($after:String$filterBy:UserFilter){users(first:25 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{id username displayName email emailVerified roles country createdAt}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<UsersQuery, UsersQueryVariables>;
export const GrantRoleText = "mutation GrantRole($input:RoleGrantInput!){roleGrant(input:$input){__typename ...on RoleGrantPayload{user{id roles}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<GrantRoleMutation, GrantRoleMutationVariables>;
export const RevokeRoleText = "mutation RevokeRole($input:RoleRevokeInput!){roleRevoke(input:$input){__typename ...on RoleRevokePayload{user{id roles}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RevokeRoleMutation, RevokeRoleMutationVariables>;
export const AuditText = "query Audit($after:String$filterBy:AuditFilter){auditLog(first:30 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{seq at action subjectType subjectId hash actor{id displayName}detail{name value}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<AuditQuery, AuditQueryVariables>;
export const VerifyAuditText = "query VerifyAudit{auditVerify{valid checked from to brokenSeq brokenReason}}" as Text<VerifyAuditQuery, VerifyAuditQueryVariables>;
export const IntentsText = "query Intents($after:String$filterBy:ChainIntentFilter){chainIntents(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{id kind status reference createdAt changedAt txHash tries waitingFor errorText allowedActions}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<IntentsQuery, IntentsQueryVariables>;
export const RetryIntentText = "mutation RetryIntent($input:ChainIntentRetryInput!){chainIntentRetry(input:$input){__typename ...on ChainIntentRetryPayload{intent{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RetryIntentMutation, RetryIntentMutationVariables>;
export const CancelIntentText = "mutation CancelIntent($input:ChainIntentCancelInput!){chainIntentCancel(input:$input){__typename ...on ChainIntentCancelPayload{intent{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CancelIntentMutation, CancelIntentMutationVariables>;
export const IntentChangesText = "subscription IntentChanges($after:String){chainIntentChanged(after:$after){cursor at status}}" as Text<IntentChangesSubscription, IntentChangesSubscriptionVariables>;
export const CasesText = "query Cases($after:String$filterBy:PoaiCaseFilter){poaiCases(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{...CaseParts}}}}fragment CaseParts on PoaiCase{id status assurance createdAt changedAt dueAt isOverdue project{id name}reviewers{role user{id displayName}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<CasesQuery, CasesQueryVariables>;
export const MyCasesText = "query MyCases($after:String$filterBy:PoaiCaseFilter){myPoaiCases(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{...CaseParts}}}}fragment CaseParts on PoaiCase{id status assurance createdAt changedAt dueAt isOverdue project{id name}reviewers{role user{id displayName}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MyCasesQuery, MyCasesQueryVariables>;
export const OneCaseText = "fragment CaseParts on PoaiCase{id status assurance createdAt changedAt dueAt isOverdue project{id name}reviewers{role user{id displayName}}}query OneCase($id:ID!){poaiCase(id:$id){...CaseParts allowedActions catalogue materialityPercent opinion decidedAt batchId owner{id displayName}checks{code tree title isMandatory result method finding completedAt completedBy{id displayName}evidence{...EvidenceParts}}findings{id number code kind text answer resolution raisedAt closedAt raisedBy{id displayName}evidence{...EvidenceParts}}proof{bundleHash commitment sequence anchorState anchorTransaction attestations{role signer issuedAt}signingRequests{address role typedData}}}}fragment EvidenceParts on PoaiEvidence{name number sha256}" as Text<OneCaseQuery, OneCaseQueryVariables>;
export const CaseHistoryText = "query CaseHistory($id:ID!$after:String){poaiCase(id:$id){id history(first:20 after:$after){pageInfo{...More}edges{node{number kind status detail at actor{id displayName}}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<CaseHistoryQuery, CaseHistoryQueryVariables>;
export const CaseChangesText = "subscription CaseChanges($after:String$id:ID$mine:Boolean){poaiCaseChanged(after:$after id:$id mine:$mine){cursor at caseId kind}}" as Text<CaseChangesSubscription, CaseChangesSubscriptionVariables>;
export const MyProjectsToProveText = "query MyProjectsToProve($organizationId:ID){myProjects(first:50 organizationId:$organizationId){edges{node{id name allowedActions}}}}" as Text<MyProjectsToProveQuery, MyProjectsToProveQueryVariables>;
export const CaseSubjectText = "query CaseSubject($id:ID!){project(id:$id){id batches(first:50){edges{node{id vintage quantity}}}}poaiCases(filterBy:{projectId:$id statuses:[APPROVED]}first:50){edges{node{id batchId}}}}" as Text<CaseSubjectQuery, CaseSubjectQueryVariables>;
export const CreateCaseText = "mutation CreateCase($input:PoaiCaseCreateInput!){poaiCaseCreate(input:$input){__typename ...on PoaiCaseCreatePayload{case{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CreateCaseMutation, CreateCaseMutationVariables>;
export const SubmitCaseText = "mutation SubmitCase($input:PoaiCaseSubmitInput!){poaiCaseSubmit(input:$input){__typename ...on PoaiCaseSubmitPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<SubmitCaseMutation, SubmitCaseMutationVariables>;
export const AssignCaseText = "mutation AssignCase($input:PoaiCaseAssignInput!){poaiCaseAssign(input:$input){__typename ...on PoaiCaseAssignPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<AssignCaseMutation, AssignCaseMutationVariables>;
export const StartReviewText = "mutation StartReview($input:PoaiReviewStartInput!){poaiReviewStart(input:$input){__typename ...on PoaiReviewStartPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<StartReviewMutation, StartReviewMutationVariables>;
export const RunChecksText = "mutation RunChecks($input:PoaiChecksRunInput!){poaiChecksRun(input:$input){__typename ...on PoaiChecksRunPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RunChecksMutation, RunChecksMutationVariables>;
export const CompleteCheckText = "mutation CompleteCheck($input:PoaiCheckCompleteInput!){poaiCheckComplete(input:$input){__typename ...on PoaiCheckCompletePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CompleteCheckMutation, CompleteCheckMutationVariables>;
export const RaiseFindingText = "mutation RaiseFinding($input:PoaiFindingRaiseInput!){poaiFindingRaise(input:$input){__typename ...on PoaiFindingRaisePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RaiseFindingMutation, RaiseFindingMutationVariables>;
export const AnswerFindingText = "mutation AnswerFinding($input:PoaiFindingAnswerInput!){poaiFindingAnswer(input:$input){__typename ...on PoaiFindingAnswerPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<AnswerFindingMutation, AnswerFindingMutationVariables>;
export const CloseFindingText = "mutation CloseFinding($input:PoaiFindingCloseInput!){poaiFindingClose(input:$input){__typename ...on PoaiFindingClosePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CloseFindingMutation, CloseFindingMutationVariables>;
export const RequestChangesText = "mutation RequestChanges($input:PoaiChangesRequestInput!){poaiChangesRequest(input:$input){__typename ...on PoaiChangesRequestPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RequestChangesMutation, RequestChangesMutationVariables>;
export const ResubmitCaseText = "mutation ResubmitCase($input:PoaiCaseResubmitInput!){poaiCaseResubmit(input:$input){__typename ...on PoaiCaseResubmitPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ResubmitCaseMutation, ResubmitCaseMutationVariables>;
export const CompleteReviewText = "mutation CompleteReview($input:PoaiReviewCompleteInput!){poaiReviewComplete(input:$input){__typename ...on PoaiReviewCompletePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CompleteReviewMutation, CompleteReviewMutationVariables>;
export const StartTechnicalReviewText = "mutation StartTechnicalReview($input:PoaiTechnicalReviewStartInput!){poaiTechnicalReviewStart(input:$input){__typename ...on PoaiTechnicalReviewStartPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<StartTechnicalReviewMutation, StartTechnicalReviewMutationVariables>;
export const PrepareBundleText = "mutation PrepareBundle($input:PoaiBundlePrepareInput!){poaiBundlePrepare(input:$input){__typename ...on PoaiBundlePreparePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<PrepareBundleMutation, PrepareBundleMutationVariables>;
export const SubmitAttestationText = "mutation SubmitAttestation($input:PoaiAttestationSubmitInput!){poaiAttestationSubmit(input:$input){__typename ...on PoaiAttestationSubmitPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<SubmitAttestationMutation, SubmitAttestationMutationVariables>;
export const ApproveCaseText = "mutation ApproveCase($input:PoaiCaseApproveInput!){poaiCaseApprove(input:$input){__typename ...on PoaiCaseApprovePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ApproveCaseMutation, ApproveCaseMutationVariables>;
export const RejectCaseText = "mutation RejectCase($input:PoaiCaseRejectInput!){poaiCaseReject(input:$input){__typename ...on PoaiCaseRejectPayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RejectCaseMutation, RejectCaseMutationVariables>;
export const RevokeCaseText = "mutation RevokeCase($input:PoaiCaseRevokeInput!){poaiCaseRevoke(input:$input){__typename ...on PoaiCaseRevokePayload{case{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RevokeCaseMutation, RevokeCaseMutationVariables>;
export const DeliveriesText = "query Deliveries($after:String$filterBy:NotificationDeliveryFilter){notificationDeliveries(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{id channel status attempts lastError createdAt nextAttemptAt user{id displayName username}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<DeliveriesQuery, DeliveriesQueryVariables>;
export const RetryDeliveryText = "mutation RetryDelivery($input:NotificationDeliveryRetryInput!){notificationDeliveryRetry(input:$input){__typename ...on NotificationDeliveryRetryPayload{notificationDelivery{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RetryDeliveryMutation, RetryDeliveryMutationVariables>;
export const ProposalsText = "fragment ProposalParts on Proposal{id number title status proposedAt proposer proposedBy{id displayName}voteStart voteEnd voters votesFor votesAgainst votesAbstaining quorum}query Proposals($after:String$filterBy:ProposalFilter){governance{proposalThreshold quorumPercent timelockDelayS votingDelayBlocks votingPeriodBlocks}proposals(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{...ProposalParts}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<ProposalsQuery, ProposalsQueryVariables>;
export const OneProposalText = "fragment ProposalParts on Proposal{id number title status proposedAt proposer proposedBy{id displayName}voteStart voteEnd voters votesFor votesAgainst votesAbstaining quorum}query OneProposal($id:String!){chain{headBlock}proposal(id:$id){...ProposalParts description discussionUrl allowedActions executableAt queuedAt executedAt canceledAt finality calls{contract target words data ether settings{name value}}changes{name value status reason}myVotes{voter support weight}}}" as Text<OneProposalQuery, OneProposalQueryVariables>;
export const SettingsTodayText = "query SettingsToday{feeSchedule{version makerBps takerBps tiers{fromVolume makerBps takerBps}limits{currency floor cap}shares{platformBps communityBps insuranceBps}}pricingModel{version parameters{name key currency value}}}" as Text<SettingsTodayQuery, SettingsTodayQueryVariables>;
export const VotesOfText = "query VotesOf($id:String!$after:String){proposal(id:$id){id votes(first:20 after:$after){pageInfo{...More}edges{node{voter support weight reason votedAt user{id displayName}}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<VotesOfQuery, VotesOfQueryVariables>;
export const ProposalChangesText = "subscription ProposalChanges($after:String$id:ID){proposalChanged(after:$after id:$id){cursor at change}}" as Text<ProposalChangesSubscription, ProposalChangesSubscriptionVariables>;
export const PrepareProposalText = "mutation PrepareProposal($input:ProposalPrepareInput!){proposalPrepare(input:$input){__typename ...on ProposalPreparePayload{proposalId prepared{...PreparedParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}" as Text<PrepareProposalMutation, PrepareProposalMutationVariables>;
export const PrepareVoteText = "mutation PrepareVote($input:VotePrepareInput!){votePrepare(input:$input){__typename ...on VotePreparePayload{prepared{...PreparedParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}" as Text<PrepareVoteMutation, PrepareVoteMutationVariables>;
export const PrepareQueueText = "mutation PrepareQueue($input:ProposalQueuePrepareInput!){proposalQueuePrepare(input:$input){__typename ...on ProposalQueuePreparePayload{prepared{...PreparedParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}" as Text<PrepareQueueMutation, PrepareQueueMutationVariables>;
export const PrepareExecuteText = "mutation PrepareExecute($input:ProposalExecutePrepareInput!){proposalExecutePrepare(input:$input){__typename ...on ProposalExecutePreparePayload{prepared{...PreparedParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}" as Text<PrepareExecuteMutation, PrepareExecuteMutationVariables>;
export const PrepareCancelText = "mutation PrepareCancel($input:ProposalCancelPrepareInput!){proposalCancelPrepare(input:$input){__typename ...on ProposalCancelPreparePayload{prepared{...PreparedParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}" as Text<PrepareCancelMutation, PrepareCancelMutationVariables>;
export const PricesText = "query Prices{prices{...PriceParts}}fragment PriceParts on Price{instrument currency price asOf source simulated stale marketOpen}" as Text<PricesQuery, PricesQueryVariables>;
export const MarketText = "query Market{announcements(first:50 orderBy:NEWEST filterBy:{statuses:[ACTIVE]}){edges{node{...OfferParts}}}}fragment OfferParts on Announcement{id title description status asset quantity remaining available reserved minimumFill currency priceKind pricePerCredit premiumBps priceStale priceAsOf priceSource openedAt expiresAt seller{id displayName username}organization{id legalName}batch{id vintage project{id name countryName}}}" as Text<MarketQuery, MarketQueryVariables>;
export const CandlesText = "query Candles($instrument:Instrument!$currency:PriceCurrency!$interval:PriceInterval!$from:Date){priceHistory(instrument:$instrument currency:$currency interval:$interval from:$from){date open high low close volume isOpen}}" as Text<CandlesQuery, CandlesQueryVariables>;
export const PriceTicksText = "subscription PriceTicks($after:String){priceTicked(after:$after){cursor at instrument currency price asOf source simulated marketOpen}}" as Text<PriceTicksSubscription, PriceTicksSubscriptionVariables>;
export const OffersChangedText = "fragment OfferParts on Announcement{id title description status asset quantity remaining available reserved minimumFill currency priceKind pricePerCredit premiumBps priceStale priceAsOf priceSource openedAt expiresAt seller{id displayName username}organization{id legalName}batch{id vintage project{id name countryName}}}subscription OffersChanged($after:String){announcementChanged(after:$after){cursor at announcement{...OfferParts}}}" as Text<OffersChangedSubscription, OffersChangedSubscriptionVariables>;
export const BuyText = "mutation Buy($input:TradePlaceInput!){tradePlace(input:$input){__typename ...on TradePlacePayload{trade{id quantity totalPrice buyerFee currency pricePerCredit createdAt}}...on Error{code message retryable}}}" as Text<BuyMutation, BuyMutationVariables>;
export const BuyingMeansText = "query BuyingMeans{me{id}myWallets{id asset available}myFees{taker{bps basis}schedule{limits{currency floor cap}}}}" as Text<BuyingMeansQuery, BuyingMeansQueryVariables>;
export const UnreadCountText = "query UnreadCount{notificationUnreadCount}" as Text<UnreadCountQuery, UnreadCountQueryVariables>;
export const MyNotificationsText = "fragment NotificationParts on Notification{id trigger kind title body subjectId organizationId createdAt readAt}query MyNotifications($after:String$filterBy:NotificationFilter){myNotifications(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{...NotificationParts}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MyNotificationsQuery, MyNotificationsQueryVariables>;
export const NotificationReceivedText = "fragment NotificationParts on Notification{id trigger kind title body subjectId organizationId createdAt readAt}subscription NotificationReceived($after:String){notificationReceived(after:$after){cursor at notification{...NotificationParts}}}" as Text<NotificationReceivedSubscription, NotificationReceivedSubscriptionVariables>;
export const ReadNotificationsText = "mutation ReadNotifications($input:NotificationsReadInput!){notificationsRead(input:$input){__typename ...on NotificationsReadPayload{unread}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ReadNotificationsMutation, ReadNotificationsMutationVariables>;
export const MySettingsText = "fragment SettingsParts on NotificationSettings{language timeZone quietFrom quietTo digestAt digestDay preferences{trigger channel frequency chosen}phone{number verifiedAt}textMessages pushSubscriptions{id name createdAt lastSentAt}}query MySettings{pushKey notificationSettings{...SettingsParts}}" as Text<MySettingsQuery, MySettingsQueryVariables>;
export const UpdateSettingsText = "fragment SettingsParts on NotificationSettings{language timeZone quietFrom quietTo digestAt digestDay preferences{trigger channel frequency chosen}phone{number verifiedAt}textMessages pushSubscriptions{id name createdAt lastSentAt}}mutation UpdateSettings($input:NotificationSettingsUpdateInput!){notificationSettingsUpdate(input:$input){__typename ...on NotificationSettingsUpdatePayload{settings{...SettingsParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<UpdateSettingsMutation, UpdateSettingsMutationVariables>;
export const RequestPhoneCodeText = "mutation RequestPhoneCode($input:PhoneCodeRequestInput!){phoneCodeRequest(input:$input){__typename ...on PhoneCodeRequestPayload{number expiresAt}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RequestPhoneCodeMutation, RequestPhoneCodeMutationVariables>;
export const VerifyPhoneText = "mutation VerifyPhone($input:PhoneVerifyInput!){phoneVerify(input:$input){__typename ...on PhoneVerifyPayload{phone{number verifiedAt}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<VerifyPhoneMutation, VerifyPhoneMutationVariables>;
export const RemovePhoneText = "mutation RemovePhone{phoneRemove{removed}}" as Text<RemovePhoneMutation, RemovePhoneMutationVariables>;
export const AddPushText = "mutation AddPush($input:PushSubscriptionAddInput!){pushSubscriptionAdd(input:$input){__typename ...on PushSubscriptionAddPayload{pushSubscription{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<AddPushMutation, AddPushMutationVariables>;
export const RemovePushText = "mutation RemovePush($input:PushSubscriptionRemoveInput!){pushSubscriptionRemove(input:$input){__typename ...on PushSubscriptionRemovePayload{pushSubscriptionId}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RemovePushMutation, RemovePushMutationVariables>;
export const MyPriceAlertsText = "query MyPriceAlerts($after:String){myPriceAlerts(first:20 after:$after){pageInfo{...More}edges{node{id instrument currency direction threshold repeats status fired lastFiredAt}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MyPriceAlertsQuery, MyPriceAlertsQueryVariables>;
export const CreatePriceAlertText = "mutation CreatePriceAlert($input:PriceAlertCreateInput!){priceAlertCreate(input:$input){__typename ...on PriceAlertCreatePayload{priceAlert{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CreatePriceAlertMutation, CreatePriceAlertMutationVariables>;
export const CancelPriceAlertText = "mutation CancelPriceAlert($input:PriceAlertCancelInput!){priceAlertCancel(input:$input){__typename ...on PriceAlertCancelPayload{priceAlert{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CancelPriceAlertMutation, CancelPriceAlertMutationVariables>;
export const CreatePaymentText = "mutation CreatePayment($input:PaymentCreateInput!){paymentCreate(input:$input){__typename ...on PaymentCreatePayload{clientSecret payment{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CreatePaymentMutation, CreatePaymentMutationVariables>;
export const CancelPaymentText = "mutation CancelPayment($input:PaymentCancelInput!){paymentCancel(input:$input){__typename ...on PaymentCancelPayload{payment{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CancelPaymentMutation, CancelPaymentMutationVariables>;
export const SimulatePaymentText = "mutation SimulatePayment($input:PaymentSimulateInput!){paymentSimulate(input:$input){__typename ...on PaymentSimulatePayload{payment{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<SimulatePaymentMutation, SimulatePaymentMutationVariables>;
export const PreparePaymentText = "mutation PreparePayment($input:PaymentPrepareInput!){paymentPrepare(input:$input){__typename ...on PaymentPreparePayload{prepared{...PreparedParts}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}" as Text<PreparePaymentMutation, PreparePaymentMutationVariables>;
export const PaymentChangesText = "subscription PaymentChanges($after:String$orderId:ID){paymentChanged(after:$after orderId:$orderId){cursor at payment{id}}}" as Text<PaymentChangesSubscription, PaymentChangesSubscriptionVariables>;
export const ProofFileText = "query ProofFile($caseId:ID!){poaiProof(caseId:$caseId)}" as Text<ProofFileQuery, ProofFileQueryVariables>;
export const VerifyProofText = "query VerifyProof($bundle:String!){proofVerify(bundle:$bundle){step outcome reason}}" as Text<VerifyProofQuery, VerifyProofQueryVariables>;
export const VerifyCertificateText = "query VerifyCertificate($certificate:String!){certificateVerify(certificate:$certificate){step outcome reason}}" as Text<VerifyCertificateQuery, VerifyCertificateQueryVariables>;
export const ProjectsText = "query Projects($search:ProjectSearch$orderBy:ProjectOrder!$after:String$first:Int){projects(search:$search orderBy:$orderBy after:$after first:$first){totalCount totalCountExact correctedText pageInfo{...More}edges{node{...ProjectParts}highlights{name description proponent}}facets{countries{...FacetParts}types{...FacetParts}registries{...FacetParts}statuses{...FacetParts}sdgs{...FacetParts}vintages{...FacetParts}}}}fragment FacetParts on ProjectFacet{complete values{value name count}}fragment ProjectParts on Project{id name proponent country countryName projectType registry nativeId status suspended mitigation estimatedAnnualReductions sdgs location labels{id code validTo}}fragment More on PageInfo{hasNextPage endCursor}" as Text<ProjectsQuery, ProjectsQueryVariables>;
export const OneProjectText = "fragment ProjectParts on Project{id name proponent country countryName projectType registry nativeId status suspended mitigation estimatedAnnualReductions sdgs location labels{id code validTo}}query OneProject($id:ID!){project(id:$id){...ProjectParts description category region program nativeStatus creditingStart creditingEnd hostAuthorization correspondingAdjustment area publishedAt updatedAt version allowedActions owner{id displayName}organization{id legalName}methodologies{code program version}ratings{agency rating ratedOn url}batches(first:20){edges{node{...BatchParts}}}}poaiCases(filterBy:{projectId:$id}first:20){edges{node{id status createdAt decidedAt proof{bundleHash sequence anchorState anchorTransaction}}}}retirementTotals(filterBy:{projectId:$id}){quantity retirements beneficiaries}}fragment BatchParts on CreditBatch{id vintage vintageStart vintageEnd quantity counts{state quantity}balance{available held issued retired reconciled}}" as Text<OneProjectQuery, OneProjectQueryVariables>;
export const ProjectDocumentsText = "query ProjectDocuments($id:ID!$after:String){project(id:$id){id documents(first:20 after:$after){pageInfo{...More}edges{node{id name kind createdAt version{id number mediaType size sha256}downloadUrl}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<ProjectDocumentsQuery, ProjectDocumentsQueryVariables>;
export const UploadDocumentText = "mutation UploadDocument($input:DocumentUploadInput!){documentUpload(input:$input){__typename ...on DocumentUploadPayload{document{id version{id}}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<UploadDocumentMutation, UploadDocumentMutationVariables>;
export const BatchSerialsText = "query BatchSerials($id:ID!$after:String){creditBatch(id:$id){id serialBlocks(first:20 after:$after){pageInfo{...More}edges{node{id serial quantity state}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<BatchSerialsQuery, BatchSerialsQueryVariables>;
export const ProjectHistoryText = "query ProjectHistory($id:ID!$after:String){project(id:$id){id history(first:10 after:$after){pageInfo{...More}edges{node{version status suspended reason effectiveAt changes{field from to}}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<ProjectHistoryQuery, ProjectHistoryQueryVariables>;
export const AskQuoteText = "fragment CalculatedParts on PriceCalculation{modelVersion type typeBase base baseCurrency unbounded bandLow bandHigh price insufficientData factors{name value insufficientData inputs{name value}}}mutation AskQuote($input:QuoteCreateInput!){quoteCreate(input:$input){__typename ...on QuoteCreatePayload{quote{...QuoteParts}}...Wrong}}fragment QuoteParts on Quote{id status quantity currency unitPrice total buyerFee buyerFeeBps toPay createdAt expiresAt calculation{...CalculatedParts}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<AskQuoteMutation, AskQuoteMutationVariables>;
export const AcceptQuoteText = "mutation AcceptQuote($input:QuoteAcceptInput!){quoteAccept(input:$input){__typename ...on QuoteAcceptPayload{order{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<AcceptQuoteMutation, AcceptQuoteMutationVariables>;
export const ProjectChangesText = "subscription ProjectChanges($after:String$id:ID){projectChanged(after:$after id:$id){cursor at projectId}}" as Text<ProjectChangesSubscription, ProjectChangesSubscriptionVariables>;
export const MyHoldingsText = "query MyHoldings($after:String$organizationId:ID){myHoldings(first:50 after:$after organizationId:$organizationId){pageInfo{...More}edges{node{...HoldingParts}}}}fragment More on PageInfo{hasNextPage endCursor}fragment HoldingParts on CreditHolding{id available held total batch{id vintage project{id name countryName}}}" as Text<MyHoldingsQuery, MyHoldingsQueryVariables>;
export const HoldingChangesText = "subscription HoldingChanges($after:String$organizationId:ID){holdingChanged(after:$after organizationId:$organizationId){cursor at holding{id}}}" as Text<HoldingChangesSubscription, HoldingChangesSubscriptionVariables>;
export const RetireText = "mutation Retire($input:RetirementRequestInput!){retirementRequest(input:$input){__typename ...on RetirementRequestPayload{carbonHeld retirements{id quantity status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RetireMutation, RetireMutationVariables>;
export const MyRetirementsText = "query MyRetirements($after:String$organizationId:ID){myRetirements(first:20 after:$after organizationId:$organizationId){pageInfo{...More}edges{node{...RetirementParts}}}}fragment RetirementParts on Retirement{id quantity status statusReason reason message retiredAsset requestedAt retiredAt finalizedAt txHash way beneficiary{name country isPrivate}batch{id vintage}project{id name}certificate{id status url}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MyRetirementsQuery, MyRetirementsQueryVariables>;
export const RetirementChangesText = "subscription RetirementChanges($after:String$id:ID$organizationId:ID){retirementChanged(after:$after id:$id organizationId:$organizationId){cursor at status retirement{id}}}" as Text<RetirementChangesSubscription, RetirementChangesSubscriptionVariables>;
export const CancelRetirementText = "mutation CancelRetirement($input:RetirementCancelInput!){retirementCancel(input:$input){__typename ...on RetirementCancelPayload{retirement{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CancelRetirementMutation, CancelRetirementMutationVariables>;
export const MyCertificatesText = "query MyCertificates($after:String$organizationId:ID){myCertificates(first:20 after:$after organizationId:$organizationId){pageInfo{...More}edges{node{id status url issuedAt version retirement{id quantity retiredAt beneficiary{name}project{id name}batch{id vintage}}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MyCertificatesQuery, MyCertificatesQueryVariables>;
export const MySchedulesText = "query MySchedules($after:String$organizationId:ID){myRetirementSchedules(first:20 after:$after organizationId:$organizationId){pageInfo{...More}edges{node{id status interval quantity beneficiaryName reason nextAt endsAt lastError batch{id vintage project{id name}}}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<MySchedulesQuery, MySchedulesQueryVariables>;
export const CreateScheduleText = "mutation CreateSchedule($input:RetirementScheduleCreateInput!){retirementScheduleCreate(input:$input){__typename ...on RetirementScheduleCreatePayload{schedule{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CreateScheduleMutation, CreateScheduleMutationVariables>;
export const PauseScheduleText = "mutation PauseSchedule($input:RetirementSchedulePauseInput!){retirementSchedulePause(input:$input){__typename ...on RetirementSchedulePausePayload{schedule{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<PauseScheduleMutation, PauseScheduleMutationVariables>;
export const ResumeScheduleText = "mutation ResumeSchedule($input:RetirementScheduleResumeInput!){retirementScheduleResume(input:$input){__typename ...on RetirementScheduleResumePayload{schedule{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ResumeScheduleMutation, ResumeScheduleMutationVariables>;
export const CancelScheduleText = "mutation CancelSchedule($input:RetirementScheduleCancelInput!){retirementScheduleCancel(input:$input){__typename ...on RetirementScheduleCancelPayload{schedule{id status}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<CancelScheduleMutation, CancelScheduleMutationVariables>;
export const RetirementRegisterText = "fragment RetirementParts on Retirement{id quantity status statusReason reason message retiredAsset requestedAt retiredAt finalizedAt txHash way beneficiary{name country isPrivate}batch{id vintage}project{id name}certificate{id status url}}query RetirementRegister($after:String$filterBy:RetirementFilter){retirements(first:20 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{...RetirementParts}}}}fragment More on PageInfo{hasNextPage endCursor}" as Text<RetirementRegisterQuery, RetirementRegisterQueryVariables>;
export const RetirementSumsText = "query RetirementSums($filterBy:RetirementFilter){retirementTotals(filterBy:$filterBy){quantity retirements beneficiaries projects privateQuantity byProject(first:8){quantity retirements project{id name}}}}" as Text<RetirementSumsQuery, RetirementSumsQueryVariables>;
export const CertificateChangesText = "subscription CertificateChanges($after:String){certificateChanged(after:$after){cursor at}}" as Text<CertificateChangesSubscription, CertificateChangesSubscriptionVariables>;
export const MySecurityText = "query MySecurity{mySecondFactor{enabledAt recoveryCodesLeft}myIdentities{id provider email createdAt lastUsedAt}}" as Text<MySecurityQuery, MySecurityQueryVariables>;
export const ProvidersText = "query Providers{identityProviders{name label startPath}}" as Text<ProvidersQuery, ProvidersQueryVariables>;
export const ConfirmSessionText = "mutation ConfirmSession($input:SessionConfirmInput!){sessionConfirm(input:$input){__typename ...on SessionConfirmPayload{credentials{...CredentialParts}}...Wrong}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<ConfirmSessionMutation, ConfirmSessionMutationVariables>;
export const LoginIdentityText = "mutation LoginIdentity($input:IdentityLoginInput!){identityLogin(input:$input){__typename ...on IdentityLoginPayload{credentials{...CredentialParts}}...Wrong}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<LoginIdentityMutation, LoginIdentityMutationVariables>;
export const LinkIdentityText = "mutation LinkIdentity($input:IdentityLinkInput!){identityLink(input:$input){__typename ...on IdentityLinkPayload{identity{id}}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<LinkIdentityMutation, LinkIdentityMutationVariables>;
export const UnlinkIdentityText = "mutation UnlinkIdentity($input:IdentityUnlinkInput!){identityUnlink(input:$input){__typename ...on IdentityUnlinkPayload{provider}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<UnlinkIdentityMutation, UnlinkIdentityMutationVariables>;
export const PrepareFactorText = "mutation PrepareFactor{secondFactorPrepare{__typename ...on SecondFactorPreparePayload{secret uri expiresAt}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<PrepareFactorMutation, PrepareFactorMutationVariables>;
export const EnableFactorText = "mutation EnableFactor($input:SecondFactorEnableInput!){secondFactorEnable(input:$input){__typename ...on SecondFactorEnablePayload{recoveryCodes}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<EnableFactorMutation, EnableFactorMutationVariables>;
export const DisableFactorText = "mutation DisableFactor($input:SecondFactorDisableInput!){secondFactorDisable(input:$input){__typename ...on SecondFactorDisablePayload{disabledAt}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<DisableFactorMutation, DisableFactorMutationVariables>;
export const RenewRecoveryCodesText = "mutation RenewRecoveryCodes($input:RecoveryCodesRenewInput!){recoveryCodesRenew(input:$input){__typename ...on RecoveryCodesRenewPayload{recoveryCodes}...Wrong}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<RenewRecoveryCodesMutation, RenewRecoveryCodesMutationVariables>;
export const SignInText = "mutation SignIn($input:SessionLoginInput!){sessionLogin(input:$input){__typename ...on SessionLoginPayload{credentials{...CredentialParts}}...Wrong}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName}}fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}" as Text<SignInMutation, SignInMutationVariables>;
export const RefreshSessionText = "mutation RefreshSession($input:SessionRefreshInput!){sessionRefresh(input:$input){__typename ...on SessionRefreshPayload{credentials{...CredentialParts}}...on Error{code message retryable}}}fragment CredentialParts on Credentials{accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user{id username displayName}}" as Text<RefreshSessionMutation, RefreshSessionMutationVariables>;
export const SignOutText = "mutation SignOut($input:SessionLogoutInput!){sessionLogout(input:$input){__typename}}" as Text<SignOutMutation, SignOutMutationVariables>;
export const WhoAmIText = "query WhoAmI{me{id displayName roles}}" as Text<WhoAmIQuery, WhoAmIQueryVariables>;
export const MyStakesText = "query MyStakes{myStakes{...StakeParts}myAddresses{id address kind unlinkedAt}}fragment StakeParts on Stake{address staked cooling availableAt votes delegate finality blockNumber}" as Text<MyStakesQuery, MyStakesQueryVariables>;
export const TokensOfText = "query TokensOf($address:Address!){tokenBalances(address:$address){asset balance}}" as Text<TokensOfQuery, TokensOfQueryVariables>;
export const StakeChangesText = "subscription StakeChanges($after:String$mine:Boolean){stakeChanged(after:$after mine:$mine){cursor at address}}" as Text<StakeChangesSubscription, StakeChangesSubscriptionVariables>;
export const PrepareStakeText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}mutation PrepareStake($input:StakePrepareInput!){stakePrepare(input:$input){__typename ...on StakePreparePayload{prepared{...PreparedParts}}...on ApprovalMissing{allowance needed approval{...PreparedParts}}...Wrong}}" as Text<PrepareStakeMutation, PrepareStakeMutationVariables>;
export const PrepareUnstakeText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment PreparedParts on PreparedTransaction{chainId from to summary mostCost transaction}mutation PrepareUnstake($input:UnstakePrepareInput!){unstakePrepare(input:$input){__typename ...on UnstakePreparePayload{prepared{...PreparedParts}}...Wrong}}" as Text<PrepareUnstakeMutation, PrepareUnstakeMutationVariables>;
export const PlatformFiguresText = "fragment MoneyParts on MoneyTotal{currency count total average totalBefore changePercent}fragment TonnesParts on TonnesTotal{count tonnes tonnesBefore changePercent}fragment CountParts on CountTotal{count countBefore changePercent}fragment RangeParts on StatisticsRange{from to isOver comparedFrom comparedTo}query PlatformFigures($period:StatisticsPeriod!$from:DateTime$to:DateTime$timeZone:String!$interval:StatisticsInterval!$currency:Asset!){platformStatistics(period:$period from:$from to:$to timeZone:$timeZone){range{...RangeParts}asOf users newUsers{...CountParts}activeUsers{...CountParts}activeAnnouncements trades{...MoneyParts}tradedTonnes{asset total{...TonnesParts}}tradeValues(currency:$currency){from to count total}transfers{...MoneyParts}purchases{...MoneyParts}fees{...MoneyParts}retired{...TonnesParts}retiredFor{reason total{tonnes}}issued{...TonnesParts}statuses{thing status count}projectsByStatus{value count}projectsByType{value count}series(interval:$interval){from to trades{currency count total}retired{tonnes}newUsers}}}" as Text<PlatformFiguresQuery, PlatformFiguresQueryVariables>;
export const FiguresChangedText = "subscription FiguresChanged($after:String){platformStatsChanged(after:$after){cursor at version}}" as Text<FiguresChangedSubscription, FiguresChangedSubscriptionVariables>;
export const AdminFiguresText = "query AdminFigures($period:StatisticsPeriod!$from:DateTime$to:DateTime$timeZone:String!$currency:Asset!){adminStatistics(period:$period from:$from to:$to timeZone:$timeZone){admins balances{asset holders total average bins{from to wallets total}}topSellers(currency:$currency first:10){...RankingParts}topBuyers(currency:$currency first:10){...RankingParts}}}fragment RankingParts on PartyRanking{partyCount total averageOfParties parties{user{id displayName}organization{id legalName}count total average}}" as Text<AdminFiguresQuery, AdminFiguresQueryVariables>;
export const MyFiguresText = "fragment MoneyParts on MoneyTotal{currency count total average totalBefore changePercent}fragment TonnesParts on TonnesTotal{count tonnes tonnesBefore changePercent}fragment RangeParts on StatisticsRange{from to isOver comparedFrom comparedTo}query MyFigures($period:StatisticsPeriod!$from:DateTime$to:DateTime$timeZone:String!$interval:StatisticsInterval!$organizationId:ID){myStatistics(period:$period from:$from to:$to timeZone:$timeZone organizationId:$organizationId){range{...RangeParts}sales{...MoneyParts}spend{...MoneyParts}fees{source currency total}retired{...TonnesParts}series(interval:$interval){from sales{currency total}spend{currency total}retired{tonnes}}}}" as Text<MyFiguresQuery, MyFiguresQueryVariables>;
export const CorrelationText = "query Correlation{priceCorrelation(windowDays:90){from to n ofPrices ofReturns sources}}" as Text<CorrelationQuery, CorrelationQueryVariables>;
export const MyTradesText = "fragment More on PageInfo{hasNextPage endCursor}query MyTrades($after:String$organizationId:ID$filterBy:TradeFilter){myTrades(first:20 after:$after organizationId:$organizationId filterBy:$filterBy){pageInfo{...More}edges{node{...TradeParts}}}}fragment TradeParts on Trade{id asset quantity pricePerCredit totalPrice buyerFee sellerFee currency status createdAt buyer{id displayName}buyerOrganization{id legalName}seller{id displayName}sellerOrganization{id legalName}announcement{id title}}" as Text<MyTradesQuery, MyTradesQueryVariables>;
export const TradesOfText = "query TradesOf($announcementId:ID!){trades(first:20 filterBy:{announcementId:$announcementId}){edges{node{...TapeParts}}}}fragment TapeParts on Trade{id quantity pricePerCredit totalPrice currency createdAt asset announcement{id title}}" as Text<TradesOfQuery, TradesOfQueryVariables>;
export const RecentTradesText = "query RecentTrades{trades(first:12){edges{node{...TapeParts}}}}fragment TapeParts on Trade{id quantity pricePerCredit totalPrice currency createdAt asset announcement{id title}}" as Text<RecentTradesQuery, RecentTradesQueryVariables>;
export const TradesPlacedText = "fragment TapeParts on Trade{id quantity pricePerCredit totalPrice currency createdAt asset announcement{id title}}subscription TradesPlaced($after:String$announcementId:ID){tradePlaced(after:$after announcementId:$announcementId){cursor at trade{...TapeParts}}}" as Text<TradesPlacedSubscription, TradesPlacedSubscriptionVariables>;
export const MyTradesPlacedText = "fragment TradeParts on Trade{id asset quantity pricePerCredit totalPrice buyerFee sellerFee currency status createdAt buyer{id displayName}buyerOrganization{id legalName}seller{id displayName}sellerOrganization{id legalName}announcement{id title}}subscription MyTradesPlaced($after:String$organizationId:ID$mine:Boolean){tradePlaced(after:$after organizationId:$organizationId mine:$mine){cursor at trade{...TradeParts}}}" as Text<MyTradesPlacedSubscription, MyTradesPlacedSubscriptionVariables>;
export const OneOfferText = "fragment OfferParts on Announcement{id title description status asset quantity remaining available reserved minimumFill currency priceKind pricePerCredit premiumBps priceStale priceAsOf priceSource openedAt expiresAt seller{id displayName username}organization{id legalName}batch{id vintage project{id name countryName}}}query OneOffer($id:ID!){node(id:$id){__typename ...on Announcement{...OfferParts createdAt closedAt allowedActions}}}" as Text<OneOfferQuery, OneOfferQueryVariables>;
export const OfferChangedText = "subscription OfferChanged($after:String$id:ID!){announcementChanged(after:$after filterBy:{announcementId:$id}){cursor at announcement{id}}}" as Text<OfferChangedSubscription, OfferChangedSubscriptionVariables>;
export const MyOffersText = "fragment OfferParts on Announcement{id title description status asset quantity remaining available reserved minimumFill currency priceKind pricePerCredit premiumBps priceStale priceAsOf priceSource openedAt expiresAt seller{id displayName username}organization{id legalName}batch{id vintage project{id name countryName}}}fragment More on PageInfo{hasNextPage endCursor}query MyOffers($after:String$organizationId:ID$filterBy:AnnouncementFilter){myAnnouncements(first:20 after:$after organizationId:$organizationId filterBy:$filterBy){pageInfo{...More}edges{node{...OfferParts createdAt closedAt allowedActions}}}}" as Text<MyOffersQuery, MyOffersQueryVariables>;
export const MyOffersChangedText = "subscription MyOffersChanged($after:String$sellerId:ID$organizationId:ID){announcementChanged(after:$after filterBy:{sellerId:$sellerId organizationId:$organizationId}){cursor at announcement{id}}}" as Text<MyOffersChangedSubscription, MyOffersChangedSubscriptionVariables>;
export const SellingMeansText = "query SellingMeans($organizationId:ID){myWallets(organizationId:$organizationId){id asset available}myHoldings(organizationId:$organizationId first:50){edges{node{...HoldingParts}}}myFees(organizationId:$organizationId){maker{bps}}}fragment HoldingParts on CreditHolding{id available held total batch{id vintage project{id name countryName}}}" as Text<SellingMeansQuery, SellingMeansQueryVariables>;
export const DraftOfferText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation DraftOffer($input:AnnouncementDraftInput!){announcementDraft(input:$input){__typename ...on AnnouncementDraftPayload{announcement{id}}...Wrong}}" as Text<DraftOfferMutation, DraftOfferMutationVariables>;
export const OpenOfferText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation OpenOffer($input:AnnouncementOpenInput!){announcementOpen(input:$input){__typename ...on AnnouncementOpenPayload{announcement{id status}}...Wrong}}" as Text<OpenOfferMutation, OpenOfferMutationVariables>;
export const PauseOfferText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation PauseOffer($input:AnnouncementPauseInput!){announcementPause(input:$input){__typename ...on AnnouncementPausePayload{announcement{id status}}...Wrong}}" as Text<PauseOfferMutation, PauseOfferMutationVariables>;
export const ResumeOfferText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation ResumeOffer($input:AnnouncementResumeInput!){announcementResume(input:$input){__typename ...on AnnouncementResumePayload{announcement{id status}}...Wrong}}" as Text<ResumeOfferMutation, ResumeOfferMutationVariables>;
export const CancelOfferText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation CancelOffer($input:AnnouncementCancelInput!){announcementCancel(input:$input){__typename ...on AnnouncementCancelPayload{announcement{id status}}...Wrong}}" as Text<CancelOfferMutation, CancelOfferMutationVariables>;
export const MyOrdersText = "fragment More on PageInfo{hasNextPage endCursor}query MyOrders($after:String$organizationId:ID){myOrders(first:20 after:$after organizationId:$organizationId){pageInfo{...More}edges{node{...OrderParts}}}}fragment OrderParts on Order{id status source quantity requested total buyerFee toPay currency createdAt payBy completedAt closedAt reason}" as Text<MyOrdersQuery, MyOrdersQueryVariables>;
export const OrderChangesText = "subscription OrderChanges($after:String$organizationId:ID$orderId:ID){orderChanged(after:$after organizationId:$organizationId orderId:$orderId){cursor at order{id}}}" as Text<OrderChangesSubscription, OrderChangesSubscriptionVariables>;
export const OneOrderText = "fragment PaymentParts on Payment{id method gateway status due processorFee amount received refunded currency reference payBy dueAt reason createdAt bankTransfer{holder iban bic amount currency reference}cryptoTransfer{amount rate rateAsOf rateSource contract paymentRef chainId}invoices{id number kind pdfUrl}}fragment OrderParts on Order{id status source quantity requested total buyerFee toPay currency createdAt payBy completedAt closedAt reason}query OneOrder($id:ID!){order(id:$id){...OrderParts allowedActions retirement organization{id legalName}payments{...PaymentParts}history{at status reason byPlatform}lines{quantity pricePerCredit total buyerFee batch{id vintage project{id name}}announcement{id title}}}processorTerms{method currency rateBps fixed}}" as Text<OneOrderQuery, OneOrderQueryVariables>;
export const CreateOrderText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation CreateOrder($input:OrderCreateInput!){orderCreate(input:$input){__typename ...on OrderCreatePayload{order{id}}...Wrong}}" as Text<CreateOrderMutation, CreateOrderMutationVariables>;
export const CancelOrderText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation CancelOrder($input:OrderCancelInput!){orderCancel(input:$input){__typename ...on OrderCancelPayload{order{id status}}...Wrong}}" as Text<CancelOrderMutation, CancelOrderMutationVariables>;
export const MyWalletsText = "query MyWallets($organizationId:ID){myWallets(organizationId:$organizationId){...WalletParts}}fragment WalletParts on Wallet{id asset available held total}" as Text<MyWalletsQuery, MyWalletsQueryVariables>;
export const WalletChangesText = "fragment WalletParts on Wallet{id asset available held total}subscription WalletChanges($after:String$organizationId:ID){walletChanged(after:$after organizationId:$organizationId){cursor at wallet{...WalletParts}}}" as Text<WalletChangesSubscription, WalletChangesSubscriptionVariables>;
export const StatementText = "query Statement($organizationId:ID$from:DateTime!$to:DateTime!){myWallets(organizationId:$organizationId){id asset statement(from:$from to:$to){opening{available held total}closing{available held total}}}}" as Text<StatementQuery, StatementQueryVariables>;
export const WalletEntriesText = "fragment More on PageInfo{hasNextPage endCursor}query WalletEntries($id:ID!$after:String$filterBy:WalletEntryFilter){node(id:$id){__typename ...on Wallet{id asset entries(first:25 after:$after filterBy:$filterBy){pageInfo{...More}edges{node{...EntryParts}}}}}}fragment EntryParts on WalletEntry{account amount balanceAfter createdAt direction kind reference{__typename id}}" as Text<WalletEntriesQuery, WalletEntriesQueryVariables>;
export const FindRecipientText = "query FindRecipient($username:String!){user(username:$username){id username displayName}}" as Text<FindRecipientQuery, FindRecipientQueryVariables>;
export const SendTransferText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation SendTransfer($input:TransferSendInput!){transferSend(input:$input){__typename ...on TransferSendPayload{transfer{id amount asset}}...Wrong}}" as Text<SendTransferMutation, SendTransferMutationVariables>;
export const RequestWithdrawalText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation RequestWithdrawal($input:WithdrawalRequestInput!){withdrawalRequest(input:$input){__typename ...on WithdrawalRequestPayload{withdrawal{id status}}...Wrong}}" as Text<RequestWithdrawalMutation, RequestWithdrawalMutationVariables>;
export const MyWithdrawalsText = "fragment More on PageInfo{hasNextPage endCursor}query MyWithdrawals($after:String){myWithdrawals(first:10 after:$after){pageInfo{...More}edges{node{id asset amount destination status reason createdAt settledAt chainIntent{id status txHash}}}}}" as Text<MyWithdrawalsQuery, MyWithdrawalsQueryVariables>;
export const MyDepositsText = "fragment More on PageInfo{hasNextPage endCursor}query MyDeposits($after:String){myChainDeposits(first:10 after:$after){pageInfo{...More}edges{node{id asset amount status confirmations confirmationsNeeded sender txHash blockTime}}}}" as Text<MyDepositsQuery, MyDepositsQueryVariables>;
export const DepositChangesText = "subscription DepositChanges($after:String){chainDepositChanged(after:$after){cursor at deposit{id}}}" as Text<DepositChangesSubscription, DepositChangesSubscriptionVariables>;
export const MyTransfersText = "fragment More on PageInfo{hasNextPage endCursor}query MyTransfers($after:String$organizationId:ID){myTransfers(first:20 after:$after organizationId:$organizationId){pageInfo{...More}edges{node{id asset amount note status createdAt sender{id displayName}senderOrganization{id legalName}recipient{id displayName}recipientOrganization{id legalName}}}}}" as Text<MyTransfersQuery, MyTransfersQueryVariables>;
export const DepositPlaceText = "query DepositPlace{chain{chainId}myAddresses{id address unlinkedAt}}" as Text<DepositPlaceQuery, DepositPlaceQueryVariables>;
export const MyWebhooksText = "fragment WebhookParts on Webhook{id url description triggers status statusReason failingSince lastDeliveredAt nextAttemptAt previousSecretUntil}query MyWebhooks($organizationId:ID){myWebhooks(organizationId:$organizationId){...WebhookParts}}" as Text<MyWebhooksQuery, MyWebhooksQueryVariables>;
export const WebhookLogText = "fragment More on PageInfo{hasNextPage endCursor}fragment WebhookParts on Webhook{id url description triggers status statusReason failingSince lastDeliveredAt nextAttemptAt previousSecretUntil}fragment WebhookMessageParts on WebhookMessage{id webhookMessageId type status createdAt attempts{at status durationMs error}}query WebhookLog($id:ID!$after:String$status:WebhookMessageStatus){node(id:$id){__typename ...on Webhook{...WebhookParts messages(first:20 after:$after status:$status){pageInfo{...More}edges{node{...WebhookMessageParts data}}}}}}" as Text<WebhookLogQuery, WebhookLogQueryVariables>;
export const CreateWebhookText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation CreateWebhook($input:WebhookCreateInput!){webhookCreate(input:$input){__typename ...on WebhookCreatePayload{secret}...Wrong}}" as Text<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment WebhookParts on Webhook{id url description triggers status statusReason failingSince lastDeliveredAt nextAttemptAt previousSecretUntil}mutation UpdateWebhook($input:WebhookUpdateInput!){webhookUpdate(input:$input){__typename ...on WebhookUpdatePayload{webhook{...WebhookParts}}...Wrong}}" as Text<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const DeleteWebhookText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation DeleteWebhook($input:WebhookDeleteInput!){webhookDelete(input:$input){__typename ...on WebhookDeletePayload{webhookId}...Wrong}}" as Text<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const RotateWebhookSecretText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}fragment WebhookParts on Webhook{id url description triggers status statusReason failingSince lastDeliveredAt nextAttemptAt previousSecretUntil}mutation RotateWebhookSecret($input:WebhookSecretRotateInput!){webhookSecretRotate(input:$input){__typename ...on WebhookSecretRotatePayload{secret webhook{...WebhookParts}}...Wrong}}" as Text<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const TestWebhookText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation TestWebhook($input:WebhookTestInput!){webhookTest(input:$input){__typename ...on WebhookTestPayload{webhookMessage{id}}...Wrong}}" as Text<TestWebhookMutation, TestWebhookMutationVariables>;
export const RetryWebhookMessageText = "fragment Wrong on Error{code message retryable ...on SecondFactorRequired{factorChallenge:challenge}...on InputInvalid{issues{path message}}}mutation RetryWebhookMessage($input:WebhookMessageRetryInput!){webhookMessageRetry(input:$input){__typename ...on WebhookMessageRetryPayload{webhookMessage{id}}...Wrong}}" as Text<RetryWebhookMessageMutation, RetryWebhookMessageMutationVariables>;
export const DeadWebhookMessagesText = "fragment More on PageInfo{hasNextPage endCursor}fragment WebhookMessageParts on WebhookMessage{id webhookMessageId type status createdAt attempts{at status durationMs error}}query DeadWebhookMessages($after:String){deadWebhookMessages(first:20 after:$after){pageInfo{...More}edges{node{...WebhookMessageParts}}}}" as Text<DeadWebhookMessagesQuery, DeadWebhookMessagesQueryVariables>;