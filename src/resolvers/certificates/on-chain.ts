import { selectLogs } from '../../db/chain-log-lists.ts';
import type { Db } from '../../db/client.ts';
import type { Hex } from '../chain/client.ts';
import type { RetiredOnChain } from './verify.ts';

export interface Block {
  readonly chainId: number;
  readonly block: bigint;
}

interface PlacedRetirement extends RetiredOnChain {
  readonly txHash: Hex;
  readonly logIndex: number;
}

const RETIRED = { contract: 'CreditRegistry', event: 'CreditsRetired', orphaned: false, oldestFirst: true } as const;
/** A block has not room for so many. */
const MOST_LOGS = 10_000;

/** Every CreditsRetired of a block, in order, as the index of the chain has it. */
export async function retiredIn(db: Db, { chainId, block }: Block): Promise<PlacedRetirement[]> {
  const place = { chainId, fromBlock: block, toBlock: block, after: undefined, limit: MOST_LOGS };
  const logs = await selectLogs(db, { ...RETIRED, ...place });
  return logs.flatMap(({ args, txHash, logIndex, blockNumber, finalizedBlock }) => {
    if (!args) return [];
    const { batchId, account, beneficiaryHash, amount } = args as Readonly<Record<string, string>>;
    return {
      txHash,
      logIndex,
      batchId: String(batchId),
      account: String(account).toLowerCase() as Hex,
      beneficiaryHash: String(beneficiaryHash).toLowerCase() as Hex,
      quantity: BigInt(amount ?? 0),
      isFinal: blockNumber <= finalizedBlock,
    };
  });
}
