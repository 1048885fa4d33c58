import type { Asset as AssetCode } from '../db/wallets.ts';
import { formatAmount } from '../resolvers/amounts.ts';
import { InsufficientFunds } from '../resolvers/errors.ts';
import { builder, enumOf } from './builder.ts';
import { RefusalInterface } from './errors.ts';

export const Asset = enumOf('Asset', 'What a wallet holds.', {
  USD: 'US dollar, 2 decimal places.',
  EUR: 'Euro, 2 decimal places.',
  ETH: 'Ether, 18 decimal places.',
  CARBON: 'The carbon credit token: 1 CARBON = 1 tonne of CO2e, 18 decimal places.',
} satisfies Record<AssetCode, string>);

builder.objectType(InsufficientFunds, {
  name: 'InsufficientFunds',
  description: 'The wallet does not hold enough. Nothing was moved.',
  interfaces: [RefusalInterface],
  fields: (t) => ({
    asset: t.field({ type: Asset, description: 'Which wallet.', resolve: (error) => error.asset }),
    available: t.field({
      type: 'Decimal',
      description: 'What is available in it.',
      resolve: (error) => formatAmount(error.available, error.asset),
    }),
    required: t.field({
      type: 'Decimal',
      description: 'What would be needed.',
      resolve: (error) => formatAmount(error.required, error.asset),
    }),
  }),
});
