import { Kind, type FieldNode, type GraphQLField, isListType, getNullableType, type ValueNode } from 'graphql';
import { MAX_PAGE } from '../resolvers/pages.ts';

export type Sizes = {
  /** Items that a connection gives when `first` is not given. */
  readonly page: number;
  /** Items that a list without pages is taken to have. */
  readonly list: number;
};

/** How often what is below a field is carried out: a number, or what a variable says in each request. */
export type Times = number | { readonly variable: string; readonly preset: number; readonly most: number };

/**
 * What a selection costs: `fixed`, and parts whose number a variable decides. Parts point at other costs by index, so
 * that a fragment that is spread a thousand times is still kept, and worked out, once.
 */
export interface Cost {
  fixed: number;
  readonly parts: { readonly times: Times; readonly of: number }[];
}

/** The cost of one operation, ready to be worked out for the variables of a request. */
export interface CostTable {
  add(into: Cost, inner: Cost, times: Times): void;
  /** In the order of the table, costs below come first: one walk, however they are nested. */
  total(cost: Cost, variables: Readonly<Record<string, unknown>>): number;
}

export function createCostTable(): CostTable {
  const rows: Cost[] = [];
  const indices = new Map<Cost, number>();

  function indexOf(cost: Cost): number {
    let index = indices.get(cost);
    if (index === undefined) {
      index = rows.push(cost) - 1;
      indices.set(cost, index);
    }
    return index;
  }

  return {
    add(into, inner, times) {
      if (typeof times === 'number' && inner.parts.length === 0) into.fixed += times * inner.fixed;
      else into.parts.push({ times, of: indexOf(inner) });
    },
    total(cost, variables) {
      if (cost.parts.length === 0) return cost.fixed;
      const totals: number[] = [];
      for (const row of rows) totals.push(sum(row, totals, variables));
      return sum(cost, totals, variables);
    },
  };
}

function sum({ fixed, parts }: Cost, totals: readonly number[], variables: Readonly<Record<string, unknown>>): number {
  let total = fixed;
  for (const { times, of } of parts) total += timesOf(times, variables) * (totals[of] ?? 0);
  return total;
}

function timesOf(times: Times, variables: Readonly<Record<string, unknown>>): number {
  if (typeof times === 'number') return times;
  const value = variables[times.variable];
  if (Array.isArray(value)) return Math.max(1, value.length);
  return typeof value === 'number' ? clamp(value, times.most) : times.preset;
}

/** At least 1: what is asked for is compiled even if it is never carried out. More than a page is refused elsewhere. */
const clamp = (size: number, most: number): number => Math.min(most, Math.max(1, Number.isNaN(size) ? most : size));

/** How often the selection below a field is carried out, by its argument `first` or `ids`, or by its being a list. */
export function timesOfField(
  node: FieldNode,
  field: GraphQLField<unknown, unknown> | undefined,
  presets: ReadonlyMap<string, ValueNode>,
  sizes: Sizes,
): Times {
  const declared = field?.extensions['listSize'];
  if (typeof declared === 'number') return declared;
  for (const { name } of field?.args ?? []) {
    if (name !== 'first' && name !== 'ids') continue;
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const preset = name === 'first' ? sizes.page : 1;
    if (given?.kind !== Kind.VARIABLE) return sizeOf(given, preset);
    const most = name === 'first' ? MAX_PAGE : Infinity;
    return { variable: given.name.value, preset: sizeOf(presets.get(given.name.value), preset), most };
  }
  return field && isListType(getNullableType(field.type)) ? sizes.list : 1;
}

function sizeOf(value: ValueNode | undefined, preset: number): number {
  if (value?.kind === Kind.INT) return clamp(Number(value.value), MAX_PAGE);
  return value?.kind === Kind.LIST ? Math.max(1, value.values.length) : preset;
}
