type Names = readonly (readonly [token: string, name: string])[];

/** By what each names itself, those first that name others as well: Edge says Chrome too, and all of them say Safari. */
const PROGRAMS: Names = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['FxiOS', 'Firefox'],
  ['CriOS', 'Chrome'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
];
const SYSTEMS: Names = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
];

/** A device as people know it, as far as its `User-Agent` tells; what strangers write there is shown to nobody. */
export function deviceOf(userAgent: string): string {
  const known = [PROGRAMS, SYSTEMS].flatMap((names) => names.find(([token]) => userAgent.includes(token))?.[1] ?? []);
  return known.join(', ') || '?';
}
