import { expect, test } from 'vitest';
import { kinds, type NotificationKind } from '../notifications/kinds.ts';
import { outsideUrl, pauseAfter, typeOf } from './rules.ts';

test('addresses lead outside, over TLS', () => {
  const read = (text: string) => outsideUrl([]).safeParse(text);
  expect(read(' https://example.org:8443/hook?a=b#part ').data).toBe('https://example.org:8443/hook?a=b');
  for (const wrong of [
    'http://example.org',
    'ftp://example.org',
    'https://user:password@example.org',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://intranet/',
    'file:///etc/passwd',
    'nothing',
    `https://example.org/${'a'.repeat(2_000)}`,
  ]) {
    expect(read(wrong).success, wrong).toBe(false);
  }
});

test('a private host is called where the operator says so', () => {
  expect(outsideUrl(['127.0.0.1']).parse('http://127.0.0.1:8080/x')).toBe('http://127.0.0.1:8080/x');
  expect(outsideUrl(['127.0.0.1']).safeParse('http://127.0.0.2:8080/x').success).toBe(false);
  expect(outsideUrl(['127.0.0.1']).safeParse('ftp://127.0.0.1/').success).toBe(false);
});

test('every kind has a type of its own, with the trigger before it', () => {
  const types = (Object.keys(kinds) as NotificationKind[]).map(typeOf);
  expect(new Set(types).size).toBe(types.length);
  expect(types.every((type) => /^[a-z_]+\.[a-z_]+$/.test(type))).toBe(true);
  expect([typeOf('TRADE_BOUGHT'), typeOf('CHAIN_DEPOSIT_SEEN')]).toEqual([
    'trade.bought',
    'deposit.chain_deposit_seen',
  ]);
});

test('pauses grow four times, up to a day, and are as long as the receiver asks', () => {
  expect([1, 2, 3, 4, 30].map((attempts) => pauseAfter(attempts, 5))).toEqual([5, 20, 80, 320, 86_400]);
  expect(pauseAfter(1, 5, 60_000)).toBe(60);
  expect(pauseAfter(1, 5, 864_000_000)).toBe(86_400);
});
