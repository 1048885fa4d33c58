import { id, ZeroAddress, ZeroHash } from 'ethers';
import type { ContractName, Hex } from '../resolvers/chain/client.ts';
import type { DeploymentPlan } from './deploy-plan.ts';

/** A role that an account has in a contract (OpenZeppelin's AccessControl). */
export interface Grant {
  readonly contract: ContractName;
  /** Its name; `DEFAULT_ADMIN_ROLE` is the zero hash, which grants and revokes the others. */
  readonly role: string;
  readonly account: Hex;
}

/** The value by which the contracts know a role. */
export const roleHash = (role: string): Hex => (role === 'DEFAULT_ADMIN_ROLE' ? ZeroHash : id(role)) as Hex;

/** Contracts with roles of their own; the others (staking, governor) obey nobody. */
const governed = [
  'CarbonToken',
  'CarbonAccount',
  'CarbonPayment',
  'CreditRegistry',
  'CarbonCustody',
  'CarbonTimelock',
] as const;

type Addresses = Readonly<Record<ContractName, Hex>>;

/** Every role that must be held once all is done. */
export function wantedGrants({ holders, admin, keepDeployer }: DeploymentPlan, at: Addresses, deployer: Hex): Grant[] {
  const grant = (contract: ContractName, role: string, account: string): Grant => ({
    contract,
    role,
    account: account as Hex,
  });
  return [
    grant('CarbonToken', 'MINTER_ROLE', at.CarbonAccount),
    grant('CarbonToken', 'MINTER_ROLE', at.CarbonPayment),
    grant('CarbonToken', 'PAUSER_ROLE', holders.guardian),
    grant('CarbonAccount', 'REGISTRAR_ROLE', holders.registrar),
    grant('CarbonAccount', 'MINTER_ROLE', holders.operator),
    grant('CarbonPayment', 'PRICE_ROLE', holders.priceSetter),
    grant('CarbonPayment', 'CONFIRMER_ROLE', holders.confirmer),
    grant('CarbonPayment', 'CONVERTER_ROLE', holders.operator),
    grant('CarbonPayment', 'TREASURER_ROLE', holders.operator),
    grant('CreditRegistry', 'PROJECT_ROLE', holders.operator),
    grant('CreditRegistry', 'MINTER_ROLE', holders.operator),
    grant('CreditRegistry', 'ANCHOR_ROLE', holders.operator),
    grant('CreditRegistry', 'SUSPENDER_ROLE', holders.guardian),
    grant('CreditRegistry', 'UPGRADER_ROLE', at.CarbonTimelock),
    grant('CarbonCustody', 'OPERATOR_ROLE', holders.operator),
    // The votes decide, everybody may carry out what was decided.
    grant('CarbonTimelock', 'PROPOSER_ROLE', at.CarbonGovernor),
    grant('CarbonTimelock', 'CANCELLER_ROLE', at.CarbonGovernor),
    grant('CarbonTimelock', 'EXECUTOR_ROLE', ZeroAddress),
    ...governed.map((contract) => grant(contract, 'DEFAULT_ADMIN_ROLE', at.CarbonTimelock)),
    // Not of the timelock: whoever is its admin needs no vote.
    ...(admin
      ? governed.filter((name) => name !== 'CarbonTimelock').map((name) => grant(name, 'DEFAULT_ADMIN_ROLE', admin))
      : []),
    // A local chain's deployer can mint what a demo needs and try an upgrade.
    ...(keepDeployer
      ? [grant('CarbonToken', 'MINTER_ROLE', deployer), grant('CreditRegistry', 'UPGRADER_ROLE', deployer)]
      : []),
  ];
}

/** What the deployer must not keep: it takes the one to set the first price, and has the others from the start. */
export function rolesToGiveUp(plan: DeploymentPlan, deployer: Hex): Grant[] {
  const same = (account: Hex | null): boolean => account?.toLowerCase() === deployer.toLowerCase();
  const price: Grant = { contract: 'CarbonPayment', role: 'PRICE_ROLE', account: deployer };
  const admins = governed.map((contract): Grant => ({ contract, role: 'DEFAULT_ADMIN_ROLE', account: deployer }));
  // The timelock's comes last: it is the only one that nobody else could take from the deployer.
  const kept = plan.keepDeployer
    ? []
    : admins.filter(({ contract }) => contract === 'CarbonTimelock' || !same(plan.admin));
  return [...(same(plan.holders.priceSetter) ? [] : [price]), ...kept];
}
