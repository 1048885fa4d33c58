import { lazy } from 'preact-iso';
import type { FunctionComponent } from 'preact';
import { Market } from './market/market.tsx';
import type { Path } from './paths.ts';

/** A page that is loaded when somebody opens it. */
const page = (load: () => Promise<FunctionComponent>): FunctionComponent => lazy(load);

const token = () => import('./account/by-token.tsx');
const reserves = () => import('./admin/reserves.tsx');

/** The page at each address. The first one comes with the rest, since most begin there. */
export const PAGES: Readonly<Record<Path, FunctionComponent>> = {
  '/': Market,
  '/offers/:id': page(() => import('./trading/offer.tsx').then(({ Offer }) => Offer)),
  '/projects': page(() => import('./projects/projects.tsx').then(({ Projects }) => Projects)),
  '/projects/:id': page(() => import('./projects/project.tsx').then(({ Project }) => Project)),
  '/retired': page(() => import('./public/register.tsx').then(({ Register }) => Register)),
  '/statistics': page(() => import('./statistics/statistics.tsx').then(({ Statistics }) => Statistics)),
  '/reserves': page(() => reserves().then(({ Reserves }) => Reserves)),
  '/verify': page(() => import('./verify/verify.tsx').then(({ Verify }) => Verify)),
  '/about': page(() => import('./public/about.tsx').then(({ About }) => About)),
  '/sign-in': page(() => import('./account/sign-in.tsx').then(({ SignIn }) => SignIn)),
  '/sign-up': page(() => import('./account/sign-up.tsx').then(({ SignUp }) => SignUp)),
  '/forgot-password': page(() => token().then(({ ForgotPassword }) => ForgotPassword)),
  '/reset-password': page(() => token().then(({ ResetPassword }) => ResetPassword)),
  '/verify-email': page(() => token().then(({ VerifyEmail }) => VerifyEmail)),
  '/join': page(() => token().then(({ Join }) => Join)),
  '/account': page(() => import('./account/account.tsx').then(({ Account }) => Account)),
  '/notifications': page(() => import('./notifications/notifications.tsx').then(({ Notifications }) => Notifications)),
  '/figures': page(() => import('./statistics/mine.tsx').then(({ MyStatistics }) => MyStatistics)),
  '/notifications/settings': page(() =>
    import('./notifications/settings.tsx').then(({ NotificationSettings }) => NotificationSettings),
  ),
  '/webhooks': page(() => import('./webhooks/webhooks.tsx').then(({ Webhooks }) => Webhooks)),
  '/wallets': page(() => import('./wallets/wallets.tsx').then(({ Wallets }) => Wallets)),
  '/credits': page(() => import('./retirements/credits.tsx').then(({ Credits }) => Credits)),
  '/retirements': page(() => import('./retirements/retirements.tsx').then(({ Retirements }) => Retirements)),
  '/trades': page(() => import('./trading/trades.tsx').then(({ Trades }) => Trades)),
  '/orders': page(() => import('./trading/orders.tsx').then(({ Orders }) => Orders)),
  '/orders/:id': page(() => import('./trading/order.tsx').then(({ Order }) => Order)),
  '/selling': page(() => import('./trading/selling.tsx').then(({ Selling }) => Selling)),
  '/staking': page(() => import('./staking/staking.tsx').then(({ Staking }) => Staking)),
  '/governance': page(() => import('./governance/proposals.tsx').then(({ Proposals }) => Proposals)),
  '/governance/:id': page(() => import('./governance/proposal.tsx').then(({ Proposal }) => Proposal)),
  '/cases': page(() => import('./cases/cases.tsx').then(({ Cases }) => Cases)),
  '/cases/:id': page(() => import('./cases/case.tsx').then(({ Case }) => Case)),
  '/admin': page(() => import('./admin/overview.tsx').then(({ Overview }) => Overview)),
  '/admin/statistics': page(() => import('./admin/statistics.tsx').then(({ AdminStatistics }) => AdminStatistics)),
  '/admin/money': page(() => import('./admin/money.tsx').then(({ Money }) => Money)),
  '/admin/users': page(() => import('./admin/users.tsx').then(({ Users }) => Users)),
  '/admin/reserves': page(() => reserves().then(({ AdminReserves }) => AdminReserves)),
  '/admin/chain': page(() => import('./admin/chain.tsx').then(({ ChainIntents }) => ChainIntents)),
  '/admin/deliveries': page(() => import('./admin/deliveries.tsx').then(({ Deliveries }) => Deliveries)),
  '/admin/audit': page(() => import('./admin/audit.tsx').then(({ Audit }) => Audit)),
};
