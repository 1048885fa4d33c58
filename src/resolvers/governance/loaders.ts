import type DataLoader from 'dataloader';
import { type GovernedChangeRow, selectChangesOf } from '../../db/governed-changes.ts';
import { type ProposalView, selectProposalsById } from '../../db/proposal-lists.ts';
import type { Batched } from '../batched.ts';

/** Look-ups of the governance. */
export interface GovernanceLoaders {
  /** Taken back ones too. */
  readonly proposals: DataLoader<string, ProposalView | undefined>;
  /** By the id of the proposal: what its execution has set. */
  readonly governedChangesOf: DataLoader<string, readonly GovernedChangeRow[]>;
}

export const governanceLoaders = ({ byId, listsOf }: Batched): GovernanceLoaders => ({
  proposals: byId(selectProposalsById),
  governedChangesOf: listsOf(selectChangesOf, (row) => row.ofProposal),
});
