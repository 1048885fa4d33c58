import { getAddress } from 'ethers';
import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';

const LONGEST = 200;

/** Takes text only; what it says is checked by the resolvers, which report every issue of an input at once. */
function textOf(scalar: string, example: string) {
  return (value: unknown): string => {
    if (typeof value === 'string' && value.length <= LONGEST) return value;
    throw new GraphQLError(`${scalar} is text such as "${example}", in quotes.`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  };
}

builder.scalarType('Decimal', {
  description: 'An exact decimal number as text, such as "12.50": no sign, no exponent, never rounded on its way.',
  parseValue: textOf('A Decimal', '12.50'),
  serialize: (value) => value,
});

builder.scalarType('DateTime', {
  description: 'A moment in UTC, ISO 8601, such as "2026-11-21T09:30:00.000Z".',
  parseValue: textOf('A DateTime', '2026-11-21T09:30:00Z'),
  serialize: (value) => value.toISOString(),
});

builder.scalarType('Date', {
  description: 'A day of the calendar, ISO 8601, such as "2026-11-21".',
  parseValue: textOf('A Date', '2026-11-21'),
  serialize: (value) => value,
});

builder.scalarType('Address', {
  description:
    'An address of the chain, such as "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed". It comes out with its checksum (EIP-55); it goes in in any case, but where the case is mixed it must be right.',
  parseValue: textOf('An Address', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'),
  serialize: (value) => getAddress(value),
});

builder.scalarType('Hash', {
  description: 'A hash of 32 bytes, such as that of a transaction: "0x" and 64 hexadecimal digits in lower case.',
  parseValue: textOf('A Hash', `0x${'5a'.repeat(32)}`),
  serialize: (value) => value.toLowerCase(),
});

builder.scalarType('GeoJSON', {
  description:
    'A geometry of GeoJSON (RFC 7946), such as { "type": "Point", "coordinates": [-60.02, -3.11] }: longitude first, degrees of WGS 84.',
  parseValue: (value) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw new GraphQLError('A GeoJSON is an object with `type` and `coordinates`.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  },
  serialize: (value) => value,
});
