import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from '../resolvers/context.ts';
import { decodeId, encodeId } from '../resolvers/ids.ts';

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: true;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    /** Decimal text, such as "12.50". Resolvers check it, so that all issues of an input come at once. */
    Decimal: { Input: string; Output: string };
    DateTime: { Input: string; Output: Date };
    Date: { Input: string; Output: string };
    /** In any case where it comes in (the resolvers check it), lower case or checksummed where it goes out. */
    Address: { Input: string; Output: string };
    Hash: { Input: string; Output: string };
    /** What stands for a file of the request. */
    Upload: { Input: object; Output: never };
    /** Checked by the resolvers, which know whether it is to be a point or an area. */
    GeoJSON: { Input: unknown; Output: object };
  };
}

const capitalize = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, RelayPlugin],
  defaultFieldNullability: false,
  defaultInputFieldRequiredness: true,
  errors: {
    directResult: true,
    defaultUnionOptions: {
      name: ({ fieldName }) => `${capitalize(fieldName)}Result`,
      description: 'What it did, or a refusal that names what to do next.',
    },
  },
  relay: {
    clientMutationId: 'omit',
    brandLoadedObjects: true,
    encodeGlobalID: (type, id) => encodeId(type, String(id)),
    decodeGlobalID: (text) => {
      const decoded = decodeId(text);
      return { typename: decoded?.type ?? '', id: decoded?.id ?? '' };
    },
    nodeTypeOptions: { description: 'Anything that has an id of its own.' },
    idFieldOptions: { description: 'Opaque id, unique over all types and the same for ever.' },
    nodeQueryOptions: {
      description: 'The thing with this id, if there is one and you may see it.',
      args: { id: { description: 'Its id.' } },
    },
    nodesQueryOptions: {
      description: 'The things with these ids, null where there is none that you may see.',
      args: { ids: { description: 'Their ids.' } },
    },
    mutationInputArgOptions: { description: 'What to do.' },
    pageInfoTypeOptions: { description: 'Where a page ends and whether more follows.' },
    pageInfoFieldOptions: { description: 'Where this page ends and whether more follows.' },
    hasNextPageFieldOptions: { description: 'Whether more follows.' },
    hasPreviousPageFieldOptions: { description: 'Whether it was reached through `after`.' },
    startCursorFieldOptions: { description: 'Cursor of the first item; null if there is none.' },
    endCursorFieldOptions: { description: 'Cursor of the last item: `after` of the next page; null if there is none.' },
    edgesFieldOptions: { description: 'The items, each with its cursor.' },
    cursorFieldOptions: { description: 'Where this item stands in the list.' },
    nodeFieldOptions: { description: 'The item.' },
  },
});

builder.queryType({ description: 'Reads. They never wait on anything outside.' });
builder.mutationType({
  description: 'What can be done. Each gives its payload or a refusal that a client can act on.',
});
builder.subscriptionType({
  description: 'What happens, as it happens. Every event has a `cursor`: give it back as `after` and you miss nothing.',
});

/** An enum whose values each have a description. Tie it to the database's with `satisfies Record<Value, string>`. */
export function enumOf<const Value extends string>(name: string, description: string, values: Record<Value, string>) {
  const described = Object.entries<string>(values).map(([value, meaning]) => [value, { description: meaning }]);
  return builder.enumType(name, {
    description,
    values: Object.fromEntries(described) as Record<Value, { description: string }>,
  });
}
