import { z } from 'zod';
import { proposalStatus } from '../../db/proposals.ts';
import { addressKey, ethereumAddress } from '../addresses/rules.ts';
import { assetScale } from '../amounts.ts';
import type { Hex } from '../chain/client.ts';
import { decimal, line, nodeId, optional, text } from '../input.ts';
import { uint256, voteSupports } from '../prepares/rules.ts';

/** A proposal by its id, or by its number on the chain. */
export const proposalRef = z.string().transform((value, ctx) => {
  const id = nodeId('Proposal').safeParse(value);
  if (id.success) return { id: id.data };
  const number = uint256.safeParse(value);
  if (number.success) return { number: number.data };
  ctx.addIssue('is neither the id of a Proposal nor a number of the chain');
  return z.NEVER;
});
export type ProposalRef = z.output<typeof proposalRef>;

const MOST_URL = 2_000;

/** A page of the web that a browser opens safely: no other scheme, nobody's password. */
const httpsUrl = z.string().transform((value, ctx) => {
  const url = value.length <= MOST_URL && URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hostname.includes('.');
  if (url && isSafe) return url.href;
  ctx.addIssue(`is no address of a page such as "https://forum.example.org/t/12", of up to ${MOST_URL} characters`);
  return z.NEVER;
});

const MOST_CALLS = 10;
const MOST_CALL_BYTES = 10_000;
const MOST_TEXT = 10_000;

const call = z.object({
  to: ethereumAddress,
  ether: optional(decimal(assetScale.ETH, { zero: true })),
  data: optional(
    z
      .string()
      .max(2 + 2 * MOST_CALL_BYTES, `is longer than ${MOST_CALL_BYTES} bytes`)
      .regex(/^0x(?:[\da-f]{2})*$/i, 'is not bytes in hexadecimal such as "0x1f..."')
      .transform((value) => value.toLowerCase() as Hex),
  ),
});

/** `fees` and `pricing` are read by the shapes of what an administrator publishes. */
export const proposalInput = z.object({
  from: ethereumAddress,
  title: line(1, 200),
  text: text(1, MOST_TEXT),
  discussionUrl: optional(httpsUrl),
  calls: optional(z.array(call).max(MOST_CALLS, `are more than ${MOST_CALLS}`)),
  fees: optional(z.record(z.string(), z.unknown())),
  pricing: optional(z.array(z.record(z.string(), z.unknown()))),
});

export const stepInput = z.object({ from: ethereumAddress, proposalId: proposalRef });
export const voteInput = stepInput.extend({ support: z.enum(voteSupports), reason: optional(text(1, 1_000)) });

export const proposalsFilter = z.object({
  statuses: optional(z.array(z.enum(proposalStatus.enumValues)).min(1, 'names no status').max(7)),
  proposer: optional(addressKey),
});

const MOST_BLOCK = 2 ** 31 - 1;
export const votingPowerInput = z.object({
  address: addressKey,
  blockNumber: optional(z.number().int().min(0).max(MOST_BLOCK).transform(BigInt)),
});

export const changedInput = z.object({
  id: optional(nodeId('Proposal')),
  statuses: proposalsFilter.shape.statuses,
});
