import { lazy } from 'preact-iso';
import type { FunctionComponent } from 'preact';

/** A page that is loaded when somebody opens it. */
const page = (load: () => Promise<FunctionComponent>): FunctionComponent => lazy(load) as unknown as FunctionComponent;

const token = () => import('./account/by-token.tsx');

/** Every address but the first page. The server answers the same ones: src/http/dashboard.ts, which a test compares. */
export const PAGES: readonly (readonly [path: string, page: FunctionComponent])[] = [
  ['/offers/:id', page(() => import('./trading/offer.tsx').then(({ Offer }) => Offer))],
  ['/projects', page(() => import('./projects/projects.tsx').then(({ Projects }) => Projects))],
  ['/projects/:id', page(() => import('./projects/project.tsx').then(({ Project }) => Project))],
  ['/sign-in', page(() => import('./account/sign-in.tsx').then(({ SignIn }) => SignIn))],
  ['/sign-up', page(() => import('./account/sign-up.tsx').then(({ SignUp }) => SignUp))],
  ['/forgot-password', page(() => token().then(({ ForgotPassword }) => ForgotPassword))],
  ['/reset-password', page(() => token().then(({ ResetPassword }) => ResetPassword))],
  ['/verify-email', page(() => token().then(({ VerifyEmail }) => VerifyEmail))],
  ['/join', page(() => token().then(({ Join }) => Join))],
  ['/wallets', page(() => import('./wallets/wallets.tsx').then(({ Wallets }) => Wallets))],
  ['/credits', page(() => import('./retirements/credits.tsx').then(({ Credits }) => Credits))],
  ['/retirements', page(() => import('./retirements/retirements.tsx').then(({ Retirements }) => Retirements))],
  ['/trades', page(() => import('./trading/trades.tsx').then(({ Trades }) => Trades))],
  ['/orders', page(() => import('./trading/orders.tsx').then(({ Orders }) => Orders))],
  ['/orders/:id', page(() => import('./trading/order.tsx').then(({ Order }) => Order))],
  ['/selling', page(() => import('./trading/selling.tsx').then(({ Selling }) => Selling))],
];
