import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../test/clients.ts';
import { schema } from '../schema/index.ts';
import type { OpenApi } from './openapi.ts';
import { restRoutes } from './rest-routes.ts';

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi();
});
afterAll(() => on[Symbol.asyncDispose]());

const at = (path: string): Promise<Response> => fetch(new URL(path, on.url));

/** Every `$ref` below a value. */
const refsOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, item]) => (name === '$ref' ? [String(item)] : refsOf(item)));

test('the document has every address, and whatever it refers to', async () => {
  const response = await at('/api/openapi.json');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const document = (await response.json()) as OpenApi;
  expect(document.openapi).toBe('3.1.1');
  expect(Object.keys(document.paths)).toEqual([...restRoutes(schema).keys()]);
  const known = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`));
  expect(refsOf(document).filter((ref) => !known.has(ref))).toEqual([]);
  const place = document.paths['/api/trade-place']?.['post'];
  expect(place?.parameters.map(({ name }) => name)).toEqual(['Idempotency-Key', 'fields']);
  expect(Object.keys(place?.responses ?? {})).toEqual(
    expect.arrayContaining(['200', '400', '401', '403', '409', '422', '429']),
  );
  const input = document.components.schemas['TradePlaceInput'] as { required: string[] };
  expect(input.required).toContain('quantity');
  expect(input.required).not.toContain('idempotencyKey');
});

test('an answer is as its schema says', async () => {
  const document = (await (await at('/api/openapi.json')).json()) as OpenApi;
  const user = await on.t.user('ada');
  const { token } = await on.t.app.tokens.sign(user.id, crypto.randomUUID());
  const response = await fetch(new URL('/api/me', on.url), { headers: { authorization: `Bearer ${token}` } });
  const me = (await response.json()) as object;
  const { required } = document.components.schemas['User'] as { required: string[] };
  expect(Object.keys(me)).toEqual(required);
});

test('the page shows it all without a script or anything from elsewhere', async () => {
  const response = await at('/api/docs');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /);
  const html = await response.text();
  expect(/<script|(?:src|href)="(?!#|\/api\/)|@import|url\(/.exec(html)).toBeNull();
  for (const { path } of restRoutes(schema).values()) expect(html).toContain(`<code>${path}</code>`);
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const dead = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id).filter((id) => !ids.has(id));
  expect(dead).toEqual([]);
});
