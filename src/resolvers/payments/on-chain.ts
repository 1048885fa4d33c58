import { v5 as nameId } from 'uuid';
import type { NewPaymentReceipt } from '../../db/payment-receipts.ts';
import type { DecodedLog } from '../chain/facts.ts';

/** Ids of receipts are made of their log's key in this name space (RFC 9562, version 5). */
const RECEIPTS = '0f0a53a6-5f5f-4f6b-8a36-3b5a8f1d2c77';

const bare = (hex: unknown): string => (hex as string).slice(2).toLowerCase();

/** The payments for orders among logs. Pure. */
export function receiptsIn(logs: readonly DecodedLog[]): NewPaymentReceipt[] {
  return logs.flatMap((log) => {
    const { contract, event, args, chainId, blockNumber, blockHash, logIndex, txHash, blockTime } = log;
    if (contract !== 'CarbonPayment' || event !== 'OrderPaid' || !args) return [];
    return {
      id: nameId(`${chainId}:${blockHash}:${logIndex}`, RECEIPTS),
      blockNumber,
      blockHash: bare(blockHash),
      logIndex,
      txHash: bare(txHash),
      blockTime,
      paymentRef: bare(args['paymentRef']),
      payer: bare(args['payer']),
      amount: BigInt(args['amount'] as string),
    };
  });
}
