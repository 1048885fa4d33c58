import type { AuditRow } from '../db/audit.ts';
import { listAudit } from '../resolvers/audit/read.ts';
import type { AuditAction as AuditActionCode, AuditBreak as AuditBreakCode } from '../resolvers/audit/rules.ts';
import { type AuditVerification as Verification, verifyAudit } from '../resolvers/audit/verify-audit.ts';
import { encodeId } from '../resolvers/ids.ts';
import { userOf } from '../resolvers/users/read.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { User } from './users.ts';

const AuditAction = enumOf('AuditAction', 'What was done.', {
  ROLE_GRANTED: 'A user was given a role.',
  ROLE_REVOKED: 'A role was taken from a user.',
  PASSWORD_CHANGED: 'A user changed the own password.',
  PASSWORD_RESET: 'A user set a new password by mail.',
  SESSION_FAMILY_ENDED: 'A refresh token came twice, so its session was ended.',
  ADDRESS_LINKED: 'A user proved an address of a chain and linked it.',
  ADDRESS_UNLINKED: 'A user unlinked an address.',
  DEPOSIT_RECORDED: 'Money came in and was recorded.',
  WITHDRAWAL_APPROVED: 'A withdrawal was approved.',
  WITHDRAWAL_REJECTED: 'A withdrawal was rejected.',
  ORDER_REFUNDED: 'A settled order was undone and its money given back.',
  FEE_SCHEDULE_PUBLISHED: 'A new schedule of fees was published.',
  ORGANIZATION_FEES_PUBLISHED: 'Fees agreed with an organization were published.',
  PROCESSOR_TERMS_PUBLISHED: 'What a processor of payments takes was published.',
  PRICING_PUBLISHED: 'Parameters of the pricing model were published.',
  PARAMETERS_REFUSED: 'What an executed proposal set was refused, since it is out of bounds or unknown.',
  STATEMENT_IMPORTED: 'A statement of the bank was imported.',
  BANK_LINE_MATCHED: 'An entry of a statement was taken for a payment by hand.',
  BANK_LINE_IGNORED: 'An entry of a statement was closed as being for no payment.',
  PAYMENT_REFUNDED: 'Money of a payment was given back.',
  CONVERSION_RECORDED: 'A payment came in and was ordered to be turned into CARBON.',
  CARBON_CREDITED: 'CARBON was ordered to be minted to a linked address.',
  CREDITS_ISSUED: 'Credits of a batch were ordered to be issued.',
  CREDITS_DEPOSITED: 'Credits with serial numbers were taken into custody and put into a holding.',
  PROOF_ANCHORED: 'A proof of a project was ordered to be anchored.',
  DOCUMENT_DELETED: 'A document was deleted.',
  CHAIN_INTENT_RETRIED: 'A transaction of the platform was ordered to be tried again.',
  CHAIN_INTENT_CANCELLED: 'A transaction of the platform was ordered not to be carried out.',
  PROJECT_CREATED: 'A project was written.',
  PROJECT_UPDATED: 'Fields of a project were changed.',
  PROJECT_STATUS_CHANGED: 'A project went a step of its way.',
  PROJECT_SUSPENDED: 'A project was suspended.',
  PROJECT_RESUMED: 'The suspension of a project was ended.',
  PROJECT_DUPLICATE_DECIDED: 'It was decided whether two projects are one.',
  PROJECT_LABEL_GRANTED: 'A project was given a label.',
  PROJECT_LABEL_ENDED: 'The end of a label was set.',
  POAI_CASE_CREATED: 'A PoAI case was opened.',
  POAI_CASE_MOVED: 'A PoAI case took a step; `detail` says which.',
  POAI_CHECKS_RUN: 'The platform checked a PoAI case by itself.',
  POAI_CHECK_COMPLETED: 'A check of a PoAI case was completed.',
  POAI_FINDING_RAISED: 'A finding of a PoAI case was raised.',
  POAI_FINDING_ANSWERED: 'A finding of a PoAI case was answered.',
  POAI_FINDING_CLOSED: 'A finding of a PoAI case was closed.',
  POAI_BUNDLE_PREPARED: 'What was found in a PoAI case was bound into a bundle.',
  POAI_ATTESTATION_SUBMITTED: 'A reviewer signed a bundle.',
  POAI_CASE_APPROVED: 'A PoAI case was approved, and its proof is to be anchored.',
  POAI_CASE_REJECTED: 'A PoAI case was rejected.',
  POAI_CASE_REVOKED: 'An approved PoAI case was revoked.',
  AUDIT_EXPORTED: 'A report of the audit log was asked for.',
  CERTIFICATE_REISSUED: 'A certificate was issued anew in the place of one before.',
  CERTIFICATE_REVOKED: 'A certificate was taken back.',
  CERTIFICATE_TEMPLATE_PUBLISHED: 'What certificates of an owner look like was changed.',
  PHONE_VERIFIED: 'A user proved to hold a phone number.',
  PHONE_REMOVED: 'A user removed their phone number.',
  NOTIFICATION_DELIVERY_RETRIED: 'A message that was given up was sent again.',
  WEBHOOK_CREATED: 'A webhook was made.',
  WEBHOOK_UPDATED: 'Where a webhook leads to, what it hears of or whether it is paused was changed.',
  WEBHOOK_SECRET_ROTATED: 'A webhook was given another secret.',
  WEBHOOK_DELETED: 'A webhook was deleted.',
  ORGANIZATION_CREATED: 'An organization was founded.',
  ORGANIZATION_UPDATED: 'What an organization says of itself was changed.',
  MEMBER_INVITED: 'Somebody was invited to an organization.',
  INVITATION_REVOKED: 'An invitation was taken back.',
  MEMBER_JOINED: 'Somebody accepted an invitation.',
  MEMBER_UPDATED: 'A member of an organization was given another role.',
  MEMBER_REMOVED: 'A member left an organization or was removed.',
  API_KEY_CREATED: 'An API key was made.',
  API_KEY_REVOKED: 'An API key was revoked.',
  SECOND_FACTOR_ENABLED: 'A user took a second factor into use.',
  SECOND_FACTOR_DISABLED: 'A second factor was ended.',
  RECOVERY_CODE_USED: 'A recovery code took the place of a second factor.',
  RECOVERY_CODES_RENEWED: 'A user made new recovery codes.',
  IDENTITY_LINKED: 'An account at a provider was linked to a user.',
  IDENTITY_UNLINKED: 'An account at a provider was unlinked from a user.',
  SIGN_UPS_REFUSED: 'Too many accounts were opened from one network; no more are for a while.',
  CARD_PAYMENTS_PAUSED: 'Too many cards of a payer were declined; none is taken for a while.',
} satisfies Record<AuditActionCode, string>);

const AuditDetail = builder.objectRef<{ name: string; value: string }>('AuditDetail').implement({
  description: 'One thing that was decided.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is, such as "role".' }),
    value: t.exposeString('value', { description: 'Its value as text; what is not text stands as JSON.' }),
  }),
});

const AuditEntry = builder.objectRef<AuditRow>('AuditEntry').implement({
  description: 'A row of the audit log. Its hash covers all of it and the hash of the row before.',
  fields: (t) => ({
    seq: t.int({ description: 'Number of the row, from 1 without gaps.', resolve: (row) => Number(row.seq) }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was done.' }),
    actor: t.field({
      type: User,
      nullable: true,
      description: "Who did it; null for the platform itself and for the operator's commands.",
      resolve: (row, _, ctx) => (row.actorId === null ? null : userOf(ctx, row.actorId)),
    }),
    action: t.field({
      type: AuditAction,
      description: 'What was done.',
      resolve: (row) => row.action as AuditActionCode,
    }),
    subjectType: t.exposeString('subjectType', { description: 'To what kind of thing, such as "User".' }),
    subjectId: t.id({
      description: 'Id of the thing that it was done to.',
      resolve: (row) => encodeId(row.subjectType, row.subjectId),
    }),
    detail: t.field({
      type: [AuditDetail],
      description: 'What was decided.',
      resolve: (row) =>
        Object.entries(row.detail as Record<string, unknown>).map(([name, value]) => ({
          name,
          value: typeof value === 'string' ? value : JSON.stringify(value),
        })),
    }),
    previousHash: t.string({
      description: 'SHA-256 of the row before, in hexadecimal; zeros for the first row.',
      resolve: (row) => row.previousHash.toString('hex'),
    }),
    hash: t.string({
      description: 'SHA-256 over the canonical JSON (RFC 8785) of this row without its hash, in hexadecimal.',
      resolve: (row) => row.hash.toString('hex'),
    }),
  }),
});

const AuditConnection = builder.connectionObject(
  { type: AuditEntry, name: 'AuditEntryConnection', description: 'A page of the audit log.' },
  { name: 'AuditEntryEdge', description: 'A row and its cursor.' },
);

const AuditFilter = builder.inputType('AuditFilter', {
  description: 'Which rows to list; all that is given must hold.',
  fields: (t) => ({
    actorId: t.id({ required: false, description: 'What this user did.' }),
    subjectId: t.id({ required: false, description: 'What was done to the thing with this id.' }),
  }),
});

const AuditBreak = enumOf('AuditBreak', 'How a chain of rows is broken.', {
  MISSING: 'There is no row with this number.',
  ALTERED: 'What the row says does not give its hash: it was changed.',
  UNLINKED: 'The row names another hash than that of the row before: one of the two was written anew.',
} satisfies Record<AuditBreakCode, string>);

const AuditVerification = builder.objectRef<Verification>('AuditVerification').implement({
  description: 'What came out when the hashes of a range were computed anew.',
  fields: (t) => ({
    valid: t.boolean({ description: 'Whether the chain is whole.', resolve: ({ broken }) => broken === undefined }),
    from: t.int({ description: 'The first row looked at.', resolve: ({ from }) => Number(from) }),
    to: t.int({
      description: 'The last row looked at; a long range stops early, go on from there.',
      resolve: ({ to }) => Number(to),
    }),
    checked: t.exposeInt('checked', { description: 'How many rows were found sound.' }),
    brokenSeq: t.int({
      nullable: true,
      description: 'The first row that breaks the chain.',
      resolve: ({ broken }) => (broken ? Number(broken.seq) : null),
    }),
    brokenReason: t.field({
      type: AuditBreak,
      nullable: true,
      description: 'How it breaks the chain.',
      resolve: ({ broken }) => broken?.reason ?? null,
    }),
    lastHash: t.string({
      description:
        'Hash of the last sound row, in hexadecimal. Keep it elsewhere to notice a chain that was written anew.',
      resolve: ({ lastHash }) => lastHash.toString('hex'),
    }),
  }),
});

builder.queryFields((t) => ({
  auditLog: t.field({
    type: AuditConnection,
    description: 'Who did what, newest first. For PLATFORM_ADMIN.',
    args: { ...pageArgs, filterBy: t.arg({ type: AuditFilter, required: false, description: 'Which rows.' }) },
    resolve: async (_, args, ctx) => toConnection(await listAudit(ctx, args)),
  }),
  auditVerify: t.field({
    type: AuditVerification,
    description:
      'Computes the hashes of the audit log anew and names the first row that breaks the chain. For PLATFORM_ADMIN.',
    args: {
      from: t.arg.int({ required: false, description: 'The first row (default: 1).' }),
      to: t.arg.int({ required: false, description: 'The last row (default: the newest).' }),
    },
    resolve: (_, args, ctx) => verifyAudit(ctx, args),
  }),
}));
