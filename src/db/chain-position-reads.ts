import type { ReceiptKind } from './chain-position-writes.ts';
import type { Db } from './client.ts';

/** Whether the chain, as far as it is indexed, has done what a reference of ours stands for. */
export async function hasReceipt(
  { sql }: Db,
  { chainId, kind, ref }: { readonly chainId: number; readonly kind: ReceiptKind; readonly ref: string },
): Promise<boolean> {
  const rows = await sql`
    select from chain_receipts
    where chain_id = ${chainId} and kind = ${kind} and ref = decode(${ref.slice(2)}, 'hex')`;
  return rows.length > 0;
}
