/** A part of a body; the end is not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range header asks of `size` bytes (RFC 9110, 14.2). Undefined where all of it is to be given: without a header, and
 * for what is no single range of bytes, which may be ignored. `UNSATISFIABLE` where it asks for nothing that there is.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'UNSATISFIABLE' | undefined {
  const match = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '');
  const [from = '', to = ''] = match?.slice(1) ?? [];
  if (!match || (from === '' && to === '')) return undefined;
  if (from === '') {
    const last = Math.min(Number(to), size);
    return last === 0 ? 'UNSATISFIABLE' : { start: size - last, end: size };
  }
  const start = Number(from);
  if (to !== '' && Number(to) < start) return undefined;
  if (start >= size) return 'UNSATISFIABLE';
  return { start, end: to === '' ? size : Math.min(Number(to) + 1, size) };
}
