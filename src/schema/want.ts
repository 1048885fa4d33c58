import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';

/** Which relations may be joined, such as `{ buyer: true, announcement: { seller: true } }`. */
export type Joinable = { readonly [field: string]: true | Joinable };
export type Want<J extends Joinable> = { readonly [K in keyof J]?: J[K] extends Joinable ? Want<J[K]> : true };

const known = new WeakMap<readonly FieldNode[], Want<Joinable>>();

/**
 * Which of the joinable relations the client asked for, so that one statement fetches them. `under` leads to where the
 * rows are, such as `['edges', 'node']`. Field aliases do not matter; @skip and @include count as asked.
 */
export function wantOf<const J extends Joinable>(info: GraphQLResolveInfo, joinable: J, under: readonly string[] = []): Want<J> {
  let want = known.get(info.fieldNodes);
  if (!want) {
    const selections = under.reduce<SelectionNode[]>(
      (nodes, name) => fieldsOf(nodes, info).flatMap((field) => (field.name.value === name ? selectionsOf(field) : [])),
      info.fieldNodes.flatMap(selectionsOf),
    );
    want = pick(selections, joinable, info);
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

function pick(selections: readonly SelectionNode[], joinable: Joinable, info: GraphQLResolveInfo): Want<Joinable> {
  const want: Record<string, true | Want<Joinable>> = {};
  for (const [name, inner] of Object.entries(joinable)) {
    const asked = fieldsOf(selections, info).filter((field) => field.name.value === name);
    if (asked.length > 0) want[name] = inner === true || pick(asked.flatMap(selectionsOf), inner, info);
  }
  return want as Want<Joinable>;
}
