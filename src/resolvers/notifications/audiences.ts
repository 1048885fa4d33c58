import type { Db } from '../../db/client.ts';
import { selectMembersOfAll, selectProjectHolders, selectVoters } from '../../db/notification-audience.ts';
import type { Facts } from '../../db/notifications.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { memberRule } from '../permissions.ts';
import { type NotificationKind, kinds } from './kinds.ts';
import { triggers } from './triggers.ts';

interface Happening {
  readonly kind: NotificationKind;
  /** Names it among all that this owner is told: said again, it is told once. */
  readonly key: string;
  readonly facts: Facts;
  /** What it is about: the type of a node and the id within. */
  readonly subject?: { readonly type: string; readonly id: string };
}

/** Something that an owner is to be told: a user, or an organization, whose members are told. */
export interface OwnOccurrence extends Happening {
  readonly ownerId: string;
  readonly audience?: never;
}

/** Something that everybody of an audience is to be told. */
interface PublicOccurrence extends Happening {
  readonly ownerId?: never;
  readonly audience: Audience;
}

export type Occurrence = OwnOccurrence | PublicOccurrence;

/** Whoever holds credits of a project, or has votes. */
type Audience =
  | { readonly kind: 'PROJECT_HOLDERS'; readonly of: string }
  | { readonly kind: 'VOTERS'; readonly of?: never };

/** Each audience becomes its owners, `most` of them: of more, those whose ids come first. */
export async function ownersOf(tx: Db, occurrences: readonly Occurrence[], most: number): Promise<OwnOccurrence[]> {
  const known = new Map<string, readonly string[]>();
  const own: OwnOccurrence[] = [];
  for (const occurrence of occurrences) {
    if (occurrence.audience === undefined) {
      own.push(occurrence);
      continue;
    }
    const { audience, ...happening } = occurrence;
    const name = `${audience.kind} ${audience.of ?? ''}`;
    const owners = known.get(name) ?? (await membersOf(tx, audience, most));
    known.set(name, owners);
    for (const ownerId of owners) own.push({ ...happening, ownerId });
  }
  return own;
}

const membersOf = (tx: Db, audience: Audience, limit: number): Promise<string[]> =>
  audience.kind === 'VOTERS'
    ? selectVoters(tx, limit)
    : selectProjectHolders(tx, audience.of, { platformId: PLATFORM_PARTY, limit });

export interface Addressed {
  readonly occurrence: OwnOccurrence;
  readonly userId: string;
  readonly organizationId: string | null;
}

/** Whom each is for: its owner, or the members of the organization that may see such things. */
export async function addressees(tx: Db, occurrences: readonly OwnOccurrence[]): Promise<Addressed[]> {
  const owners = [...new Set(occurrences.map(({ ownerId }) => ownerId))];
  const members = Map.groupBy(await selectMembersOfAll(tx, owners), ({ organizationId }) => organizationId);
  return occurrences.flatMap((occurrence): Addressed[] => {
    const { ownerId, kind } = occurrence;
    const rule = memberRule(triggers[kinds[kind]].members);
    const ofOwner = members.get(ownerId);
    if (!ofOwner) return [{ occurrence, userId: ownerId, organizationId: null }];
    return ofOwner
      .filter(({ role }) => rule.includes(role))
      .map(({ userId }) => ({ occurrence, userId, organizationId: ownerId }));
  });
}
