import countries from 'i18n-iso-countries/index.js';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

/** Codes of users' own (ISO 3166-1, "user-assigned") that the library carries along. */
const UNOFFICIAL: ReadonlySet<string> = new Set(['XK']);

/** Names that registries print and the standard does not know. */
const PRINTED: Readonly<Record<string, string>> = {
  bahamas: 'BS',
  bolivia: 'BO',
  'cape verde': 'CV',
  congo: 'CG',
  'congo the democratic republic of the': 'CD',
  'democratic republic of congo': 'CD',
  lao: 'LA',
  laos: 'LA',
  moldova: 'MD',
  swaziland: 'SZ',
  syria: 'SY',
  'east timor': 'TL',
  'viet nam': 'VN',
  vietnam: 'VN',
};

const codes: ReadonlySet<string> = new Set(
  Object.keys(countries.getAlpha2Codes()).filter((code) => !UNOFFICIAL.has(code)),
);

/** Without accents, case, punctuation and the spaces around it. */
const fold = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim();

const byName: ReadonlyMap<string, string> = new Map([
  // The later one holds: what the standard says is stronger than what else it is called.
  ...namesOf().flatMap(({ code, others }) => others.map((name) => [fold(name), code] as const)),
  ...namesOf().map(({ code, official }) => [fold(official), code] as const),
  ...Object.entries(PRINTED),
]);

function namesOf(): { code: string; official: string; others: string[] }[] {
  return Object.entries(english.countries as Record<string, string | string[]>)
    .filter(([code]) => codes.has(code))
    .map(([code, names]) => {
      const [official = code, ...others] = [names].flat();
      return { code, official, others };
    });
}

/** Whether it is a country's code of ISO 3166-1 alpha-2, such as "BR". */
export const isCountry = (code: string): boolean => codes.has(code);

/** The English name, such as "Brazil"; the code itself if there is none. */
export function countryName(code: string): string {
  const names = (english.countries as Record<string, string | string[]>)[code];
  return [names ?? code].flat()[0] ?? code;
}

/** The code of an English name as registries print it, such as "Viet Nam" or "Cote D'Ivoire"; undefined if it is none. */
export const countryByName = (name: string): string | undefined => byName.get(fold(name));
