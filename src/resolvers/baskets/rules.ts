import { z } from 'zod';
import type { BasketItem, BasketRow } from '../../db/baskets.ts';
import type { OrderCriteria } from '../../db/orders.ts';
import { InputInvalid } from '../errors.ts';
import { actingFor, nodeId, optional, text } from '../input.ts';
import { type Criteria, criteriaInput } from '../orders/wish.ts';
import type { ThingRules } from '../standings.ts';

export type BasketAction = 'UPDATE' | 'ARCHIVE';

const kept = {
  owner: 'basket.write',
  when: ({ archivedAt }: Pick<BasketRow, 'archivedAt'>) => archivedAt === null,
} as const;

/** What its owner can do to a basket. */
export const basketActions = {
  UPDATE: kept,
  ARCHIVE: kept,
} as const satisfies ThingRules<Pick<BasketRow, 'archivedAt'>, BasketAction>;

const MOST_WEIGHT = 10_000;

const item = z.object({
  weight: z.number().int().min(1, 'is less than 1').max(MOST_WEIGHT, `is more than ${MOST_WEIGHT}`),
  criteria: criteriaInput.transform(stored),
});
const items = z.array(item).min(1, 'names no kind of credits');
const name = text(1, 120);
const description = optional(text(0, 2_000));

export const createBasketInput = z
  .object({ organizationId: actingFor, name, description, items, isPublic: optional(z.boolean()) })
  .refine(({ organizationId, isPublic }) => organizationId === undefined || !isPublic, {
    path: ['isPublic'],
    message: 'is for baskets of the platform, not of an organization',
  });

export const updateBasketInput = z.object({
  basketId: nodeId('Basket'),
  name: optional(name),
  description,
  items: optional(items),
  isPublic: optional(z.boolean()),
});

export const archiveBasketInput = z.object({ basketId: nodeId('Basket') });

/** Criteria as they are kept: of a search that has no text and no map, what was asked. */
function stored(criteria: Criteria): OrderCriteria {
  return Object.fromEntries(Object.entries(criteria).filter(([, value]) => value !== undefined));
}

/** Throws InputInvalid for more kinds of credits than a basket may have. */
export function checkItems(given: readonly BasketItem[], most: number): void {
  if (given.length > most)
    throw new InputInvalid([{ path: ['items'], message: `has more than ${most} kinds of credits` }]);
}
