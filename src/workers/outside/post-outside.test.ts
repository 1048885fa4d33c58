import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { postOutside } from './post-outside.ts';

let receiver: Receiver;
let hold: Promise<void> | undefined;
beforeAll(async () => {
  receiver = await openReceiver(() => hold);
});
afterAll(() => receiver[Symbol.asyncDispose]());

const post = (url: string, more: Partial<Parameters<typeof postOutside>[0]> = {}) =>
  postOutside({ url, headers: { 'x-one': '1' }, body: 'ä', timeoutMs: 5_000, privateHosts: ['127.0.0.1'], ...more });

test('posts, and gives the status and nothing of what was said', async () => {
  receiver.answers.push([503, { 'retry-after': '7' }]);
  expect(await post(`${receiver.url}/a?b=c`)).toEqual({ state: 'ANSWERED', status: 503, retryAfterMs: 7_000 });
  expect(receiver.received.at(-1)).toMatchObject({
    path: '/a?b=c',
    headers: { 'x-one': '1', 'content-length': '2', 'user-agent': 'EcoCoin' },
    body: Buffer.from('ä'),
  });
});

test('follows no redirect', async () => {
  const before = receiver.received.length;
  receiver.answers.push([307, { location: `${receiver.url}/elsewhere` }]);
  expect(await post(receiver.url)).toMatchObject({ state: 'ANSWERED', status: 307 });
  expect(receiver.received).toHaveLength(before + 1);
});

test('calls nobody inside', async () => {
  const before = receiver.received.length;
  const { port } = new URL(receiver.url);
  for (const url of [
    `https://localhost:${port}/`,
    `https://127.0.0.1:${port}/`,
    `https://[::1]:${port}/`,
    'https://169.254.169.254/latest/meta-data',
  ]) {
    expect(await post(url, { privateHosts: [] }), url).toEqual({ state: 'REFUSED', reason: 'the host is not public' });
  }
  expect(await post(receiver.url, { privateHosts: [] })).toMatchObject({ state: 'REFUSED' });
  expect(await post('nothing')).toMatchObject({ state: 'REFUSED' });
  expect(receiver.received).toHaveLength(before);
});

test('waits no longer than it should, and says why it failed', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  hold = promise;
  expect(await post(receiver.url, { timeoutMs: 100 })).toEqual({
    state: 'UNREACHABLE',
    reason: 'no answer within 100 ms',
  });
  resolve();
  hold = undefined;
  expect(await post('http://127.0.0.1:1/')).toEqual({ state: 'UNREACHABLE', reason: 'ECONNREFUSED' });
});
