import type { Methodology } from '../../db/projects.ts';

/** Who wrote a methodology, by how its code begins. The CDM's are used by most programs. */
const AUTHORS: readonly (readonly [RegExp, string])[] = [
  [/^VM[RD]?\d/, 'VERRA'],
  [/^(?:AR-)?(?:ACM|AMS?-?|AM)[\dIVX]/, 'CDM'],
  [/^Climate Action Reserve\b/, 'CAR'],
];

const VERSIONED = /^(.+?)[\s,]+(?:v|ver|version)[\s.]*(\d+(?:\.\d+)*)$/i;
/** What registries print in the place of a methodology while there is none. */
const NONE = /^(?:methodology under development|n\/?a|none|-)$/i;

/**
 * Reads methodologies as registries print them: "VMR0014; VM0038", "AMS-I.D.", "ACM0002 v21.0". Each once, in the order
 * of the text; `preset` is the program of those whose code does not tell. Codes end without a dot.
 */
export function parseMethodologies(text: string, preset: string): Methodology[] {
  const read = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !NONE.test(part))
    .map((part) => {
      const [, named = part, version = null] = VERSIONED.exec(part) ?? [];
      const code = named.replace(/\.+$/, '');
      const program = AUTHORS.find(([form]) => form.test(code))?.[1] ?? preset;
      return { program, code, version };
    });
  return [...new Map(read.map((methodology) => [methodologyKey(methodology), methodology])).values()];
}

/** The same for the same methodology. */
export const methodologyKey = ({ program, code, version }: Methodology): string =>
  JSON.stringify([program, code, version]);

/** In the order in which they are compared and shown. */
export const sortMethodologies = (list: readonly Methodology[]): Methodology[] =>
  list
    .map(({ program, code, version }) => ({ program, code, version }))
    .toSorted((a, b) => compare(a.code, b.code) || compare(a.program, b.program) || compare(a.version, b.version));

const compare = (a: string | null, b: string | null): number => ((a ?? '') < (b ?? '') ? -1 : Number(a !== b));
