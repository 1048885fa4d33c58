import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draftOf, projectIdOf } from '../../../test/projects.ts';
import {
  ALL,
  AMAZON,
  MANGROVES,
  namesOn,
  openSearchLab,
  PAGE,
  type SearchLab,
  SOLAR,
  WIND,
} from '../../../test/search-lab.ts';
import { Unauthenticated } from '../errors.ts';
import { changeProjectStatus } from './change-project-status.ts';
import { searchMyProjects } from './search-projects.ts';

let lab: SearchLab;
beforeAll(async () => {
  lab = await openSearchLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('text', () => {
  test('finds words in any form, without case and accents, and what stands beside a slash', async () => {
    expect(await lab.namesOf({ text: 'MANGROVE bay' })).toEqual([MANGROVES]);
    expect(await lab.namesOf({ text: 'Sao Paulo' })).toEqual([SOLAR]);
    expect(await lab.namesOf({ text: 'São Paulo'.normalize('NFD') })).toEqual([SOLAR]);
    expect(await lab.namesOf({ text: 'irmaos' })).toEqual([SOLAR]);
    expect(await lab.namesOf({ text: 'wind' })).toEqual([WIND]);
    expect(await lab.namesOf({ text: 'nowhere-to-be-found zzzzzz' })).toEqual([]);
  });

  test('what matches in the name comes before the proponent, and this before the rest', async () => {
    expect(await lab.namesOf({ text: 'solar' })).toEqual([WIND, SOLAR, AMAZON]);
    expect(await lab.namesOf({ text: 'rainforest' })).toEqual([AMAZON, SOLAR]);
  });

  test('the last word may be the beginning of one, also where its stem is another', async () => {
    expect(await lab.namesOf({ text: 'mang' })).toEqual([MANGROVES]);
    expect(await lab.namesOf({ text: 'guardia' })).toEqual([AMAZON]);
    expect(await lab.namesOf({ text: 'renewab paj' })).toEqual([]);
    expect((await lab.namesOf({ text: 'power renewab' })).toSorted()).toEqual([WIND]);
    expect(await lab.namesOf({ text: 'gua fire' })).toEqual([]);
  });

  test('understands quotes, or, and what is left out', async () => {
    expect(await lab.namesOf({ text: '"gazi bay"' })).toEqual([MANGROVES]);
    expect(await lab.namesOf({ text: '"bay gazi"' })).toEqual([]);
    expect((await lab.namesOf({ text: 'gazi or rajasthan' })).toSorted()).toEqual([MANGROVES, WIND]);
    expect(await lab.namesOf({ text: 'solar -wind -sons' })).toEqual([SOLAR]);
  });

  test('a methodology is one word, a country is found by its name', async () => {
    expect(await lab.namesOf({ text: 'AMS-I.D' })).toEqual([SOLAR]);
    expect(await lab.namesOf({ text: 'ams-ii.d.' })).toEqual([WIND]);
    expect((await lab.namesOf({ text: 'brazil' })).toSorted()).toEqual([AMAZON, SOLAR]);
    expect(await lab.namesOf({ text: 'solar india' })).toEqual([WIND]);
  });

  test('words that nobody knows are taken for those that are spelled alike', async () => {
    const found = await lab.search({ search: { text: 'amazn guardans' } });
    expect(namesOn(found)).toEqual([AMAZON]);
    expect(found.correctedText).toBe('amazon guardians');
    expect(found.count).toEqual({ matches: 1, exact: true });
    const [item] = found.items;
    expect(item?.highlights.name).toBe('⟦Amazon⟧ Rainforest ⟦Guardians⟧');
    expect((await lab.search({ search: { text: 'amazon' } })).correctedText).toBeUndefined();
    // It finds nothing either, so it is not offered.
    expect((await lab.search({ search: { text: 'amazn xqzv', countries: ['IN'] } })).correctedText).toBeUndefined();
  });

  test('highlights are text between marks that the text itself does not hold', async () => {
    const [item] = (await lab.search({ search: { text: 'turbines wind panels' } })).items;
    expect(item?.highlights).toEqual({
      name: '⟦Wind⟧/Solar Park of Rajasthan',
      proponent: null,
      description: 'script>alert(1)</script> ⟦turbines⟧ [and] ⟦panels⟧',
    });
    const [sao] = (await lab.search({ search: { text: 'sao sun' } })).items;
    expect(sao?.highlights.name).toBe('Solar pumps in ⟦São⟧ Paulo');
    expect(sao?.highlights.description).toContain('by the ⟦sun⟧');
    expect((await lab.search({})).items[0]?.highlights).toEqual({});
  });
});

test.each([
  "' & | ! ( ) <-> :* \\",
  '!!!',
  '((((((((((',
  '<->',
  'a <-> b',
  "'; drop table projects; --",
  '%',
  '_____',
  '\\',
  '"',
  '""""',
  '-',
  '- - -',
  '-"',
  'or',
  'or or or',
  'the',
  'of the',
  '-the',
  ':*',
  'a:*',
  'a:ABCD',
  '*',
  "''",
  "it's",
  '⟦⟧',
  '🌳🌳🌳',
  '碳信用 森林',
  'مشروع',
  'а б в',
  '\u200b\u202e\ufeff',
  'İSTANBUL ß ﬁ Ⅳ',
  'x'.repeat(200),
  'a '.repeat(100),
  '-a '.repeat(66),
  '"a '.repeat(66),
  'a or '.repeat(40),
  'é'.normalize('NFD').repeat(100),
])('a hostile text is but a text: %s', async (text) => {
  const found = await lab.search({ search: { text } });
  expect(found.items.length).toBeLessThanOrEqual(5);
  expect(found.count?.matches).toBe(found.items.length);
  for (const orderBy of ['NAME', 'NEWEST'] as const) await lab.search({ search: { text }, orderBy }, PAGE);
});

describe('drafts', () => {
  test('are in no hit, facet, count or suggestion but their owner’s', async () => {
    const secret = {
      name: 'Quetzalcoatlus hideaway',
      proponent: 'Xylophagous',
      country: 'GT',
      methodologies: [{ program: 'X', code: 'SECRET1' }],
    };
    const draft = await draftOf(lab.owner, secret);
    const before = await lab.search({});
    expect(before.count).toEqual({ matches: 5, exact: true });
    for (const given of [
      { text: 'quetzalcoatlus' },
      { text: 'quetzalcoatlos' },
      { countries: ['GT'] },
      { methodologies: ['SECRET1'] },
      { statuses: ['DRAFT'] },
    ]) {
      const { items, count, facets, correctedText } = await lab.search({ search: given });
      expect([items, count, correctedText], JSON.stringify(given)).toEqual([
        [],
        { matches: 0, exact: true },
        undefined,
      ]);
      expect(JSON.stringify([...facets])).not.toMatch(/GT|SECRET1|DRAFT/);
    }
    const mine = await searchMyProjects(lab.owner.ctx, { search: { text: 'quetzal' } }, ALL);
    expect(mine.items.map(({ project }) => project.id)).toEqual([draft.id]);
    expect(mine.count).toEqual({ matches: 1, exact: true });
    expect(mine.facets.get('COUNTRY')?.values).toEqual([{ facet: 'COUNTRY', value: 'GT', count: 1 }]);
    expect((await searchMyProjects(lab.other.ctx, {}, ALL)).items).toEqual([]);
    expect((await searchMyProjects(lab.other.ctx, {}, ALL)).count).toEqual({ matches: 0, exact: true });
    await expect(searchMyProjects(lab.t.nobody, {}, ALL)).rejects.toThrow(Unauthenticated);
    await changeProjectStatus(lab.owner.ctx, { projectId: projectIdOf(draft), status: 'LISTED', reason: 'ready' });
    expect(await lab.namesOf({ text: 'quetzalcoatlos' })).toEqual([secret.name]);
    expect((await lab.search({})).count).toEqual({ matches: 6, exact: true });
  });
});
