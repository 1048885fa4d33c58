import type { ExampleTab } from './yoga.ts';

/** What GraphiQL opens with: the tour, a tab an operation. */
export const exampleTabs: readonly ExampleTab[] = [{ query: 'query Wallets { myTransfers { edges { node { amount asset } } } }' }];
