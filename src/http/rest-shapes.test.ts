import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { schema } from '../schema/index.ts';
import { measure } from './measure.ts';
import { restRoutes } from './rest-routes.ts';
import { resultSelection, unmark } from './rest-shapes.ts';

const config = loadConfig({ NODE_ENV: 'test' });
const sizes = { page: config.PAGE_SIZE, list: config.QUERY_LIST_SIZE };

test('what an address gives unasked is what the schema has, and within every limit', () => {
  const offences = [...restRoutes(schema).values()].flatMap(({ kind, field }) => {
    const document = parse(`${kind} { it: ${field.name}${resultSelection(field.type, {})} }`);
    const [operation] = document.definitions;
    const { depth, aliases, cost } = measure(schema, document, operation as never, sizes);
    const invalid = validate(schema, document).filter(
      ({ message }) => !message.includes('is required, but it was not'),
    );
    const isLarge = depth > config.QUERY_DEPTH || aliases > config.QUERY_ALIASES || cost({}) > config.QUERY_COST;
    return [
      ...invalid.map(({ message }) => `${field.name}: ${message}`),
      ...(isLarge ? [`${field.name} is too large`] : []),
    ];
  });
  expect(offences).toEqual([]);
});

test('names that stood in for others are taken back, wherever they stand', () => {
  const given = { __typename: 'A', Taken__quote: 'x', list: [{ Some__id: 1, plain__id: 2 }], none: null };
  expect(unmark(given)).toEqual({ __typename: 'A', quote: 'x', list: [{ id: 1, plain__id: 2 }], none: null });
});
