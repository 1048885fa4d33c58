import { z } from 'zod';

/** The kinds of values that variables of the environment have. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
export const count = (least = 1, most = 1_000_000_000) => z.coerce.number().int().min(least).max(most);
export const list = z.string().transform((text) => text.split(',').flatMap((item) => item.trim() || []));
export const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
