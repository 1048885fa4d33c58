/** What the statement of a template can name, and what it is about. */
export const places = {
  quantity: 'tonnes of CO2e',
  beneficiary: 'the beneficiary',
  project: 'the project',
  vintage: 'the vintage',
  retiringEntity: 'who retired it',
  retiredOn: 'the day of the retirement',
  country: 'the country of the project',
} as const;
export type PlaceName = keyof typeof places;

const PLACE = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Puts what they stand for in the places of a statement. Each is isolated (U+2068 to U+2069), so that a name which reads from
 * right to left leaves the words around it where they are.
 */
export const fill = (statement: string, values: Readonly<Record<PlaceName, string>>): string =>
  statement.replaceAll(PLACE, (whole, name: string) =>
    Object.hasOwn(values, name) ? `\u{2068}${values[name as PlaceName]}\u{2069}` : whole,
  );

/** What a statement names that stands for nothing. */
export const unknownPlaces = (statement: string): string[] =>
  [...statement.matchAll(PLACE)].flatMap(([, name = '']) => (Object.hasOwn(places, name) ? [] : [name]));
