/**
 * Every address of the dashboard; `:id` stands for one part. `table.ts` has a page for each, and web/build.ts hands them to
 * the server, which answers 404 to all others.
 */
export const PATHS = [
  '/',
  '/offers/:id',
  '/projects',
  '/projects/:id',
  '/retired',
  '/reserves',
  '/verify',
  '/about',
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/join',
  '/account',
  '/notifications',
  '/wallets',
  '/credits',
  '/retirements',
  '/trades',
  '/orders',
  '/orders/:id',
  '/selling',
  '/staking',
  '/cases',
  '/cases/:id',
  '/admin',
  '/admin/money',
  '/admin/users',
  '/admin/reserves',
  '/admin/chain',
  '/admin/audit',
] as const;

export type Path = (typeof PATHS)[number];
