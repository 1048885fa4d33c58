import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { GENESIS_HASH, hashAuditRow } from './rules.ts';

test('hashes the row as canonical JSON, which anyone can compute again', () => {
  const row = {
    seq: 1n,
    at: new Date('2026-11-21T09:30:00.123Z'),
    actorId: null,
    action: 'ROLE_GRANTED',
    subjectType: 'User',
    subjectId: '019aa000-0000-7000-8000-000000000001',
    detail: { role: 'PLATFORM_ADMIN', by: 'é' },
    previousHash: GENESIS_HASH,
  };
  const text =
    '{"action":"ROLE_GRANTED","actorId":null,"at":"2026-11-21T09:30:00.123Z","detail":{"by":"é","role":"PLATFORM_ADMIN"},' +
    `"previousHash":"${'0'.repeat(64)}","seq":"1","subjectId":"019aa000-0000-7000-8000-000000000001","subjectType":"User"}`;
  expect(hashAuditRow(row).toString('hex')).toBe(createHash('sha256').update(text).digest('hex'));
});
