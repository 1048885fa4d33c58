import { expect, test } from 'vitest';
import { duplicateStatus } from '../../db/project-duplicates.ts';
import { mayBecome, stepsFrom } from './rules.ts';

test('a report is decided once, and again only after it was opened again', () => {
  const ways = duplicateStatus.enumValues.flatMap((from) =>
    duplicateStatus.enumValues.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`),
  );
  expect(ways).toEqual(['OPEN DISMISSED', 'OPEN CONFIRMED', 'DISMISSED OPEN', 'CONFIRMED OPEN']);
  expect(stepsFrom('OPEN')).toEqual(['DISMISS', 'CONFIRM']);
});
