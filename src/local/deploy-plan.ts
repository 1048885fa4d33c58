import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Hex } from '../resolvers/chain/client.ts';

/** Who may do what on a chain, and the numbers that the contracts begin with. */
export interface DeploymentPlan {
  /** Has the admin role beside the timelock, for what cannot wait for a vote; null for nobody. */
  readonly admin: Hex | null;
  /** The deployer keeps every admin role: on a local chain only. Elsewhere it gives them up as the last step. */
  readonly keepDeployer: boolean;
  readonly holders: {
    /** Sends the platform's intents: credits, conversions, records, proofs, payments out of the custody. */
    readonly operator: Hex;
    /** Links wallets. Another key than the operator's: both in one hand could empty the custody. */
    readonly registrar: Hex;
    /** Confirms fiat payments. Another key than the operator's: a conversion needs both. */
    readonly confirmer: Hex;
    readonly priceSetter: Hex;
    /** Pauses and suspends. */
    readonly guardian: Hex;
  };
  /** Where the proceeds of CarbonPayment go; null for the timelock. */
  readonly treasury: Hex | null;
  /** The first price, in wei for one CARBON; null for none, so that nothing is sold before the price setter sets one. */
  readonly weiPerCarbon: bigint | null;
  readonly maxPriceAgeS: number;
  /** How long unstaked CARBON waits before it can be claimed. */
  readonly cooldownS: number;
  readonly governor: {
    readonly votingDelayBlocks: number;
    readonly votingPeriodBlocks: number;
    /** Votes that a proposer needs, in units of 10^-18. */
    readonly proposalThreshold: bigint;
    /** Part of the staked CARBON that must vote. */
    readonly quorumPercent: number;
    readonly timelockDelayS: number;
  };
}

/** Nobody has a key of the first addresses: they are precompiled contracts, and what an example is filled with. */
const NOBODYS = /^0x0{36}/;

const address = z
  .string()
  .regex(/^0x[\da-fA-F]{40}$/, 'an address: 0x and 40 hex digits')
  .refine((text) => !NOBODYS.test(text), "nobody has this address's key") as unknown as z.ZodType<Hex>;
const whole = (most: number) => z.number().int().min(0).max(most);
const units = z
  .string()
  .regex(/^\d{1,60}$/, 'a whole number as text')
  .transform(BigInt);

const Plan = z.strictObject({
  admin: address.nullable(),
  holders: z.strictObject({
    operator: address,
    registrar: address,
    confirmer: address,
    priceSetter: address,
    guardian: address,
  }),
  treasury: address.nullable(),
  weiPerCarbon: units.nullable(),
  maxPriceAgeS: whole(31_536_000),
  cooldownS: whole(31_536_000),
  governor: z.strictObject({
    votingDelayBlocks: whole(1_000_000),
    votingPeriodBlocks: whole(10_000_000),
    proposalThreshold: units,
    quorumPercent: whole(100),
    timelockDelayS: whole(31_536_000),
  }),
});

/**
 * Reads the plan of a real chain from JSON: amounts as text, in units of 10^-18 or wei.
 * @throws Error that names every field that is wrong, and a plan that puts into one hand what needs two.
 */
export async function readPlan(file: string): Promise<DeploymentPlan> {
  const read = Plan.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) {
    const lines = read.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`It is not valid:\n${lines.join('\n')}`);
  }
  const { operator, registrar, confirmer } = read.data.holders;
  for (const [name, holder] of Object.entries({ registrar, confirmer })) {
    if (holder.toLowerCase() !== operator.toLowerCase()) continue;
    throw new Error(`The ${name} must be another address than the operator.`);
  }
  return { ...read.data, keepDeployer: false };
}
