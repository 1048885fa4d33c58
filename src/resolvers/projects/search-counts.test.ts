import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { projectIn } from '../../../test/projects.ts';
import { ALL, namesOn, openSearchLab, PAGE, type SearchLab, walk } from '../../../test/search-lab.ts';
import { searchProjects } from './search-projects.ts';

let lab: SearchLab;
beforeAll(async () => {
  lab = await openSearchLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('facets', () => {
  test('count each value under all other filters', async () => {
    expect(await lab.countsOf({}, 'COUNTRY')).toEqual({ BR: 2, IN: 1, KE: 1, FJ: 1 });
    expect(await lab.countsOf({ countries: ['BR'] }, 'COUNTRY')).toEqual({ BR: 2, IN: 1, KE: 1, FJ: 1 });
    expect(await lab.countsOf({ countries: ['BR'] }, 'METHODOLOGY')).toEqual({ 'AMS-I.D': 1, VM0007: 1 });
    expect(await lab.countsOf({ countries: ['BR'], sdgs: [7] }, 'COUNTRY')).toEqual({ BR: 1, IN: 1 });
    expect(await lab.countsOf({ countries: ['BR'], sdgs: [7] }, 'SDG')).toEqual({ 7: 1, 1: 1, 13: 1, 14: 1 });
    expect(await lab.countsOf({ text: 'solar', countries: ['KE'] }, 'COUNTRY')).toEqual({ BR: 2, IN: 1 });
    expect(await lab.countsOf({ text: 'solar' }, 'TYPE')).toEqual({
      'Agriculture Forestry and Other Land Use': 1,
      'Energy industries (renewable/non-renewable sources)': 2,
      Transport: 1,
    });
  });

  test('what is not asked for is not counted, and is not needed for the page', async () => {
    const found = await searchProjects(lab.t.nobody, { search: { text: 'solar' } }, PAGE);
    expect(found.count).toBeUndefined();
    expect([...found.facets]).toEqual([]);
    const counted = await searchProjects(lab.t.nobody, {}, { ...ALL, page: false });
    expect(counted.items).toEqual([]);
    expect(counted.count).toEqual({ matches: 5, exact: true });
  });

  test('the total is that of the list, however it is found', async () => {
    const total = async (given: object) => (await lab.search({ search: given })).count;
    expect(await total({})).toEqual({ matches: 5, exact: true });
    expect(await total({ countries: ['BR', 'IN'] })).toEqual({ matches: 3, exact: true });
    expect(await total({ sdgs: [7, 13] })).toEqual({ matches: 5, exact: true });
    expect(await total({ text: 'solar' })).toEqual({ matches: 3, exact: true });
  });
});

test('beyond their limits, counts and facets say that they are not complete', async () => {
  const small = await openTestApp({ SEARCH_COUNTED: '2', SEARCH_RANKED: '1', SEARCH_WHOLE: '4' });
  try {
    const by = {
      owner: await small.user('o', { roles: ['PROJECT_OWNER'] }),
      admin: await small.user('a', { roles: ['PLATFORM_ADMIN'] }),
    };
    for (const [index, name] of ['Solar one', 'Dam two', 'Solar three', 'Dam four', 'Solar five'].entries()) {
      // As long as there are few, all of them count.
      const { count } = await searchProjects(small.nobody, { search: { text: 'solar' } }, ALL);
      expect(count).toEqual({ matches: index, exact: true });
      await projectIn(by, 'LISTED', { name, description: 'By the sun and solar power.' });
    }
    const found = await searchProjects(small.nobody, { search: { text: 'solar' } }, ALL);
    expect(found.count).toEqual({ matches: 2, exact: false });
    expect(found.facets.get('COUNTRY')).toEqual({
      values: [{ facet: 'COUNTRY', value: 'KE', count: 2 }],
      complete: false,
    });
    const places = ['Solar five', 'Solar three', 'Solar one', 'Dam four', 'Dam two'];
    expect(namesOn(found)).toEqual(places);
    expect(await walk(small, { search: { text: 'solar' } }, 2)).toEqual(places);
  } finally {
    await small[Symbol.asyncDispose]();
  }
});
