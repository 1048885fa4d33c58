import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AMAZON,
  FIJI,
  MANGROVES,
  openSearchLab,
  PAGE,
  type SearchLab,
  SOLAR,
  walk,
  WIND,
} from '../../../test/search-lab.ts';
import { InputInvalid } from '../errors.ts';

let lab: SearchLab;
beforeAll(async () => {
  lab = await openSearchLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('order', () => {
  const alphabet = [AMAZON, MANGROVES, FIJI, SOLAR, WIND];
  test.each([
    ['NEWEST', {}, [FIJI, WIND, AMAZON, SOLAR, MANGROVES]],
    ['RELEVANCE', {}, [FIJI, WIND, AMAZON, SOLAR, MANGROVES]],
    ['NAME', {}, alphabet],
    ['REDUCTIONS', {}, [SOLAR, FIJI, MANGROVES, WIND, AMAZON]],
    ['RELEVANCE', { text: 'solar' }, [WIND, SOLAR, AMAZON]],
    ['RELEVANCE', { text: 'amazn' }, [AMAZON]],
    ['NAME', { text: 'solar' }, [AMAZON, SOLAR, WIND]],
  ] as const)('%s of %j, in pages of any size', async (orderBy, given, names) => {
    for (const size of [1, 2, 3, 50]) {
      expect(await walk(lab.t, { search: given, orderBy }, size), `pages of ${size}`).toEqual(names);
    }
  });

  test('a cursor of another order, or a forged one, is refused in words', async () => {
    const { items, cursorOf } = await lab.search({ orderBy: 'NAME' }, PAGE);
    const cursor = items[0] ? cursorOf(items[0]) : '';
    const id = '00000000-0000-7000-8000-000000000000';
    const forged = [
      ['R', '1e-99', id],
      ['R', '1', 'x'],
      ['P', '2', id],
      ['A', 'a\0', id],
      ['T', '1.5', id],
      ['Z', '', id],
      ['R', '0.5'],
      ['N', 'x', id],
    ];
    for (const orderBy of ['RELEVANCE', 'NEWEST', 'REDUCTIONS'] as const) {
      for (const after of [
        cursor,
        'x',
        ...forged.map((parts) => Buffer.from(parts.join('\n')).toString('base64url')),
      ]) {
        await expect(lab.search({ orderBy, after, search: { text: 'solar' } }), after).rejects.toThrow(InputInvalid);
      }
    }
    await expect(lab.search({ first: 101 })).rejects.toThrow(InputInvalid);
  });
});
