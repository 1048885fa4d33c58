/** A block of serial numbers of a registry: integers from `start` to `end`, both counted. */
export interface SerialBlock {
  /** As the registry writes it. */
  readonly text: string;
  /** What stands before the integers: within a registry and a prefix, an integer is given once. */
  readonly prefix: string;
  readonly start: bigint;
  readonly end: bigint;
  /** What stands behind them; it says again what the registry knows of the block. */
  readonly suffix: string;
}

interface Form {
  readonly registry: string;
  /** A block, with the groups `prefix`, `start`, `end`, and perhaps `suffix`. */
  readonly block: RegExp;
  /** One of its credits, as people quote it: with the group `start` alone. */
  readonly one: RegExp;
}

// The forms as the registries write them today. Verra's older serials lack the additional certification and program.
const forms: readonly Form[] = [
  {
    registry: 'GOLD_STANDARD',
    block: /^(?<prefix>GS1-\d+-[A-Z]{2}-GS\d+-\d+-\d{4}-\d+)-(?<start>\d+)-(?<end>\d+)$/,
    one: /^(?<prefix>GS1-\d+-[A-Z]{2}-GS\d+-\d+-\d{4}-\d+)-(?<start>\d+)$/,
  },
  {
    registry: 'CAR',
    block: /^(?<prefix>CAR-\d+-[A-Z]{2}-\d+-\d+-\d+-[A-Z]{1,3}-\d{4}-\d+)-(?<start>\d+) to (?<end>\d+)$/,
    one: /^(?<prefix>CAR-\d+-[A-Z]{2}-\d+-\d+-\d+-[A-Z]{1,3}-\d{4}-\d+)-(?<start>\d+)$/,
  },
  {
    registry: 'ACR',
    block: /^(?<prefix>ACR-[A-Z]{2}-\d+-\d{4}-\d+)-(?<start>\d+)-(?<end>\d+)$/,
    one: /^(?<prefix>ACR-[A-Z]{2}-\d+-\d{4}-\d+)-(?<start>\d+)$/,
  },
  {
    registry: 'PURO_EARTH',
    block: /^(?<prefix>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})_(?<start>\d+)-(?<end>\d+)$/i,
    one: /^(?<prefix>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})_(?<start>\d+)$/i,
  },
  {
    registry: 'VERRA',
    block: /^(?<prefix>\d+)-(?<start>\d+)-(?<end>\d+)-(?<suffix>(?:VCS-)?VCU-[\dA-Z-]+)$/,
    one: /^(?<prefix>\d+)-(?<start>\d+)(?:-(?<suffix>(?:VCS-)?VCU-[\dA-Z-]+))?$/,
  },
];

const MOST_CHARACTERS = 300;
/** What int8range can hold, with room for its open end. */
const MOST_SERIAL = 2n ** 62n;

export type ReadSerial = { readonly registry: string; readonly block: SerialBlock } | { readonly refused: string };

/**
 * Reads a serial block in the form of the registry that it is of, or of the one that is named.
 * Gives words about what is wrong with it where it is none.
 */
export function readSerial(given: string, registry?: string): ReadSerial {
  const tried = forms.filter((form) => registry === undefined || form.registry === registry);
  if (tried.length === 0) return { refused: `is of ${registry}, whose form of serial numbers is not known` };
  return readAs(
    given,
    tried.map((form) => ({ registry: form.registry, pattern: form.block })),
    `has no form of ${registry ?? 'any registry that is known'}`,
  );
}

/** The same of a block or of one credit: "19385-941467007", with what follows in its block or without. */
export function readCredits(given: string): ReadSerial {
  const patterns = forms.flatMap(({ registry, block, one }) => [
    { registry, pattern: block },
    { registry, pattern: one },
  ]);
  return readAs(given, patterns, 'has no form of any registry that is known');
}

function readAs(
  given: string,
  patterns: readonly { readonly registry: string; readonly pattern: RegExp }[],
  none: string,
): ReadSerial {
  const text = given.trim();
  if (text.length > MOST_CHARACTERS) return { refused: `is longer than ${MOST_CHARACTERS} characters` };
  for (const { registry, pattern } of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const { prefix = '', start: first = '', end: last = first, suffix = '' } = groups;
    const [start, end] = [BigInt(first), BigInt(last)];
    if (end < start) return { refused: `ends at ${end}, before it begins at ${start}` };
    if (end >= MOST_SERIAL) return { refused: 'has a number that is too large to be a serial' };
    return { registry, block: { text, prefix, start, end, suffix } };
  }
  return { refused: none };
}

/** Credits of a block: one is one tonne of CO2e. */
export const countOf = ({ start, end }: Pick<SerialBlock, 'start' | 'end'>): bigint => end - start + 1n;

/** The text of a part of a block, in the form of the whole. */
export function writeSerial(
  { text, prefix, start, end, suffix }: SerialBlock,
  part: { start: bigint; end: bigint },
): string {
  if (part.start === start && part.end === end) return text;
  const between = text.startsWith('CAR-') ? ' to ' : '-';
  const mark = text.charAt(prefix.length);
  return `${prefix}${mark}${part.start}${between}${part.end}${suffix === '' ? '' : `-${suffix}`}`;
}

/** A block cut in two: its first `count` credits, and the rest. Throws RangeError unless both hold at least one. */
export function splitSerial(block: SerialBlock, count: bigint): readonly [SerialBlock, SerialBlock] {
  if (count < 1n || count >= countOf(block))
    throw new RangeError(`${count} of ${countOf(block)} is no part of a block`);
  const [first, rest] = [
    { start: block.start, end: block.start + count - 1n },
    { start: block.start + count, end: block.end },
  ];
  return [
    { ...block, ...first, text: writeSerial(block, first) },
    { ...block, ...rest, text: writeSerial(block, rest) },
  ];
}
