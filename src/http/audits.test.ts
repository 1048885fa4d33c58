import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { type Api, openApi } from './api.ts';

// The GraphQL over HTTP specification (https://graphql.github.io/graphql-over-http/draft/), as graphql-http audits it.

let t: TestApp;
let api: Api;
beforeAll(async () => {
  t = await openTestApp();
  api = await openApi(t.app);
});
afterAll(async () => {
  await api.close();
  await t[Symbol.asyncDispose]();
});

test('every audit passes, over a real connection', async () => {
  const audits = serverAudits({ url: `${api.url}/graphql`, fetchFn: fetch });
  expect(audits.length).toBeGreaterThan(50);
  const failed: string[] = [];
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== 'ok') failed.push(`${audit.id} ${audit.name}: ${result.reason}`);
  }
  expect(failed).toEqual([]);
});
