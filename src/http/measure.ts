import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { type Cost, type CostTable, createCostTable, type Sizes, timesOfField } from './cost.ts';

interface Weight {
  depth: number;
  aliases: number;
  directives: number;
  readonly cost: Cost;
  /** What of a connection is worked out once, however long its page is: fields that say `oncePerPage`. */
  readonly once: Cost;
  /** The same inside `__schema` and `__type`, which have limits of their own. */
  metaDepth: number;
  metaCost: number;
}

/** How large an operation is, with every fragment counted where it is spread. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly introspectionDepth: number;
  readonly introspectionCost: number;
  /** For the variables of one request; every number that a variable decides is at least 1. */
  cost(variables: Readonly<Record<string, unknown>>): number;
  /** The fields at the root, each as often as it is asked for. */
  readonly fields: readonly string[];
}

/**
 * Measures an operation before it is validated or compiled, for both would unfold its fragments: here each fragment is
 * looked at once, however often it is spread (a chain of thirty that each spread the next one twice is a billion
 * fields). A fragment that contains itself counts as nothing there; validation refuses it.
 */
export function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizes: Sizes,
): Measure {
  const table = createCostTable();
  const scale = createScale(schema, document, operation, sizes, table);
  const root = schema.getRootType(operation.operation) ?? undefined;
  const weight = scale.ofSelections(operation.selectionSet.selections, root);
  const variables = operation.variableDefinitions ?? [];
  const directives = [operation, ...variables].reduce((count, node) => count + (node.directives?.length ?? 0), 0);
  return {
    depth: weight.depth,
    aliases: weight.aliases,
    directives: weight.directives + directives,
    introspectionDepth: weight.metaDepth,
    introspectionCost: weight.metaCost,
    cost: (given) => table.total(weight.cost, given),
    fields: [...rootFields(operation.selectionSet, fragmentsOf(document), new Set())],
  };
}

interface Scale {
  ofSelections(selections: readonly SelectionNode[], parent: GraphQLNamedType | undefined): Weight;
}

function createScale(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  sizes: Sizes,
  table: CostTable,
): Scale {
  const fragments = fragmentsOf(document);
  const weighed = new Map<string, Weight>();
  const presets = new Map(
    operation.variableDefinitions?.flatMap(({ variable, defaultValue }): [string, ValueNode][] =>
      defaultValue ? [[variable.name.value, defaultValue]] : [],
    ),
  );

  function ofSelections(selections: readonly SelectionNode[], parent: GraphQLNamedType | undefined): Weight {
    const total = nothing();
    for (const node of selections) {
      total.directives += node.directives?.length ?? 0;
      if (node.kind === Kind.FIELD) addField(total, node, parent);
      else if (node.kind === Kind.FRAGMENT_SPREAD) put(table, total, ofFragment(node.name.value));
      else {
        const type = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
        put(table, total, ofSelections(node.selectionSet.selections, type));
      }
    }
    return total;
  }

  function ofFragment(name: string): Weight {
    const known = weighed.get(name);
    if (known) return known;
    weighed.set(name, nothing());
    const fragment = fragments.get(name);
    if (!fragment) return nothing();
    const type = schema.getType(fragment.typeCondition.name.value);
    const weight = ofSelections(fragment.selectionSet.selections, type);
    weight.directives += fragment.directives?.length ?? 0;
    weighed.set(name, weight);
    return weight;
  }

  function addField(total: Weight, node: FieldNode, parent: GraphQLNamedType | undefined): void {
    const name = node.name.value;
    const field = fieldOf(schema, parent, name);
    const inner = ofSelections(node.selectionSet?.selections ?? [], field && getNamedType(field.type));
    const times = isPartOfPage(parent) ? 1 : timesOfField(node, field, presets, sizes);
    total.aliases += inner.aliases + (node.alias ? 1 : 0);
    total.directives += inner.directives;
    if (parent && isIntrospectionType(parent)) {
      total.metaDepth = Math.max(total.metaDepth, 1 + inner.metaDepth);
      total.metaCost += 1 + (typeof times === 'number' ? times : 1) * inner.metaCost;
      return;
    }
    total.depth = Math.max(total.depth, 1 + inner.depth);
    total.metaDepth = Math.max(total.metaDepth, inner.metaDepth);
    total.metaCost += inner.metaCost;
    const cost = field?.extensions['oncePerPage'] === true ? total.once : total.cost;
    // Clients add `__typename` everywhere by themselves; under an alias it is somebody's own work.
    if (name !== '__typename' || node.alias) cost.fixed += 1;
    table.add(cost, inner.cost, times);
    table.add(cost, inner.once, 1);
  }

  return { ofSelections };
}

function put(table: CostTable, total: Weight, inner: Weight): void {
  total.depth = Math.max(total.depth, inner.depth);
  total.aliases += inner.aliases;
  total.directives += inner.directives;
  total.metaDepth = Math.max(total.metaDepth, inner.metaDepth);
  total.metaCost += inner.metaCost;
  table.add(total.cost, inner.cost, 1);
  table.add(total.once, inner.once, 1);
}

const nothing = (): Weight => ({
  depth: 0,
  aliases: 0,
  directives: 0,
  cost: { fixed: 0, parts: [] },
  once: { fixed: 0, parts: [] },
  metaDepth: 0,
  metaCost: 0,
});

const fragmentsOf = (document: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );

function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** The lists of a connection are its page, which was multiplied at the connection itself. */
const isPartOfPage = (parent: GraphQLNamedType | undefined): boolean => parent?.name.endsWith('Connection') === true;

/** A fragment is carried out once at one level, however often it is spread there. */
function* rootFields(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): Generator<string> {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) yield node.name.value;
    else if (node.kind === Kind.INLINE_FRAGMENT) yield* rootFields(node.selectionSet, fragments, seen);
    else if (!seen.has(node.name.value)) {
      seen.add(node.name.value);
      const fragment = fragments.get(node.name.value);
      if (fragment) yield* rootFields(fragment.selectionSet, fragments, seen);
    }
  }
}
