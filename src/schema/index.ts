import './scalars.ts';
import './errors.ts';
import './users.ts';
import './sessions.ts';
import './second-factors.ts';
import './identities.ts';
import './addresses.ts';
import './address-mutations.ts';
import './audit.ts';
import './wallets.ts';
import './wallet-entries.ts';
import './deposits.ts';
import './withdrawals.ts';
import './prices.ts';
import './announcements.ts';
import './announcement-mutations.ts';
import './trade-errors.ts';
import './trades.ts';
import './transfers.ts';
import './payments.ts';
import './payment-mutations.ts';
import './order-payments.ts';
import './payment-chain.ts';
import './invoices.ts';
import './bank-statements.ts';
import './fee-schedules.ts';
import './chain.ts';
import './chain-positions.ts';
import './stakes.ts';
import './chain-credits.ts';
import './chain-deposits.ts';
import './reserves.ts';
import './intent-actions.ts';
import './intents.ts';
import './prepares.ts';
import './proposals.ts';
import './governance.ts';
import './governance-mutations.ts';
import './conversions.ts';
import './credits.ts';
import './projects.ts';
import './project-search.ts';
import './project-mutations.ts';
import './batches.ts';
import './pricing.ts';
import './pricing-models.ts';
import './markets.ts';
import './quotes.ts';
import './fee-terms.ts';
import './holdings.ts';
import './credit-deposits.ts';
import './retirements.ts';
import './retirement-beneficiaries.ts';
import './retirement-register.ts';
import './retirement-mutations.ts';
import './retirement-schedules.ts';
import './certificates.ts';
import './certificate-mutations.ts';
import './orders.ts';
import './order-mutations.ts';
import './baskets.ts';
import './analytics.ts';
import './analytics-inside.ts';
import './analytics-standing.ts';
import './reports.ts';
import './report-schedules.ts';
import './notification-deliveries.ts';
import './notification-settings.ts';
import './notifications.ts';
import './price-alerts.ts';
import './webhooks.ts';
import './duplicates.ts';
import './documents.ts';
import './document-mutations.ts';
import './permissions.ts';
import './organizations.ts';
import './organization-mutations.ts';
import './api-keys.ts';
import './poai.ts';
import './poai-proofs.ts';
import './poai-mutations.ts';
import './poai-review-mutations.ts';
import './state-machines.ts';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { encodeId } from '../resolvers/ids.ts';
import { builder } from './builder.ts';

/** The whole schema. A noun's file is listed here once. */
export const schema = encodeIdsAtOnce(builder.toSchema());

/**
 * Pothos makes the id of a node in an async function, though nothing is waited for: of a page of trades with its parties
 * that is 200 promises. This gives the same ids at once.
 */
function encodeIdsAtOnce(made: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(made.getTypeMap())) {
    const { id } = (type.extensions['pothosOptions'] ?? {}) as { id?: { resolve: (row: unknown) => string } };
    const field = isObjectType(type) ? type.getFields()['id'] : undefined;
    if (id && field) field.resolve = (row) => encodeId(type.name, id.resolve(row));
  }
  return made;
}
