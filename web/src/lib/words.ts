/** A name of the API as people read it: UNDER_VALIDATION, "Under validation". */
export function words(name: string): string {
  const text = name.toLowerCase().replaceAll('_', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\bpoai\b/i, 'PoAI');
}

/** "1 credit", "2 credits". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The middle of what is long and not read as a whole. */
export const shortened = (text: string, ends = 6): string =>
  text.length <= ends * 2 + 3 ? text : `${text.slice(0, ends + 2)}…${text.slice(-ends)}`;

/** A name for one wish, so that it is carried out once however often it is sent. Works without TLS, too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
