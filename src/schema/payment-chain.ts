import { AddressNotLinked } from '../resolvers/addresses/errors.ts';
import { ChainUnavailable, IllegalTransition, InputInvalid, NotFound } from '../resolvers/errors.ts';
import { preparePayment } from '../resolvers/payments/prepare-payment.ts';
import { SimulationFailed } from '../resolvers/prepares/errors.ts';
import type { PreparedTransaction } from '../resolvers/prepares/transactions.ts';
import { builder } from './builder.ts';
import { PreparedTransactionObject } from './prepares.ts';

builder.relayMutationField(
  'paymentPrepare',
  {
    description: 'Which payment, and from which address.',
    inputFields: (t) => ({
      paymentId: t.id({ description: 'Id of a payment by CRYPTO.' }),
      from: t.field({ type: 'Address', description: 'Your address, which must be linked.' }),
    }),
  },
  {
    description:
      'Prepares to pay what is missing of a payment in ether, at the rate that was agreed and as long as it counts. Nothing is signed or sent here; the order is paid once the transaction has its confirmations.',
    errors: {
      types: [InputInvalid, NotFound, IllegalTransition, AddressNotLinked, SimulationFailed, ChainUnavailable],
    },
    resolve: (_, { input }, ctx) => preparePayment(ctx, input),
  },
  {
    description: 'What to sign.',
    outputFields: (t) => ({
      prepared: t.field({
        type: PreparedTransactionObject,
        description: 'The transaction.',
        resolve: (made: PreparedTransaction) => made,
      }),
    }),
  },
);
