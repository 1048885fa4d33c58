import { Interface } from 'ethers';
import { carbonAccountAbi } from '../../../contracts/abi/carbon-account.ts';
import { carbonCustodyAbi } from '../../../contracts/abi/carbon-custody.ts';
import { carbonGovernorAbi } from '../../../contracts/abi/carbon-governor.ts';
import { carbonParametersAbi } from '../../../contracts/abi/carbon-parameters.ts';
import { carbonPaymentAbi } from '../../../contracts/abi/carbon-payment.ts';
import { carbonStakingAbi } from '../../../contracts/abi/carbon-staking.ts';
import { carbonTimelockAbi } from '../../../contracts/abi/carbon-timelock.ts';
import { carbonTokenAbi } from '../../../contracts/abi/carbon-token.ts';
import { creditRegistryAbi } from '../../../contracts/abi/credit-registry.ts';
import { type Chain, type ContractName, contractNames, type Hex } from './client.ts';

/** How each of our contracts is called, and what it refuses with. */
export const interfaces: Readonly<Record<ContractName, Interface>> = {
  CarbonToken: new Interface(carbonTokenAbi),
  CarbonAccount: new Interface(carbonAccountAbi),
  CarbonPayment: new Interface(carbonPaymentAbi),
  CarbonStaking: new Interface(carbonStakingAbi),
  CreditRegistry: new Interface(creditRegistryAbi),
  CarbonCustody: new Interface(carbonCustodyAbi),
  CarbonTimelock: new Interface(carbonTimelockAbi),
  CarbonGovernor: new Interface(carbonGovernorAbi),
  CarbonParameters: new Interface(carbonParametersAbi),
};

/** A call of one of our contracts. */
export interface ContractCall {
  readonly contract: ContractName;
  /** Its name in the ABI, or its signature where several have the name. */
  readonly method: string;
  readonly args: readonly unknown[];
}

export const encodeCall = ({ contract, method, args }: ContractCall): Hex =>
  interfaces[contract].encodeFunctionData(method, args) as Hex;

/** What the call gave, value by value. Throws for an answer that is none, as from an address without code. */
export const decodeAnswer = ({ contract, method }: ContractCall, answer: string): unknown[] =>
  interfaces[contract].decodeFunctionResult(method, answer).toArray();

export const addressOfContract = (chain: Chain, contract: ContractName): Hex =>
  chain.deployment.contracts[contract].address;

/** Which of our contracts has this address, if any. */
export const contractAt = (chain: Chain, address: string): ContractName | undefined =>
  contractNames.find((name) => addressOfContract(chain, name).toLowerCase() === address.toLowerCase());
