import type { PlatformRole } from '../../src/db/users.ts';
import type { Action } from '../../src/resolvers/permissions.ts';

export type Who = 'ANYONE' | 'SIGNED_IN' | readonly PlatformRole[];

/** Who may pass a door, and the row of the platform's own table that says so. */
export interface Door {
  readonly who: Who;
  readonly action?: Action;
}

const anyone: Door = { who: 'ANYONE' };
const signedIn = (action: Action): Door => ({ who: 'SIGNED_IN', action });
const admin = (action: Action): Door => ({ who: ['PLATFORM_ADMIN'], action });
const finance = (action: Action): Door => ({ who: ['FINANCE', 'PLATFORM_ADMIN'], action });

/** Every door of the API. It is written by hand and apart from the code: a door that opens by mistake is not in it. */
export const doors: Readonly<Record<string, Door>> = {
  'Query.announcements': anyone,
  'Query.auditLog': admin('audit.read'),
  'Query.auditVerify': admin('audit.read'),
  'Query.chainIntents': signedIn('intent.read'),
  'Query.chain': anyone,
  'Query.chainCreditBatch': anyone,
  'Query.chainCreditBatches': anyone,
  'Query.chainEvents': anyone,
  'Query.creditBalances': anyone,
  'Query.feeSchedule': anyone,
  'Query.me': signedIn('user.read-private'),
  'Query.myAddresses': signedIn('address.read'),
  'Query.myAnnouncements': signedIn('announcement.write'),
  'Query.myConversions': signedIn('wallet.read'),
  'Query.mySessions': signedIn('session.list'),
  'Query.myStakes': signedIn('address.read'),
  'Query.myTrades': signedIn('trade.read-own'),
  'Query.myTransfers': signedIn('transfer.read-own'),
  'Query.myWallets': signedIn('wallet.read'),
  'Query.myWithdrawals': signedIn('wallet.read'),
  'Query.node': anyone,
  'Query.nodes': anyone,
  'Query.openWithdrawals': finance('withdrawal.list'),
  'Query.priceCorrelation': anyone,
  'Query.priceHistory': anyone,
  'Query.priceLatest': anyone,
  'Query.priceSources': anyone,
  'Query.prices': anyone,
  'Query.stake': anyone,
  'Query.stateMachines': anyone,
  'Query.tokenBalances': anyone,
  'Query.trade': anyone,
  'Query.trades': anyone,
  'Query.user': anyone,
  'Query.users': admin('user.list'),
  'Mutation.announcementCancel': signedIn('announcement.write'),
  'Mutation.announcementDraft': signedIn('announcement.write'),
  'Mutation.announcementOpen': signedIn('announcement.write'),
  'Mutation.announcementPause': signedIn('announcement.write'),
  'Mutation.announcementResume': signedIn('announcement.write'),
  'Mutation.announcementUpdate': signedIn('announcement.write'),
  'Mutation.carbonCredit': admin('carbon.credit'),
  'Mutation.chainIntentCancel': admin('intent.manage'),
  'Mutation.chainIntentRetry': admin('intent.manage'),
  'Mutation.conversionRecord': finance('conversion.record'),
  'Mutation.creditsIssue': admin('credits.issue'),
  'Mutation.depositRecord': finance('deposit.record'),
  'Mutation.emailVerificationRequest': signedIn('email.verify-again'),
  'Mutation.emailVerify': anyone,
  'Mutation.feeSchedulePublish': admin('fee-schedule.publish'),
  'Mutation.passwordChange': signedIn('password.change'),
  'Mutation.passwordReset': anyone,
  'Mutation.passwordResetRequest': anyone,
  'Mutation.profileUpdate': signedIn('profile.update'),
  'Mutation.proofAnchor': admin('proof.anchor'),
  'Mutation.roleGrant': admin('role.grant'),
  'Mutation.roleRevoke': admin('role.revoke'),
  'Mutation.sessionLogin': anyone,
  'Mutation.sessionLogout': signedIn('session.logout'),
  'Mutation.sessionRefresh': anyone,
  'Mutation.sessionRevoke': signedIn('session.revoke'),
  'Mutation.carbonApprovePrepare': signedIn('transaction.prepare'),
  'Mutation.carbonPaymentPrepare': signedIn('transaction.prepare'),
  'Mutation.carbonTransferPrepare': signedIn('transaction.prepare'),
  'Mutation.creditsRetirePrepare': signedIn('transaction.prepare'),
  'Mutation.creditsTransferPrepare': signedIn('transaction.prepare'),
  'Mutation.stakePrepare': signedIn('transaction.prepare'),
  'Mutation.unstakePrepare': signedIn('transaction.prepare'),
  'Mutation.votePrepare': signedIn('transaction.prepare'),
  'Mutation.siweLogin': anyone,
  'Mutation.siweNonce': anyone,
  'Mutation.tradePlace': signedIn('trade.place'),
  'Mutation.transferSend': signedIn('transfer.send'),
  'Mutation.userRegister': anyone,
  'Mutation.walletLink': signedIn('address.link'),
  'Mutation.walletLinkPrepare': signedIn('address.link'),
  'Mutation.walletUnlink': signedIn('address.link'),
  'Mutation.withdrawalApprove': finance('withdrawal.decide'),
  'Mutation.withdrawalReject': finance('withdrawal.decide'),
  'Mutation.withdrawalRequest': signedIn('withdrawal.request'),
  'Subscription.announcementChanged': anyone,
  'Subscription.chainEventIndexed': anyone,
  'Subscription.chainHeadMoved': anyone,
  'Subscription.chainIntentChanged': signedIn('intent.read'),
  'Subscription.creditBalanceChanged': anyone,
  'Subscription.linkedAddressChanged': signedIn('address.read'),
  'Subscription.priceTicked': anyone,
  'Subscription.stakeChanged': anyone,
  'Subscription.tradePlaced': anyone,
  'Subscription.walletChanged': signedIn('wallet.read'),
};

/** Rows of the platform's table that open no door of their own: they widen what is seen behind another. */
export const inner: readonly Action[] = [
  'user.read-others-private',
  'wallet.read-any',
  'transfer.read-any',
  'intent.read-any',
];
