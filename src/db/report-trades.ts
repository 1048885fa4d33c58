import { type Period, type RowSource, type Snapshot, within } from './report-snapshot.ts';
import type { Asset } from './wallets.ts';

/** A trade as one of its parties sees it. */
export interface ReportTradeRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly side: 'BUY' | 'SELL';
  readonly announcementId: string;
  readonly batchId: string | null;
  readonly project: string | null;
  readonly vintage: number | null;
  readonly quantity: bigint;
  readonly currency: Asset;
  readonly pricePerCredit: bigint;
  readonly totalPrice: bigint;
  readonly fee: bigint;
  readonly status: string;
  readonly priceSource: string;
  readonly priceAsOf: Date;
}

/** The trades of an owner, in the order in which they came to be. */
export const tradesOf = (snapshot: Snapshot, ownerId: string, period: Period): RowSource<ReportTradeRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select t.id, t.created_at, case when coalesce(t.buyer_organization_id, t.buyer_id) = ${ownerId}::uuid then 'BUY'
               else 'SELL' end as side,
             t.announcement_id, t.batch_id, p.name as project, b.vintage, t.quantity, t.currency, t.price_per_credit,
             t.total_price, case when coalesce(t.buyer_organization_id, t.buyer_id) = ${ownerId}::uuid then t.buyer_fee
               else t.seller_fee end as fee,
             t.status, t.price_source, t.price_as_of
      from trades t left join batches b on b.id = t.batch_id left join projects p on p.id = b.project_id
      where (coalesce(t.buyer_organization_id, t.buyer_id) = ${ownerId}::uuid
             or coalesce(t.seller_organization_id, t.seller_id) = ${ownerId}::uuid)
        and ${within(sql, 't.created_at', period)}
      order by t.id`;
  });
