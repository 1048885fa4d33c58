import type { Db } from './client.ts';
import type { Asset } from './wallets.ts';

/** What organizations owe on invoices in a currency, and whether any invoice of theirs should have been paid by now. */
export async function selectOwed(
  { sql }: Db,
  organizationIds: readonly string[],
  currency: Asset,
): Promise<{ owed: bigint; overdue: boolean }> {
  const [row] = await sql<{ owed: bigint; overdue: boolean }[]>`
    select coalesce(sum(due - received - credited) filter (where currency = ${currency}), 0) as owed,
      coalesce(bool_or(due_at < now()), false) as overdue
    from payments
    where coalesce(organization_id, payer_id) = any(${[...organizationIds]}::uuid[])
      and method = 'INVOICE' and status = 'AUTHORIZED'`;
  return row ?? { owed: 0n, overdue: false };
}
