// Small changes of JSON, for tests of what must notice them.

export type JsonPath = readonly (string | number)[];

/** Every place in a JSON value that holds a text, a number, a truth value or nothing. */
export function placesOf(value: unknown, path: JsonPath = []): JsonPath[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => placesOf(item, [...path, at]));
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]));
  }
  return [path];
}

/** A copy that is different in this place alone. */
export function changedAt(value: unknown, path: JsonPath, change: (old: unknown) => unknown): unknown {
  type Json = Record<string | number, unknown>;
  const copy = structuredClone(value) as Json;
  let holder = copy;
  for (const key of path.slice(0, -1)) holder = holder[key] as Json;
  const last = path.at(-1) ?? '';
  holder[last] = change(holder[last]);
  return copy;
}

/** Changes one character to another one of the same kind, so that the form stays and only the content is wrong. */
export function altered(text: string, pick: number): string {
  const at = pick % Math.max(1, text.length);
  const old = text.charAt(at);
  const other = old === '' ? 'x' : old === '1' ? '2' : /\d/.test(old) ? '1' : old === 'a' ? 'b' : 'a';
  return text.slice(0, at) + other + text.slice(at + 1);
}
