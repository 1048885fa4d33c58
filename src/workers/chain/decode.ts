import { EventFragment, getAddress, Interface, type InterfaceAbi, type ParamType } from 'ethers';
import type { Hex } from '../../resolvers/chain/client.ts';
import type { EventArgs } from '../../resolvers/chain/facts.ts';

/**
 * Decoders of events, made once from an ABI and then reading at fixed places: `Interface.parseLog` of ethers takes some
 * twenty times as long (it is the measure of what they give: decode.test.ts compares on random values).
 *
 * Whoever emits a log chooses its bytes, so nothing in it is believed: a place outside the data, a length that cannot be,
 * bits where the type has none, all make the log undecodable, and it is kept as it is.
 *
 * Contract ABI specification, https://docs.soliditylang.org/en/latest/abi-spec.html
 */
export interface DecodedEvent {
  readonly event: string;
  readonly args: EventArgs;
}

/** The events of one ABI, by topic 0; several where they differ in what is indexed. */
export type EventDecoders = ReadonlyMap<string, readonly EventDecoder[]>;

interface EventDecoder {
  readonly event: string;
  readonly topicCount: number;
  readonly indexed: readonly { readonly name: string; readonly read: Reader | undefined; readonly place: number }[];
  readonly data: readonly { readonly name: string; readonly read: Reader; readonly at: number }[];
}

/** The bytes that are read, as hex, and how many words may still be taken from them. */
interface Source {
  readonly hex: string;
  /**
   * Every value of an honest encoding has words of its own. Offsets that all point to one place could make of a few
   * kilobytes as many gigabytes.
   */
  wordsLeft: number;
}

/** Reads a value whose head lies at character `at`; offsets count from character `base`. Throws MALFORMED. */
type Reader = (source: Source, at: number, base: number) => unknown;

interface Coder {
  readonly read: Reader;
  /** Characters of its head, where it is not dynamic. */
  readonly size: number;
  readonly dynamic: boolean;
}

const WORD = 64;
const MALFORMED = new Error('The data does not hold what the ABI says.');

/** @throws TypeError where the ABI is none, as ethers does. */
export function makeDecoders(abi: InterfaceAbi): EventDecoders {
  const decoders = new Map<string, EventDecoder[]>();
  for (const fragment of new Interface(abi).fragments) {
    // An anonymous event has no topic of its own that could tell it from others.
    if (!EventFragment.isFragment(fragment) || fragment.anonymous) continue;
    decoders.set(fragment.topicHash, [...(decoders.get(fragment.topicHash) ?? []), decoderOf(fragment)]);
  }
  return decoders;
}

/** What a log says, or undefined if no event has its topics or the data does not hold what it should. */
export function decodeEvent(decoders: EventDecoders, topics: readonly Hex[], data: Hex): DecodedEvent | undefined {
  const topic = topics[0];
  if (topic === undefined) return undefined;
  const decoder = decoders.get(topic)?.find(({ topicCount }) => topicCount === topics.length);
  if (!decoder) return undefined;
  const args: Record<string, unknown> = {};
  try {
    for (const { name, read, place } of decoder.indexed) {
      const word = topics[place] as string;
      // Of a dynamic value the topic is the hash, and there is nothing more to know.
      args[name] = read ? read({ hex: word, wordsLeft: 1 }, 2, 2) : word;
    }
    const source: Source = { hex: data, wordsLeft: Math.ceil(data.length / WORD) };
    for (const { name, read, at } of decoder.data) args[name] = read(source, at, 2);
  } catch (error) {
    if (error === MALFORMED) return undefined;
    throw error;
  }
  return { event: decoder.event, args };
}

function decoderOf(fragment: EventFragment): EventDecoder {
  const named = fragment.inputs.map((input, i) => ({ input, name: input.name || String(i) }));
  const indexed = named.filter(({ input }) => input.indexed);
  let at = 2;
  const data: EventDecoder['data'][number][] = [];
  for (const { input, name } of named.filter(({ input }) => !input.indexed)) {
    const coder = coderOf(input);
    data.push({ name, read: placed(coder), at });
    at += coder.dynamic ? WORD : coder.size;
  }
  return {
    event: fragment.name,
    topicCount: indexed.length + 1,
    indexed: indexed.map(({ input, name }, i) => ({
      name,
      read: isValue(input) ? coderOf(input).read : undefined,
      place: i + 1,
    })),
    data,
  };
}

/** A value type is a topic itself; of everything else a topic holds the hash. */
const isValue = ({ baseType }: ParamType): boolean => !['array', 'tuple', 'string', 'bytes'].includes(baseType);

/** Follows the offset of a dynamic value. */
function placed({ read, dynamic }: Coder): Reader {
  if (!dynamic) return read;
  return (source, at, base) => {
    const start = base + small(source, at) * 2;
    return read(source, start, start);
  };
}

function coderOf(type: ParamType): Coder {
  if (type.isArray()) return arrayCoder(coderOf(type.arrayChildren), type.arrayLength ?? -1);
  if (type.isTuple()) return tupleCoder(type.components);
  if (type.baseType === 'string')
    return { read: (source, at) => textOf(bytesAt(source, at)), size: WORD, dynamic: true };
  if (type.baseType === 'bytes') return { read: (source, at) => `0x${bytesAt(source, at)}`, size: WORD, dynamic: true };
  return { read: valueReader(type.baseType), size: WORD, dynamic: false };
}

function valueReader(type: string): Reader {
  if (type === 'address') return (source, at) => checksummed(clean(word(source, at), 24));
  if (type === 'bool') return (source, at) => readBool(word(source, at));
  const [, kind, size = '256'] = /^(uint|int|bytes)(\d*)$/.exec(type) ?? [];
  const bits = kind === 'bytes' ? Number(size) * 8 : Number(size);
  if (kind === 'uint') return (source, at) => decimal(clean(word(source, at), WORD - bits / 4));
  if (kind === 'int') return (source, at) => signed(word(source, at), bits);
  if (kind === 'bytes') return (source, at) => `0x${padded(word(source, at), bits / 4)}`;
  throw new TypeError(`${type} is no type of an event`);
}

function arrayCoder(item: Coder, length: number): Coder {
  const step = item.dynamic ? WORD : item.size;
  const readItem = placed(item);
  const readMany = (source: Source, count: number, start: number): unknown[] => {
    // Before anything is made: the length is the sender's word alone.
    if (start + count * step > source.hex.length || step === 0) throw MALFORMED;
    return Array.from({ length: count }, (_, i) => readItem(source, start + i * step, start));
  };
  if (length >= 0) {
    const dynamic = item.dynamic && length > 0;
    return {
      read: (source, at) => (length === 0 ? [] : readMany(source, length, at)),
      size: item.size * length,
      dynamic,
    };
  }
  return { read: (source, at) => readMany(source, small(source, at), at + WORD), size: WORD, dynamic: true };
}

function tupleCoder(components: readonly ParamType[]): Coder {
  let size = 0;
  const parts = components.map((component, i) => {
    const coder = coderOf(component);
    const part = { name: component.name || String(i), read: placed(coder), at: size, dynamic: coder.dynamic };
    size += coder.dynamic ? WORD : coder.size;
    return part;
  });
  const read: Reader = (source, at) =>
    Object.fromEntries(parts.map((part) => [part.name, part.read(source, at + part.at, at)]));
  return { read, size, dynamic: parts.some((part) => part.dynamic) };
}

/** The word at a character, as hex without prefix. */
function word(source: Source, at: number): string {
  source.wordsLeft -= 1;
  if (at + WORD > source.hex.length || source.wordsLeft < 0) throw MALFORMED;
  return source.hex.slice(at, at + WORD);
}

const ZEROS = '0'.repeat(WORD);
const ONES = 'f'.repeat(WORD);

/** The word without its first characters, which must be zero. */
function clean(text: string, padding: number): string {
  if (padding > 0 && !ZEROS.startsWith(text.slice(0, padding))) throw MALFORMED;
  return text.slice(padding);
}

/** The first characters of a word, the rest of which must be zero. */
function padded(text: string, length: number): string {
  if (length < WORD && !ZEROS.startsWith(text.slice(length))) throw MALFORMED;
  return text.slice(0, length);
}

/** Twelve digits of hex are still exact as a number, and much quicker. */
const EXACT_DIGITS = 12;

function decimal(digits: string): string {
  const high = digits.length - EXACT_DIGITS;
  if (high <= 0 || ZEROS.startsWith(digits.slice(0, high)))
    return String(Number.parseInt(digits.slice(Math.max(0, high)), 16));
  return BigInt(`0x${digits}`).toString();
}

function signed(text: string, bits: number): string {
  const digits = bits / 4;
  const negative = text.charCodeAt(WORD - digits) >= 0x38;
  const sign = text.slice(0, WORD - digits);
  if (!(negative ? ONES : ZEROS).startsWith(sign)) throw MALFORMED;
  const own = text.slice(WORD - digits);
  return negative ? BigInt.asIntN(bits, BigInt(`0x${own}`)).toString() : decimal(own);
}

function readBool(text: string): boolean {
  const value = clean(text, WORD - 1);
  if (value !== '0' && value !== '1') throw MALFORMED;
  return value === '1';
}

/** A length or an offset in bytes. Beyond eight digits there is no data that it could be of. */
const small = (source: Source, at: number): number => Number.parseInt(clean(word(source, at), WORD - 8), 16);

function bytesAt(source: Source, at: number): string {
  const length = small(source, at) * 2;
  const start = at + WORD;
  source.wordsLeft -= Math.ceil(length / WORD);
  if (start + length > source.hex.length || source.wordsLeft < 0) throw MALFORMED;
  return source.hex.slice(start, start + length);
}

/** Bytes that are no UTF-8, and NUL, which PostgreSQL cannot hold, become U+FFFD; the raw log has what was there. */
const textOf = (hex: string): string => Buffer.from(hex, 'hex').toString('utf8').replaceAll('\0', '\uFFFD');

/** The checksum (EIP-55) takes a hash, and the same addresses come again and again. */
const KNOWN_ADDRESSES = 65_536;
const checksums = new Map<string, string>();

function checksummed(digits: string): string {
  let address = checksums.get(digits);
  if (address === undefined) {
    address = getAddress(`0x${digits}`);
    if (checksums.size >= KNOWN_ADDRESSES) checksums.clear();
    checksums.set(digits, address);
  }
  return address;
}
