import {
  getNamedType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

/** What a REST answer holds of a type when its caller does not say by `fields` what they want. */
export type Shape =
  | { readonly kind: 'leaf'; readonly type: GraphQLLeafType }
  /** A thing with an id, inside another such thing: its id alone. */
  | { readonly kind: 'reference'; readonly type: GraphQLObjectType }
  | {
      readonly kind: 'object';
      readonly type: GraphQLObjectType;
      readonly fields: readonly ShapeField[];
      /** Lists were left out of it, since it stands in one itself. */
      readonly isShort: boolean;
    }
  | { readonly kind: 'among'; readonly members: readonly ObjectShape[] };

export type ObjectShape = Extract<Shape, { kind: 'object' }>;

export interface ShapeField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly shape: Shape;
}

/** Objects without an id that hold each other go no deeper than this. */
const DEEPEST = 5;
/** How many items a list counts as, a page or another one; more objects than `MOST_ITEMS` of them are not given unasked. */
const PAGE_ITEMS = 20;
const LIST_ITEMS = 10;
const MOST_ITEMS = 60;

const isNode = (type: GraphQLObjectType): boolean => type.getInterfaces().some(({ name }) => name === 'Node');
const isError = (type: GraphQLObjectType): boolean => type.getInterfaces().some(({ name }) => name === 'Error');
const isConnection = (type: GraphQLObjectType): boolean => 'pageInfo' in type.getFields();

/** The types that a result can be besides the one that says that it was done. */
export const refusalsOf = (type: GraphQLOutputType): readonly GraphQLObjectType[] => {
  const named = getNamedType(type);
  return isUnionType(named) ? named.getTypes().filter(isError) : [];
};

/** What a result is when nothing was refused: the payload of a mutation, else the type itself. */
export function doneTypeOf(type: GraphQLOutputType): GraphQLOutputType {
  const named = getNamedType(type);
  const members = isUnionType(named) ? named.getTypes() : [];
  const done = members.filter((member) => !isError(member));
  return members.length > done.length && done[0] ? done[0] : type;
}

/**
 * Of a thing with an id its own values, the objects that have no id, and the ids of other things; no lists of other things,
 * and nothing that needs arguments: these are read at their own addresses, or asked for by `fields`.
 */
export function shapeOf(type: GraphQLOutputType, among: readonly GraphQLObjectType[] = []): Shape {
  return shape(type, among, { insideNode: false, depth: 0, items: 1 }) ?? { kind: 'among', members: [] };
}

interface Place {
  readonly insideNode: boolean;
  readonly depth: number;
  /** How often what stands here is given. */
  readonly items: number;
}

function shape(type: GraphQLOutputType, among: readonly GraphQLObjectType[], place: Place): Shape | undefined {
  const named = getNamedType(type);
  if (isLeafType(named)) return { kind: 'leaf', type: named };
  if (isObjectType(named)) return objectShape(named, place);
  const members = isUnionType(named) ? named.getTypes() : isInterfaceType(named) ? among : [];
  const shapes = members.map((member) => objectShape(member, place));
  return { kind: 'among', members: shapes.filter((each): each is ObjectShape => each?.kind === 'object') };
}

function objectShape(type: GraphQLObjectType, { insideNode, depth, items }: Place): Shape | undefined {
  if (isNode(type) && insideNode) return { kind: 'reference', type };
  if (depth > DEEPEST) return undefined;
  let isShort = false;
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.deprecationReason != null || field.args.some(isRequiredArgument)) return [];
    const place: Place = {
      insideNode: insideNode || isNode(type),
      depth: depth + 1,
      items: items * itemsOf(type, field.type),
    };
    if (place.insideNode && isOfOthers(field.type)) return [];
    if (place.items > Math.max(items, MOST_ITEMS) && !isLeafType(getNamedType(field.type))) {
      isShort = true;
      return [];
    }
    const shaped = shape(field.type, [], place);
    if (shaped?.kind === 'object' && shaped.isShort) isShort = true;
    const isEmpty = shaped === undefined || (shaped.kind === 'among' && shaped.members.length === 0);
    return isEmpty ? [] : [{ field, shape: shaped }];
  });
  return fields.length === 0 ? undefined : { kind: 'object', type, fields, isShort };
}

/** A list of other things, which has an address of its own. */
function isOfOthers(type: GraphQLOutputType): boolean {
  const named = getNamedType(type);
  if (!isObjectType(named)) return isUnionType(named) && holdsList(type);
  return isConnection(named) || (isNode(named) && holdsList(type));
}

const itemsOf = (parent: GraphQLObjectType, type: GraphQLOutputType): number =>
  !holdsList(type) ? 1 : isConnection(parent) ? PAGE_ITEMS : LIST_ITEMS;

const holdsList = (type: GraphQLOutputType): boolean =>
  isListType(type) || (isNonNullType(type) && holdsList(type.ofType));

/** The selection that asks for a shape, with its braces; empty for a value. */
function selectionOf(shaped: Shape): string {
  if (shaped.kind === 'leaf') return '';
  if (shaped.kind === 'reference') return ' { id }';
  if (shaped.kind === 'object') return ` { ${fieldsText(shaped, new Set())} }`;
  const taken = clashes(shaped.members);
  const parts = shaped.members.map((member) => `... on ${member.type.name} { ${fieldsText(member, taken)} }`);
  return ` { ${['__typename', ...parts].join(' ')} }`;
}

const fieldsText = ({ type, fields }: ObjectShape, clashing: ReadonlySet<string>): string =>
  fields
    .map(({ field, shape: inner }) => {
      const alias = clashing.has(field.name) ? `${type.name}${MARK}${field.name}: ` : '';
      return `${alias}${field.name}${selectionOf(inner)}`;
    })
    .join(' ');

/** Names that stand for other types in other members: they cannot be asked for under one name. */
function clashes(members: readonly ObjectShape[]): ReadonlySet<string> {
  const seen = new Map<string, string>();
  const clashing = new Set<string>();
  for (const { field, shape: inner } of members.flatMap(({ fields }) => fields)) {
    const form = `${String(field.type)}${selectionOf(inner)}`;
    if ((seen.get(field.name) ?? form) !== form) clashing.add(field.name);
    seen.set(field.name, form);
  }
  return clashing;
}

const MARK = '__';
const MARKED = /^[A-Z][A-Za-z0-9]*__([a-z]\w*)$/;

/** Takes back the names that stood in for others. */
export function unmark(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmark);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [MARKED.exec(name)?.[1] ?? name, unmark(item)]),
  );
}

/** The selection for a result: what was done, as asked for or by its shape, and of each refusal all that it says. */
export function resultSelection(
  type: GraphQLOutputType,
  { fields, among = [] }: { readonly fields?: string | undefined; readonly among?: readonly GraphQLObjectType[] },
): string {
  const done = doneTypeOf(type);
  const refusals = refusalsOf(type);
  const asked = fields === undefined ? selectionOf(shapeOf(done, among)) : ` { ${fields} }`;
  if (refusals.length === 0) return asked;
  const shapes = refusals.map((each) => shapeOf(each)).filter((each): each is ObjectShape => each.kind === 'object');
  const own = shapes.map((each) => ({ ...each, fields: each.fields.filter(({ field }) => !COMMON.has(field.name)) }));
  const doneType = getNamedType(done);
  const taken = isObjectType(doneType) ? Object.keys(doneType.getFields()) : [];
  const clashing = new Set([...clashes(own), ...taken]);
  const parts = own.flatMap((each) =>
    each.fields.length === 0 ? [] : [`... on ${each.type.name} { ${fieldsText(each, clashing)} }`],
  );
  const common = `... on Error { ${[...COMMON].join(' ')} }`;
  return ` { __typename ... on ${getNamedType(done).name}${asked} ${[common, ...parts].join(' ')} }`;
}

const COMMON = new Set(['code', 'message', 'retryable']);

/** The object types of these names, each once. */
export const objectTypes = (schema: GraphQLSchema, names: Iterable<string>): GraphQLObjectType[] =>
  [...new Set(names)].map((name) => schema.getType(name)).filter((type) => isObjectType(type));
