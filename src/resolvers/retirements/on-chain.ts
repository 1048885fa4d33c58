import { AbiCoder, keccak256 } from 'ethers';
import type { WalletRetirement } from '../../db/retirement-chain.ts';
import { retirementReason } from '../../db/retirements.ts';
import type { ChainMeta, DecodedLog } from '../chain/facts.ts';
import { keyOf } from '../credits/rules.ts';

/** The number under which CreditRegistry knows the credits of a project and a year (`batchIdOf`): 256 bits. */
export function chainBatchIdOf(projectId: string, vintage: number): bigint {
  const words = AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint16'], [keyOf(projectId), vintage]);
  return BigInt(keccak256(words));
}

const bare = (hex: unknown): string => (hex as string).slice(2).toLowerCase();

/** The retirements by wallets among logs: those of the custody are the platform's own, and known before. Pure. */
export function walletRetirementsIn({ contracts }: ChainMeta, logs: readonly DecodedLog[]): WalletRetirement[] {
  return logs.flatMap(({ contract, event, args, blockNumber, logIndex, txHash, blockTime }) => {
    if (contract !== 'CreditRegistry' || event !== 'CreditsRetired' || !args) return [];
    const account = bare(args['account']);
    const quantity = BigInt(args['amount'] as string);
    // Of nothing nothing is retired, whatever a contract may tell.
    if (account === bare(contracts.CarbonCustody) || quantity === 0n) return [];
    return {
      blockNumber,
      logIndex,
      txHash: bare(txHash),
      blockTime,
      account,
      chainBatchId: String(args['batchId']),
      quantity,
      beneficiaryHash: bare(args['beneficiaryHash']),
      // A reason that a later contract may know, and this platform does not yet.
      reason: retirementReason.enumValues[Number(args['reason'])] ?? 'OTHER',
      // A NUL is no text to PostgreSQL, and a contract takes any bytes.
      message: String(args['message']).replaceAll('\0', ''),
    };
  });
}
