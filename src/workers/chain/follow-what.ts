import { z } from 'zod';
import { carbonAccountAbi } from '../../../contracts/abi/carbon-account.ts';
import { carbonCustodyAbi } from '../../../contracts/abi/carbon-custody.ts';
import { carbonGovernorAbi } from '../../../contracts/abi/carbon-governor.ts';
import { carbonParametersAbi } from '../../../contracts/abi/carbon-parameters.ts';
import { carbonPaymentAbi } from '../../../contracts/abi/carbon-payment.ts';
import { carbonStakingAbi } from '../../../contracts/abi/carbon-staking.ts';
import { carbonTimelockAbi } from '../../../contracts/abi/carbon-timelock.ts';
import { carbonTokenAbi } from '../../../contracts/abi/carbon-token.ts';
import { creditRegistryAbi } from '../../../contracts/abi/credit-registry.ts';
import type { Config } from '../../config.ts';
import { type Chain, type ContractName, contractNames, type Hex } from '../../resolvers/chain/client.ts';
import type { ChainMeta } from '../../resolvers/chain/facts.ts';
import { type AbiVersion, type Followed, type FollowedInput, makeFollowed } from './followed.ts';

/**
 * What each contract of ours may say, oldest version first. A new version of an upgradeable contract is one more here, with
 * the implementations that speak it.
 */
export const contractAbis: Readonly<Record<ContractName, readonly AbiVersion[]>> = {
  CarbonToken: [{ abi: carbonTokenAbi }],
  CarbonAccount: [{ abi: carbonAccountAbi }],
  CarbonPayment: [{ abi: carbonPaymentAbi }],
  CarbonStaking: [{ abi: carbonStakingAbi }],
  CreditRegistry: [{ abi: creditRegistryAbi }],
  CarbonCustody: [{ abi: carbonCustodyAbi }],
  CarbonTimelock: [{ abi: carbonTimelockAbi }],
  CarbonGovernor: [{ abi: carbonGovernorAbi }],
  CarbonParameters: [{ abi: carbonParametersAbi }],
};

const OutsideTokens = z
  .array(
    z.strictObject({
      name: z.string().regex(/^\w{1,40}$/),
      address: z
        .string()
        .regex(/^0x[\da-f]{40}$/i)
        .transform((address) => address as Hex),
      events: z.array(z.string().max(1_000)).min(1).max(50),
    }),
  )
  .max(50);

/** The outside tokens of CHAIN_TOKENS. @throws Error that says what is wrong with it */
export function readOutsideTokens(text: string | undefined): FollowedInput[] {
  if (text === undefined) return [];
  try {
    return OutsideTokens.parse(JSON.parse(text)).map(({ name, address, events }) => ({
      name,
      address,
      versions: [{ abi: events }],
      outside: true,
    }));
  } catch (error) {
    throw new Error(`CHAIN_TOKENS: ${error instanceof Error ? error.message : 'is not valid'}`, { cause: error });
  }
}

/** What an index knows of its chain before any log. */
const metaOf = ({ chainId, deployment }: Chain, config: Config): ChainMeta => ({
  chainId,
  contracts: Object.fromEntries(
    contractNames.map((name) => [name, deployment.contracts[name].address.toLowerCase()]),
  ) as Record<ContractName, Hex>,
  confirmations: config.chainConfirmations,
});

/** Everything that is followed on a chain: our contracts, and the outside tokens that the configuration names. */
export function followedOn(chain: Chain, config: Config): Followed {
  const ours = contractNames.map((name) => {
    const { address, implementation } = chain.deployment.contracts[name];
    const [first, ...later] = contractAbis[name];
    // What stood behind a proxy at first speaks the first version.
    const versions =
      first && implementation ? [{ implementations: [implementation], ...first }, ...later] : contractAbis[name];
    return { name, address, versions };
  });
  const tokens = readOutsideTokens(config.CHAIN_TOKENS);
  const taken = tokens.find(({ name }) => (contractNames as readonly string[]).includes(name));
  if (taken) throw new Error(`CHAIN_TOKENS: ${taken.name} is the name of a contract of ours`);
  return makeFollowed(metaOf(chain, config), [...ours, ...tokens]);
}
