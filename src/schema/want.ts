import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql';

/** How rows of a type are read: one statement can fetch them with what is joined to them. */
export interface Readable {
  /** What a field needs of the row that is not the column of its own name; the rest need that column. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  readonly joins?: { readonly [field: string]: Readable };
}

/** What is wanted of a row: fields of its own, and of each relation that was asked for the same. */
export type Want<R extends Readable> = { readonly fields: readonly string[] } & {
  readonly [K in keyof R['joins']]?: R['joins'][K] extends Readable ? Want<R['joins'][K]> : never;
};

const known = new WeakMap<readonly FieldNode[], Want<Readable>>();

/**
 * What the client asked for of the rows and their relations, so that one statement fetches just that. `under` leads to
 * where the rows are, such as `['edges', 'node']`. Field aliases do not matter; @skip and @include count as asked.
 */
export function wantOf<const R extends Readable>(
  info: GraphQLResolveInfo,
  readable: R,
  under: readonly string[] = [],
): Want<R> {
  let want = known.get(info.fieldNodes);
  if (!want) {
    const selections = under.reduce<SelectionNode[]>(
      (nodes, name) => fieldsOf(nodes, info).flatMap((field) => (field.name.value === name ? selectionsOf(field) : [])),
      info.fieldNodes.flatMap(selectionsOf),
    );
    want = pick(fieldsOf(selections, info), readable, info);
    known.set(info.fieldNodes, want);
  }
  return want;
}

const selectionsOf = (field: FieldNode): SelectionNode[] => [...(field.selectionSet?.selections ?? [])];

function fieldsOf(selections: readonly SelectionNode[], info: GraphQLResolveInfo): FieldNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    return fragment ? fieldsOf(fragment.selectionSet.selections, info) : [];
  });
}

function pick(
  asked: readonly FieldNode[],
  { needs = {}, joins = {} }: Readable,
  info: GraphQLResolveInfo,
): Want<Readable> {
  const names = new Set(asked.map((field) => field.name.value));
  names.delete('__typename');
  const relations = Object.entries(joins).filter(([name]) => names.delete(name));
  const want: Record<string, Want<Readable>> = {};
  for (const [name, relation] of relations) {
    const same = asked.filter((field) => field.name.value === name);
    want[name] = pick(fieldsOf(same.flatMap(selectionsOf), info), relation, info);
  }
  return { ...want, fields: [...names].flatMap((name) => needs[name] ?? [name]) };
}
