import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressOf, eventOf } from '../../test/chain-model.ts';
import { type CustodyLab, openCustodyLab, whole } from '../../test/custody-lab.ts';
import { checkReserves } from '../resolvers/reserves/check-reserves.ts';
import { readHealth } from '../resolvers/health/read.ts';
import { metricsOf } from './metrics.ts';
import { measureReserves } from './reserve-metrics.ts';

let lab: CustodyLab;
beforeAll(async () => {
  lab = await openCustodyLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

async function shown(): Promise<{ covered: boolean[]; metric: string[]; notReady: readonly string[] }> {
  await checkReserves(lab.t.app);
  const { reserves, notReady } = await readHealth(lab.t.app, []);
  measureReserves(lab.t.app, reserves);
  const text = await metricsOf(lab.t.app).registry.metrics();
  return {
    covered: reserves.map(({ covered }) => covered),
    metric: text.split('\n').filter((line) => line.startsWith('ecocoin_reserve_shortfall{')),
    notReady,
  };
}

test('a shortfall is named with its size, and alone makes nothing unready', async () => {
  await lab.t.user('owed', { funds: { ETH: '12.5' } });
  const short = await shown();
  expect(short.covered).toEqual([true, false]);
  expect(short.metric).toEqual([
    'ecocoin_reserve_shortfall{asset="CARBON"} 0',
    'ecocoin_reserve_shortfall{asset="ETH"} 12.5',
  ]);
  // The chain of this test answers nobody.
  expect(short.notReady).toEqual(['chain']);
  await lab.tell(eventOf('CarbonCustody', 'ReserveFunded', { from: addressOf(1), amount: whole(13) }));
  expect(await shown()).toMatchObject({
    covered: [true, true],
    metric: [expect.anything(), expect.stringMatching(/ 0$/)],
  });
});
