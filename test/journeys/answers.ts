/** What lies at this path of an answer, such as `at(answer, 'data', 'me', 'id')`; undefined where the path ends early. */
export function at(answer: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    answer,
  );
}

/** The text at this path of an answer. Throws if there is none, with the answer, which tells why. */
export function textAt(answer: unknown, ...path: readonly (string | number)[]): string {
  const text = at(answer, ...path);
  if (typeof text !== 'string') throw new Error(`no text at ${path.join('.')} of ${JSON.stringify(answer)}`);
  return text;
}
