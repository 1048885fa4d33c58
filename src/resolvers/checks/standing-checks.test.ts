import { expect, test } from 'vitest';
import { whole } from '../../../test/custody-lab.ts';
import { blockFact, factsWith } from '../../../test/check-facts.ts';
import type { SupplyFact, TwinFact } from '../../db/poai-facts.ts';
import { correspondingAdjustment, noFreeze, singleProgram, supplyInCustody } from './standing-checks.ts';

const twin = { status: 'OPEN', kind: 'ACTIVITY', registry: 'CDM', nativeId: '77', name: 'Chargers' } as const;
const reported = (...twins: TwinFact[]) => ({ duplicates: { isQueued: false, twins } });

test.each([
  [reported(twin), 'INCONCLUSIVE', 'CDM 77 "Chargers" (ACTIVITY)'],
  [reported(twin, { ...twin, status: 'CONFIRMED', kind: 'SERIALS' }), 'FAIL', 'CDM 77 "Chargers" (SERIALS)'],
  [reported({ ...twin, status: 'DISMISSED' }), 'PASS', '1 reports were dismissed'],
  [{ duplicates: { isQueued: true, twins: [] } }, 'INCONCLUSIVE', 'not compared with others since'],
  [{ project: { registry: null, nativeId: null } }, 'INCONCLUSIVE', 'No registry'],
  [{ project: { west: null } }, 'INCONCLUSIVE', 'not known'],
  [{ project: { creditingStart: null } }, 'INCONCLUSIVE', 'not known'],
  [{}, 'PASS', 'No project of another program'],
])('SINGLE_PROGRAM of %o', (given, result, said) => {
  const outcome = singleProgram(factsWith(given));
  expect(outcome.result).toBe(result);
  expect(outcome.finding).toContain(said);
});

test.each([
  ['NONE', 'NOT_APPLICABLE', 'NOT_APPLICABLE'],
  ['REQUESTED', 'NOT_APPLICABLE', 'INCONCLUSIVE'],
  ['AUTHORIZED', 'REQUIRED', 'PASS'],
  ['AUTHORIZED', 'APPLIED', 'PASS'],
  ['AUTHORIZED', 'NOT_APPLICABLE', 'FAIL'],
  ['REVOKED', 'APPLIED', 'FAIL'],
  ['REVOKED', 'REQUIRED', 'FAIL'],
  ['REVOKED', 'NOT_APPLICABLE', 'NOT_APPLICABLE'],
] as const)('CORRESPONDING_ADJUSTMENT: %s and %s', (hostAuthorization, adjustment, result) => {
  const project = { hostAuthorization, correspondingAdjustment: adjustment };
  expect(correspondingAdjustment(factsWith({ project })).result).toBe(result);
});

const supply = (given: Partial<SupplyFact>): SupplyFact => ({
  vintage: 2021,
  chainBatchId: '5',
  supply: whole(100),
  contractHolds: whole(60),
  inCustody: 0n,
  alive: 114n,
  blockNumber: 9n,
  ...given,
});

test.each([
  [[], 'NOT_APPLICABLE'],
  [[{ supply: 0n }], 'NOT_APPLICABLE'],
  [[{}], 'INCONCLUSIVE'],
  [[{ inCustody: 100n }], 'PASS'],
  [[{ supply: whole(100) + 1n, inCustody: 100n }], 'FAIL'],
  [[{ supply: whole(114) + 1n }], 'FAIL'],
  [[{ alive: 0n }], 'FAIL'],
  [[{ inCustody: 100n }, { vintage: 2022, inCustody: 99n }], 'FAIL'],
  [[{ inCustody: 100n }, { vintage: 2022 }], 'INCONCLUSIVE'],
])('SUPPLY_IN_CUSTODY of %o', (supplies, result) => {
  const chain = { chainId: 31_337, supplies: supplies.map((each) => supply(each)), freeze: undefined };
  const outcome = supplyInCustody(factsWith({ chain }));
  expect(outcome.result, outcome.finding).toBe(result);
  expect(outcome.read[0]).toContain(supplies.length > 0 ? 'chain 31337 at block 9' : 'chain 31337');
});

test('SUPPLY_IN_CUSTODY does not apply without a chain', () => {
  expect(supplyInCustody(factsWith()).result).toBe('NOT_APPLICABLE');
});

const chain = { chainId: 31_337, supplies: [] };

test.each([
  [{}, 'No freeze applies'],
  [{ project: { suspended: true } }, 'the project is suspended'],
  [{ project: { status: 'DEREGISTERED' } }, 'the project is DEREGISTERED'],
  [{ blocks: [blockFact({ state: 'ON_HOLD' })] }, 'on hold: 13861-531686656'],
  [{ chain: { ...chain, freeze: { suspended: true, blockNumber: 4n } } }, 'the chain has suspended'],
  [{ chain: { ...chain, freeze: { suspended: false, blockNumber: 4n } } }, 'No freeze applies'],
] as const)('NO_FREEZE of %o finds what speaks against, and never more than that', (given, said) => {
  const outcome = noFreeze(factsWith(given));
  expect(outcome.result).toBe(said === 'No freeze applies' ? 'INCONCLUSIVE' : 'FAIL');
  expect(outcome.finding).toContain(said);
});
