import type DataLoader from 'dataloader';
import { type ScheduleRow, selectSchedulesById } from '../../db/retirement-schedules.ts';
import {
  type BeneficiaryRow,
  type RetirementBlockRow,
  type RetirementRow,
  selectBeneficiariesById,
  selectRetirementBlocks,
  selectRetirementsById,
} from '../../db/retirements.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of retirements, for whom they are, and when they come again. */
export interface RetirementLoaders {
  readonly retirements: DataLoader<string, RetirementRow | undefined>;
  readonly beneficiaries: DataLoader<string, BeneficiaryRow | undefined>;
  readonly retirementSchedules: DataLoader<string, ScheduleRow | undefined>;
  /** By the id of the retirement. */
  readonly retirementBlocks: DataLoader<string, readonly RetirementBlockRow[]>;
}

export const retirementLoaders = ({ byId, listsOf }: Batched): RetirementLoaders => ({
  retirements: byId(selectRetirementsById),
  beneficiaries: byId(selectBeneficiariesById),
  retirementSchedules: byId(selectSchedulesById),
  retirementBlocks: listsOf(selectRetirementBlocks, (row) => row.retirementId),
});
