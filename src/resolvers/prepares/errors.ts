import { formatDecimal } from '../amounts.ts';
import type { Revert } from '../chain/reverts.ts';
import { Refusal } from '../errors.ts';
import type { PreparedTransaction } from './transactions.ts';

/** The transaction would fail, and was not prepared. */
export class SimulationFailed extends Refusal {
  readonly code = 'SIMULATION_FAILED';
  /** As the contract calls it, such as `ERC20InsufficientBalance`. */
  readonly errorName: string;
  constructor({ name, message }: Pick<Revert, 'name' | 'message'>) {
    super(message);
    this.errorName = name;
  }
}

/** The contract may not take the CARBON yet: the approval comes first, and is prepared here. */
export class ApprovalMissing extends Refusal {
  readonly code = 'APPROVAL_MISSING';
  override readonly retryable = true;
  /** Both in units of 10^-18 CARBON. */
  readonly allowance: bigint;
  readonly needed: bigint;
  readonly approval: PreparedTransaction;
  constructor(allowance: bigint, needed: bigint, approval: PreparedTransaction) {
    const [has, needs] = [formatDecimal(allowance, 18), formatDecimal(needed, 18)];
    super(
      `CarbonStaking may take ${has} CARBON of this address, and this needs ${needs}: send \`approval\` first, and ask again when it is mined.`,
    );
    this.allowance = allowance;
    this.needed = needed;
    this.approval = approval;
  }
}
