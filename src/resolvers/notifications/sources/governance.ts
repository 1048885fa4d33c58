import { selectCursor } from '../../../db/chain-cursors.ts';
import type { Db } from '../../../db/client.ts';
import { selectProposalsById } from '../../../db/proposal-lists.ts';
import type { FeedEvent } from '../../feed.ts';
import type { Occurrence } from '../audiences.ts';
import type { NotificationKind } from '../kinds.ts';

/** Where a proposal comes to that those who have votes want to know. */
const TOLD: ReadonlySet<string> = new Set(['ACTIVE', 'SUCCEEDED', 'DEFEATED', 'EXECUTED', 'CANCELED']);
/** Blocks below the head from which on what a new index finds is history and no news: about a month on Ethereum. */
const HISTORY_BLOCKS = 216_000n;
/** Whoever proposes writes the title. */
const TITLE_CHARACTERS = 120;

/** Proposals are told to everybody who has votes, and to who proposed: new ones, where they come to, and what they set. */
export async function occurrencesOfProposals(tx: Db, events: readonly FeedEvent<'proposal'>[]): Promise<Occurrence[]> {
  const ids = [...new Set(events.map(({ payload }) => payload.id))];
  const proposals = new Map((await selectProposalsById(tx, ids)).map((proposal) => [proposal.id, proposal]));
  const heads = new Map<number, bigint>();
  for (const chainId of new Set([...proposals.values()].map((proposal) => proposal.chainId))) {
    heads.set(chainId, (await selectCursor(tx, chainId))?.headBlock ?? 0n);
  }
  return events.flatMap(({ payload, place }): Occurrence[] => {
    const { id, proposerId, status } = payload;
    const proposal = proposals.get(id);
    const told = toldOf(payload, place.position);
    if (!proposal || !told) return [];
    if (proposal.blockNumber + HISTORY_BLOCKS < (heads.get(proposal.chainId) ?? 0n)) return [];
    const title = proposal.title.replaceAll(/\s+/g, ' ').slice(0, TITLE_CHARACTERS);
    const happening = {
      kind: told.kind,
      key: `${id} ${told.key}`,
      facts: { title, status },
      subject: { type: 'Proposal', id },
    };
    const voters: Occurrence = { ...happening, audience: { kind: 'VOTERS' } };
    return proposerId === null ? [voters] : [voters, { ...happening, ownerId: proposerId }];
  });
}

/** Which words tell an event, and what names it: a block that comes back after a reorganisation brings the same again. */
function toldOf(
  { change, status }: FeedEvent<'proposal'>['payload'],
  position: bigint,
): { readonly kind: NotificationKind; readonly key: string } | undefined {
  if (change === 'CREATED') return { kind: 'PROPOSAL_CREATED', key: '' };
  if (change === 'MOVED') return TOLD.has(status) ? { kind: 'PROPOSAL_MOVED', key: status } : undefined;
  if (change === 'ORPHANED') return { kind: 'PROPOSAL_ORPHANED', key: String(position) };
  return change === 'PARAMETERS_DECIDED' ? { kind: 'PROPOSAL_IN_FORCE', key: String(position) } : undefined;
}
