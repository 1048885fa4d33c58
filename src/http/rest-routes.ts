import { getNamedType, type GraphQLField, type GraphQLSchema, isInputObjectType, OperationTypeNode } from 'graphql';

export const REST = '/api/';

/** An address of the REST API: one query or mutation of the schema. */
export interface RestRoute {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly kind: OperationTypeNode.QUERY | OperationTypeNode.MUTATION;
  readonly field: GraphQLField<unknown, unknown>;
}

/** myTrades -> my-trades */
const kebab = (name: string): string => name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase();

/** Files come as forms to /graphql, or by PUT to an address that `documentUploadPrepare` gives; JSON cannot carry them. */
function takesFile({ args }: GraphQLField<unknown, unknown>): boolean {
  const types = args.flatMap(({ type }) => {
    const named = getNamedType(type);
    return isInputObjectType(named) ? Object.values(named.getFields()).map((field) => field.type) : [named];
  });
  return types.some((type) => getNamedType(type).name === 'Upload');
}

/** Every query is read by GET and every mutation sent by POST, at an address made of its name; by that address. */
export function restRoutes(schema: GraphQLSchema): ReadonlyMap<string, RestRoute> {
  const roots = [
    { root: schema.getQueryType(), method: 'GET', kind: OperationTypeNode.QUERY },
    { root: schema.getMutationType(), method: 'POST', kind: OperationTypeNode.MUTATION },
  ] as const;
  const routes = roots.flatMap(({ root, method, kind }) =>
    Object.values(root?.getFields() ?? {})
      .filter((field) => !takesFile(field))
      .map((field): RestRoute => ({ path: `${REST}${kebab(field.name)}`, method, kind, field })),
  );
  return new Map(routes.map((route) => [route.path, route]));
}
