const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of a thing as clients see it: opaque, unique over all types (GraphQL Global Object Identification). */
export const encodeId = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString('base64url');

/** The type and id inside, or undefined if the text is none of ours. */
export function decodeId(text: string): { type: string; id: string } | undefined {
  const [type, id, ...rest] = Buffer.from(text, 'base64url').toString('latin1').split(':');
  return type && id && rest.length === 0 && UUID.test(id) ? { type, id } : undefined;
}
