import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AMAZON, FIJI, MANGROVES, openSearchLab, type SearchLab, SOLAR, WIND } from '../../../test/search-lab.ts';
import { InputInvalid } from '../errors.ts';
import { replaceWords, wordsOf } from './search-inputs.ts';

let lab: SearchLab;
beforeAll(async () => {
  lab = await openSearchLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('filters', () => {
  test.each([
    ['registry', { registries: ['GOLD_STANDARD', 'VERRA'], countries: ['KE'] }, [MANGROVES]],
    ['country', { countries: ['KE', 'IN'] }, [WIND, MANGROVES]],
    ['one of several types', { types: ['Transport'] }, [SOLAR]],
    ['category', { categories: ['WRC', 'REDD'] }, [FIJI, AMAZON, MANGROVES]],
    ['status', { statuses: ['LISTED'], countries: ['KE'] }, [MANGROVES]],
    ['status of none', { statuses: ['REGISTERED'] }, []],
    ['methodology', { methodologies: ['AMS-I.D'] }, [SOLAR]],
    ['goal', { sdgs: [7] }, [WIND, SOLAR]],
    ['label that is valid', { labels: ['ICVCM_CCP'] }, [SOLAR]],
    ['label that was valid', { labels: ['CCB'] }, []],
    ['suspended', { suspended: true }, [FIJI]],
    ['not suspended', { suspended: false, countries: ['FJ', 'KE'] }, [MANGROVES]],
    ['box', { within: { west: -70, south: -30, east: -40, north: 5 } }, [AMAZON, SOLAR]],
    ['small box', { within: { west: 71.9, south: 26.9, east: 72.1, north: 27.1 } }, [WIND]],
    ['box over the antimeridian', { within: { west: 170, south: -30, east: -170, north: 0 } }, [FIJI]],
    [
      'the whole world',
      { within: { west: -180, south: -90, east: 180, north: 90 } },
      [FIJI, WIND, AMAZON, SOLAR, MANGROVES],
    ],
    ['all of it', { text: 'solar', countries: ['BR'], sdgs: [7], suspended: false, registries: ['VERRA'] }, [SOLAR]],
    ['what nobody has', { countries: ['ZZ'] }, []],
    ['no credits', { hasActiveCredits: true }, []],
    ['no vintage', { vintageFrom: 2000 }, []],
  ])('%s', async (_, given, names) => {
    expect((await lab.namesOf(given, { orderBy: 'NEWEST' })).toSorted()).toEqual([...names].toSorted());
  });

  test('are refused where they can say nothing, all issues at once', async () => {
    const refused = async (given: object) => {
      const error = await lab.search({ search: given }).catch((thrown: unknown) => thrown);
      expect(error, JSON.stringify(given)).toBeInstanceOf(InputInvalid);
      return (error as InputInvalid).issues.map(({ path }) => path.join('.'));
    };
    expect(await refused({ within: { west: -181, south: 0, east: 0, north: 91 } })).toEqual([
      'within.west',
      'within.north',
    ]);
    expect(await refused({ within: { west: 0, south: 1, east: 0, north: 0 } })).toEqual(['within.south']);
    expect(await refused({ within: { west: Number.NaN, south: 1, east: 0, north: 2 } })).toEqual(['within.west']);
    expect(await refused({ sdgs: [0, 18], vintageFrom: 1, countries: [] })).toHaveLength(4);
    expect(await refused({ vintageFrom: 2020, vintageTo: 2019 })).toEqual(['vintageFrom']);
    expect(await refused({ text: 'x'.repeat(201) })).toEqual(['text']);
    expect(await refused({ text: 'a\0b' })).toEqual(['text']);
    expect(await refused({ text: '\ud800' })).toEqual(['text']);
    expect(await refused({ countries: ['B\0'], labels: ['NOT_ONE'] })).toEqual(['countries.0', 'labels.0']);
  });
});

test('words that may be misspelled are those of letters, and not those that are left out', () => {
  const words = (given: string) => wordsOf(given).map(([word]) => word);
  expect(words('Amazn -forrest "São Palo" VM0007 x12 of ams-iii.d réserve')).toEqual(['Amazn', 'Palo', 'réserve']);
  expect(words('word '.repeat(20))).toHaveLength(10);
  const alike = new Map([
    ['amazn', 'amazon'],
    ['amaz', 'x'],
  ]);
  expect(replaceWords('"amazn" -amazn amaznia amazn', alike)).toBe('"amazon" -amazn amaznia amazon');
});
