import { z } from 'zod';
import type { Hex, RpcOutcome } from '../../resolvers/chain/client.ts';
import { AnswersDisagree } from '../chain/answers.ts';

/** An unsigned integer as JSON-RPC writes it. */
export const quantity = z
  .string()
  .regex(/^0x[\da-f]{1,64}$/i)
  .transform(BigInt);

const hash = z
  .string()
  .regex(/^0x[\da-f]{64}$/i)
  .transform((value) => value.toLowerCase() as Hex);

export const Code = z.string().regex(/^0x(?:[\da-f]{2})*$/i);

export const Receipt = z.object({
  transactionHash: hash,
  blockHash: hash,
  blockNumber: quantity,
  status: z.enum(['0x0', '0x1']).transform((status) => status === '0x1'),
});
/** What the chain made of a transaction: whether it succeeded, and in which block. */
export type Receipt = z.output<typeof Receipt>;

/** eth_feeHistory: the last base fee is that of the block to come. */
export const FeeHistory = z.object({
  baseFeePerGas: z.array(quantity).min(1),
  reward: z.array(z.array(quantity)).nullish(),
});

export const Log = z.object({
  topics: z.array(hash),
  data: z.string().regex(/^0x(?:[\da-f]{2})*$/i) as unknown as z.ZodType<Hex>,
  transactionHash: hash,
  blockNumber: quantity,
  blockHash: hash,
});

/** Reads an answer by its shape. @throws AnswersDisagree when it has another */
export function readAnswer<T extends z.ZodType>(shape: T, answer: unknown, what: string): z.output<T> {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  throw new AnswersDisagree(`${what} is not of its form`);
}

/** The same of one answer of a batch. @throws the RpcError with which the call ended */
export function readOutcome<T extends z.ZodType>(shape: T, outcome: RpcOutcome | undefined, what: string): z.output<T> {
  if (!outcome) throw new AnswersDisagree(`${what} is missing`);
  if (!outcome.ok) throw outcome.error;
  return readAnswer(shape, outcome.result, what);
}

export const toQuantity = (value: bigint): Hex => `0x${value.toString(16)}`;
export const toHex = (bytes: Buffer): Hex => `0x${bytes.toString('hex')}`;
export const toBytes = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex');
