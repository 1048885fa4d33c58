import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';

/** A relation that one statement can join. */
export interface Relation {
  /** What a field needs of the row that is not the column of its own name; the rest need that column. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  readonly joins?: Joinable;
}
/** Which relations may be joined, such as `{ buyer: USER, announcement: { joins: { seller: USER } } }`. */
export type Joinable = { readonly [field: string]: Relation };

/** What is wanted of each relation that was asked for: fields of the row, and relations of its own. */
export type Want<J extends Joinable> = {
  readonly [K in keyof J]?: { readonly fields: readonly string[] } & (J[K]['joins'] extends Joinable
    ? Want<J[K]['joins']>
    : unknown);
};

const known = new WeakMap<readonly FieldNode[], Want<Joinable>>();

/**
 * Which of the joinable relations the client asked for, and what of them, so that one statement fetches just that. `under`
 * leads to where the rows are, such as `['edges', 'node']`. Field aliases do not matter; @skip and @include count as asked.
 */
export function wantOf<const J extends Joinable>(
  info: GraphQLResolveInfo,
  joinable: J,
  under: readonly string[] = [],
): Want<J> {
  let want = known.get(info.fieldNodes);
  if (!want) {
    const selections = under.reduce<SelectionNode[]>(
      (nodes, name) => fieldsOf(nodes, info).flatMap((field) => (field.name.value === name ? selectionsOf(field) : [])),
      info.fieldNodes.flatMap(selectionsOf),
    );
    want = pick(fieldsOf(selections, info), joinable, info);
    known.set(info.fieldNodes, want);
  }
  return want as Want<J>;
}

const selectionsOf = (field: FieldNode): SelectionNode[] => [...(field.selectionSet?.selections ?? [])];

function fieldsOf(selections: readonly SelectionNode[], info: GraphQLResolveInfo): FieldNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    return fragment ? fieldsOf(fragment.selectionSet.selections, info) : [];
  });
}

function pick(asked: readonly FieldNode[], joinable: Joinable, info: GraphQLResolveInfo): Want<Joinable> {
  const want: Record<string, { fields: readonly string[] }> = {};
  for (const [name, { needs = {}, joins = {} }] of Object.entries(joinable)) {
    const same = asked.filter((field) => field.name.value === name);
    if (same.length === 0) continue;
    const inner = fieldsOf(same.flatMap(selectionsOf), info);
    const names = new Set(
      inner.map((field) => field.name.value).filter((each) => each !== '__typename' && !(each in joins)),
    );
    want[name] = { fields: [...names].flatMap((each) => needs[each] ?? [each]), ...pick(inner, joins, info) };
  }
  return want;
}
