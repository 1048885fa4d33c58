import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../test/commands.ts';
import { bring, flipped, tamper } from '../../test/documents.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';

const [old, next] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')];

let t: TestApp;
let ada: TestUser;
beforeAll(async () => {
  t = await openTestApp({ DOCUMENT_MASTER_KEYS: `2025:${old}` });
  ada = await t.user('ada');
});
afterAll(() => t[Symbol.asyncDispose]());

const documents = (keys: string, ...args: string[]) =>
  runCommand('documents', args, {
    env: {
      DATABASE_URL: t.databaseUrl,
      DATA_DIR: t.app.config.dataDir,
      LOG_LEVEL: 'silent',
      DOCUMENT_MASTER_KEYS: keys,
    },
  });

test('keys are rotated, what is whole is said to be, and what is damaged is named', async () => {
  const brought = [await bring(ada), await bring(ada)];
  expect(await documents(`2025:${old},2026:${next}`, 'rotate-keys')).toEqual({
    code: 0,
    out: [
      'Master key 2026: 2 of 2 versions were wrapped anew.',
      'Secrets of 0 webhooks were wrapped anew.',
      'Secrets of 0 second factors were wrapped anew.',
      'The master keys before it are not needed any more.',
    ].join('\n'),
    err: '',
  });
  const whole = await documents(`2026:${next}`, 'verify');
  expect(whole).toMatchObject({ code: 0, out: expect.stringMatching(/^2 versions .* 0 damaged, 0 could/) as string });
  await tamper(t, brought[1]?.version.id ?? '', flipped(3));
  const { code, out } = await documents(`2026:${next}`, 'verify');
  expect(code).toBe(1);
  expect(out).toContain('1 damaged');
  expect(out).toContain(`document ${brought[1]?.document.id}: version ${brought[1]?.version.id} is damaged: chunk 0`);
  const without = await documents(`2027:${old}`, 'rotate-keys');
  expect(without).toMatchObject({ code: 1, out: expect.stringContaining('Keep the master keys') as string });
});

test('another command is answered with how to use it', async () => {
  for (const args of [[], ['rotate'], ['verify', 'x']]) {
    expect(await documents(`2026:${next}`, ...args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Usage:/) as string,
    });
  }
});
