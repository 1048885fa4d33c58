import { expect, test } from 'vitest';
import { openToldIndex } from '../../../test/told-index.ts';
import { stopChain } from './stop-chain.ts';

test('a chain that is stopped says why, once, and the first reason stays', async () => {
  await using lab = await openToldIndex();
  await lab.index([lab.block(1, [])]);
  await stopChain(lab.ctx, lab.meta, 'deeper than final');
  const second = await stopChain(lab.ctx, lab.meta, 'something else');
  expect(second).toMatchObject({ stoppedReason: 'deeper than final', indexedBlock: 1n });
  expect(await lab.cursor()).toMatchObject({ stoppedReason: 'deeper than final', indexedBlock: 1n });
  const reasons = (await lab.told('chainHead')).map(({ stoppedReason }) => stoppedReason);
  expect(reasons).toEqual([null, 'deeper than final']);
});
