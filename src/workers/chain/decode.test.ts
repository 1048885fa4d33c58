import { readFileSync } from 'node:fs';
import { AbiCoder, type EventFragment, getAddress, Interface, id, keccak256, type ParamType, Result } from 'ethers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../../resolvers/chain/client.ts';
import { decodeEvent, makeDecoders } from './decode.ts';

const TRANSFER = 'event Transfer(address indexed from, address indexed to, uint256 value)';
const encode = (types: readonly string[], values: readonly unknown[]): Hex =>
  AbiCoder.defaultAbiCoder().encode(types, values) as Hex;

describe('a log', () => {
  test('of Moss, as it was emitted', () => {
    const [example] = JSON.parse(readFileSync('../shared/data/chain/moss_carbon_offset_events.json', 'utf8')) as [
      { event: string; log: { topics: Hex[]; data: Hex }; decoded: Record<string, string> },
    ];
    const decoders = makeDecoders([`event ${example.event}`]);
    expect(decodeEvent(decoders, example.log.topics, example.log.data)).toEqual({
      event: 'CarbonOffset',
      args: example.decoded,
    });
  });

  test('with a topic that no event has, or with more topics or fewer, is not decoded', () => {
    const decoders = makeDecoders([TRANSFER]);
    const topic = id('Transfer(address,address,uint256)') as Hex;
    const address = encode(['address'], ['0x00000000000000000000000000000000000000aa']);
    const data = encode(['uint256'], [5]);
    expect(decodeEvent(decoders, [topic, address, address], data)?.args['value']).toBe('5');
    expect(decodeEvent(decoders, [id('Other()') as Hex, address, address], data)).toBeUndefined();
    expect(decodeEvent(decoders, [topic, address], data)).toBeUndefined();
    expect(decodeEvent(decoders, [topic, address, address, address], data)).toBeUndefined();
    expect(decodeEvent(decoders, [], data)).toBeUndefined();
  });

  test('is told by what is indexed where two events share a topic', () => {
    const decoders = makeDecoders([
      TRANSFER,
      'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
    ]);
    const topic = id('Transfer(address,address,uint256)') as Hex;
    const address = encode(['address'], ['0x00000000000000000000000000000000000000aa']);
    const seven = encode(['uint256'], [7]);
    expect(decodeEvent(decoders, [topic, address, address, seven], '0x')?.args['tokenId']).toBe('7');
    expect(decodeEvent(decoders, [topic, address, address], seven)?.args['value']).toBe('7');
  });
});

describe('malformed data', () => {
  const event = (type: string) => makeDecoders([`event E(${type} x)`]);
  const topicOf = (type: string) => id(`E(${type})`) as Hex;
  const word = (hex: string) => hex.padStart(64, '0');
  const read = (type: string, data: string) => decodeEvent(event(type), [topicOf(type)], `0x${data}`)?.args['x'];

  test.each([
    ['a word cut off', 'uint256', word('1').slice(2)],
    ['no data', 'uint256', ''],
    ['an address of more than 20 bytes', 'address', word(`1${'0'.repeat(40)}`)],
    ['bits above a uint8', 'uint8', word('100')],
    ['a sign that is none', 'int8', word('80')],
    ['a bool of 2', 'bool', word('2')],
    ['bits after bytes4', 'bytes4', `01020304${'0'.repeat(55)}1`],
    ['an offset outside', 'string', word('40')],
    ['an offset beyond any data', 'string', 'f'.repeat(64)],
    ['a length outside', 'string', word('20') + word('21') + '0'.repeat(64)],
    ['an array longer than the data', 'uint256[]', word('20') + word('ffffffff') + word('1')],
    ['a nested offset outside', 'string[]', word('20') + word('1') + word('40')],
  ])('%s', (_, type, data) => {
    expect(read(type, data)).toBeUndefined();
  });

  test('whose offsets all point to one place is not multiplied', () => {
    // 60 offsets to one string of 60 words: 3,600 words of text from 122.
    const offsets = Array.from({ length: 60 }, () => word((60 * 32).toString(16))).join('');
    expect(
      read('string[]', word('20') + word('3c') + offsets + word((60 * 32).toString(16)) + '61'.repeat(60 * 32)),
    ).toBeUndefined();
  });

  test('text that the database could not hold is replaced', () => {
    expect(read('string', word('20') + word('3') + '610062'.padEnd(64, '0'))).toBe('a\uFFFDb');
    expect(read('string', word('20') + word('2') + '61ff'.padEnd(64, '0'))).toBe('a\uFFFD');
  });

  test('never throws, whatever the bytes', () => {
    const types = ['uint256[][]', 'string[]', '(uint8,string)[2][]', 'bytes', 'int128[3]', '(bool,bytes4[])'];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.uint8Array({ maxLength: 400 }),
        fc.boolean(),
        (type, bytes, aligned) => {
          // Small words make plausible offsets and lengths, which random bytes never are.
          const hex = aligned
            ? [...bytes].map((byte) => word(byte.toString(16))).join('')
            : Buffer.from(bytes).toString('hex');
          const decoders = makeDecoders([`event E(${type} x)`]);
          decodeEvent(decoders, [[...decoders.keys()][0] as Hex], `0x${hex}`);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('decodes what ethers decodes, of any types', () => {
  fc.assert(
    fc.property(fc.array(parameter, { minLength: 1, maxLength: 6 }), (parameters) => {
      const inputs = parameters.map(({ type }, i) => `${type}${indexedUpTo(parameters, i) ? ' indexed' : ''} p${i}`);
      const abi = [`event E(${inputs.join(', ')})`];
      const iface = new Interface(abi);
      const fragment = iface.getEvent('E');
      if (!fragment) throw new Error('no event');
      const log = logOf(fragment, parameters);
      const parsed = iface.parseLog(log);
      const theirs = fragment.inputs.map((input, i) => plain(input, parsed?.args[i]));
      const ours = decodeEvent(makeDecoders(abi), log.topics, log.data);
      expect(ours?.event).toBe('E');
      expect(Object.values(ours?.args ?? {}).length).toBe(parameters.length);
      expect(fragment.inputs.map((input) => ours?.args[input.name])).toEqual(theirs);
    }),
    { numRuns: 1_000 },
  );
});

interface Parameter {
  readonly type: string;
  readonly indexed: boolean;
  readonly value: unknown;
}

const indexedUpTo = (parameters: readonly Parameter[], i: number): boolean =>
  (parameters[i]?.indexed ?? false) && parameters.slice(0, i).filter(({ indexed }) => indexed).length < 3;

/** As Solidity emits it; ethers itself cannot make logs of indexed arrays and tuples. */
function logOf(fragment: EventFragment, parameters: readonly Parameter[]): { topics: Hex[]; data: Hex } {
  const all = fragment.inputs.map((input, i) => ({ input, value: parameters[i]?.value }));
  const data = all.filter(({ input }) => !input.indexed);
  const topics = all
    .filter(({ input }) => input.indexed)
    .map(({ input, value }) => {
      const isHashed = ['array', 'tuple', 'string', 'bytes'].includes(input.baseType);
      const encoded = encode([input.format('full').replace(' indexed', '')], [value]);
      return isHashed ? (keccak256(encoded) as Hex) : encoded;
    });
  return {
    topics: [fragment.topicHash as Hex, ...topics],
    data: encode(
      data.map(({ input }) => input.format('full')),
      data.map(({ value }) => value),
    ),
  };
}

/** What ethers gave, in our form: integers as decimal text, tuples by name, of an indexed dynamic value its hash. */
function plain(type: ParamType, value: unknown): unknown {
  if (value !== null && typeof value === 'object' && 'hash' in value && !(value instanceof Result)) return value.hash;
  if (type.isArray()) return (value as Result).toArray().map((item) => plain(type.arrayChildren, item));
  if (type.isTuple()) {
    return Object.fromEntries(
      type.components.map((part, i) => [part.name || String(i), plain(part, (value as Result)[i])]),
    );
  }
  return typeof value === 'bigint' ? value.toString() : value;
}

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((it) => `0x${Buffer.from(it).toString('hex')}`);
// ethers indexes strings by their UTF-8 bytes: both sides take only text that has some; NUL is for the test above.
const words = fc
  .string({ unit: 'grapheme', maxLength: 70 })
  .filter((text) => text.isWellFormed() && !text.includes('\0'));
const bits = fc.integer({ min: 1, max: 32 }).map((bytes) => bytes * 8);

const leaf: fc.Arbitrary<{ type: string; value: fc.Arbitrary<unknown> }> = fc.oneof(
  bits.map((n) => ({ type: `uint${n}`, value: fc.bigInt({ min: 0n, max: 2n ** BigInt(n) - 1n }) })),
  bits.map((n) => ({
    type: `int${n}`,
    value: fc.bigInt({ min: -(2n ** BigInt(n - 1)), max: 2n ** BigInt(n - 1) - 1n }),
  })),
  fc.integer({ min: 1, max: 32 }).map((n) => ({ type: `bytes${n}`, value: hex(n) })),
  fc.constant({ type: 'address', value: hex(20).map((address) => getAddress(keccak256(address).slice(0, 42))) }),
  fc.constant({ type: 'bool', value: fc.boolean() }),
  fc.constant({ type: 'string', value: words }),
  fc.constant({
    type: 'bytes',
    value: fc.uint8Array({ maxLength: 70 }).map((it) => `0x${Buffer.from(it).toString('hex')}`),
  }),
);

const { any } = fc.letrec<{ any: { type: string; value: fc.Arbitrary<unknown> } }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('any').map(({ type, value }) => ({ type: `${type}[]`, value: fc.array(value, { maxLength: 4 }) })),
    fc.tuple(tie('any'), fc.integer({ min: 1, max: 3 })).map(([{ type, value }, n]) => ({
      type: `${type}[${n}]`,
      value: fc.array(value, { minLength: n, maxLength: n }),
    })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((parts) => ({
      type: `tuple(${parts.map(({ type }, i) => `${type} m${i}`).join(', ')})`,
      value: fc.tuple(...parts.map(({ value }) => value)),
    })),
  ),
}));

const parameter: fc.Arbitrary<Parameter> = any.chain(({ type, value }) =>
  fc.record({ type: fc.constant(type), indexed: fc.boolean(), value }),
);
