import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, test } from 'vitest';
import { describeError } from './log.ts';

test('a failed statement is told without its parameters', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint_name: 'users_email_folded',
    detail: 'Key (email)=(a@example.org) already exists.',
  });
  const told = describeError(new DrizzleQueryError('insert into users values ($1)', ['a@example.org'], cause));
  expect(told).toEqual({
    type: 'Error',
    message: 'duplicate key',
    stack: cause.stack,
    code: '23505',
    constraint: 'users_email_folded',
  });
});

test('causes are told, as far as they are errors or words, and not without end', () => {
  const endless = new Error('round');
  endless.cause = endless;
  expect(JSON.stringify(describeError(endless)).match(/"message":"round"/g)).toHaveLength(6);
  expect(describeError(new Error('outer', { cause: 'words' })).cause).toMatchObject({
    type: 'string',
    message: 'words',
  });
  expect(describeError('only words')).toMatchObject({ message: 'only words' });
});
