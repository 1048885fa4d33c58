import { expect, test } from 'vitest';
import { batchFact, factsWith, labelFact } from '../../../test/check-facts.ts';
import { encodeId } from '../ids.ts';
import { creditingPeriod, labels, vintageInPeriod } from './period-checks.ts';

test.each([
  [{}, 'PASS'],
  [{ creditingStart: null }, 'INCONCLUSIVE'],
  [{ creditingEnd: null }, 'INCONCLUSIVE'],
  [{ creditingStart: '2026-11-21' }, 'PASS'],
  [{ creditingStart: '2026-11-22' }, 'FAIL'],
  [{ creditingEnd: '2019-12-31' }, 'FAIL'],
  [{ creditingEnd: '2120-01-01' }, 'PASS'],
  [{ creditingEnd: '2121-01-01' }, 'FAIL'],
])('CREDITING_PERIOD of %j', (project, result) => {
  const outcome = creditingPeriod(factsWith({ project }));
  expect(outcome.result, outcome.finding).toBe(result);
  expect(outcome.read).toEqual(['the project at version 3 of 2026-11-21T09:30:00Z']);
});

test.each([
  [{ vintageStart: '2020-01-01', vintageEnd: '2029-12-31' }, 'PASS'],
  [{ vintageStart: '2019-12-31' }, 'FAIL'],
  [{ vintageEnd: '2030-01-01' }, 'FAIL'],
])('VINTAGE_IN_PERIOD of %j', (batch, result) => {
  const facts = factsWith({ batches: [batchFact(), batchFact(batch)] });
  expect(vintageInPeriod(facts).result).toBe(result);
  expect(vintageInPeriod({ ...facts, batches: [] }).result).toBe('NOT_APPLICABLE');
  expect(vintageInPeriod({ ...facts, project: { ...facts.project, creditingEnd: null } }).result).toBe('INCONCLUSIVE');
});

const DOCUMENT = '019f0000-0000-7000-8000-0000000000aa';
const evidence = encodeId('Document', DOCUMENT);

test.each([
  [{}, 'INCONCLUSIVE', 'https://registry.example/label'],
  [{ evidence }, 'PASS', '1 labels hold'],
  [{ evidence: encodeId('Document', DOCUMENT.replace('aa', 'bb')) }, 'FAIL', 'is not there'],
  [
    { evidence, validFrom: '2021-01-02' },
    'FAIL',
    'CCP from 2021-01-02 to no end, and not for 2021-01-01 to 2021-11-30',
  ],
  [{ evidence, validTo: '2021-11-30' }, 'PASS', '1 labels'],
  [{ evidence, validTo: '2021-11-29' }, 'FAIL', 'to 2021-11-29'],
  [{ evidence, validFrom: '2021-11-30' }, 'FAIL', 'CCP from 2021-11-30'],
  [{ evidence, validFrom: '2020-01-01', validTo: '2021-01-01' }, 'FAIL', 'to 2021-01-01'],
  [{ evidence, validFrom: '2020-01-01', validTo: '2020-12-31' }, 'NOT_APPLICABLE', 'about these vintages'],
  [{ evidence, validFrom: '2021-12-01' }, 'NOT_APPLICABLE', 'about these vintages'],
])('LABELS of %j', (label, result, said) => {
  const outcome = labels(factsWith({ labels: [labelFact(label)], labelDocuments: new Set([DOCUMENT]) }));
  expect(outcome.result).toBe(result);
  expect(outcome.finding).toContain(said);
});

test('LABELS do not apply without any, nor without a vintage', () => {
  expect(labels(factsWith()).result).toBe('NOT_APPLICABLE');
  expect(labels(factsWith({ labels: [labelFact()], batches: [] })).result).toBe('NOT_APPLICABLE');
});
