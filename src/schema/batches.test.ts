import { afterAll, beforeAll, expect, test } from 'vitest';
import { Readable } from 'node:stream';
import { openTestApi, post, type TestApi } from '../../test/clients.ts';
import { importCredits } from '../resolvers/batches/import-credits.ts';
import { type CreditMapping, creditMappings } from '../resolvers/batches/mapping.ts';
import { platformContext } from '../resolvers/context.ts';
import { recordNewProjects } from '../resolvers/projects/record.ts';
import { readRegistryCsv } from '../workers/outside/registry-csv.ts';

const SERIAL = '12629-411930000-411930099-VCS-VCU-263-VER-AU-14-641-01012019-31122019-0';
const HEADER =
  'Issuance Date,Vintage Start,Vintage End,ID,Quantity Issued,Serial Number,Retirement/Cancellation Date,' +
  'Retirement Beneficiary,Retirement Reason,Retirement Details';
const PART = SERIAL.replace('411930099', '411930029');
const HELD = `2022-01-01,2019-01-01,2019-12-31,641,100,${SERIAL},,,,`;
const RETIRED = `2022-01-01,2019-01-01,2019-12-31,641,30,${PART},2023-05-05,Ada,Environmental Benefit,`;

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi();
  const fields = { registry: 'VERRA', nativeId: '641', name: 'Myamyn', status: 'REGISTERED' as const };
  await on.t.db.transact((tx) => recordNewProjects(tx, [{ actorId: null, reason: 'test', fields }]));
  const [mapping] = creditMappings as [CreditMapping];
  // Two lists, since the second tells what became of a part of the first.
  for (const row of [HELD, RETIRED]) {
    const rows = readRegistryCsv(() => Readable.from([`${HEADER}\n${row}\n`]), mapping.columns);
    await importCredits(platformContext(on.t.app, 'test'), { mapping, rows });
  }
});
afterAll(() => on[Symbol.asyncDispose]());

async function ask(query: string, variables: object = {}): Promise<unknown> {
  const { body } = await post(on.url, { query, variables });
  if (body.errors) throw new AggregateError(body.errors, JSON.stringify(body.errors));
  return body.data;
}

test('from a project to its credits, their serials and their retirements', async () => {
  const answer = await ask(`{ projectByNativeId(registry: "VERRA", nativeId: "641") { batches(first: 2) { edges { node {
    vintage vintageStart vintageEnd quantity counts { state quantity } project { name }
    serialBlocks(first: 5) { edges { node { serial state holder quantity issuedOn } } }
    active: serialBlocks(first: 5, state: ACTIVE) { edges { node { blockStart blockEnd } } }
    externalRetirements(first: 5) { edges { node { retiredOn beneficiary reason details quantity block { blockEnd } } } }
  } } } } }`);
  expect(answer).toMatchObject({
    projectByNativeId: {
      batches: {
        edges: [
          {
            node: {
              vintage: 2019,
              vintageStart: '2019-01-01',
              vintageEnd: '2019-12-31',
              quantity: '100',
              counts: [
                { state: 'ACTIVE', quantity: '70' },
                { state: 'RETIRED', quantity: '30' },
              ],
              project: { name: 'Myamyn' },
              active: { edges: [{ node: { blockStart: '411930030', blockEnd: '411930099' } }] },
              externalRetirements: {
                edges: [
                  {
                    node: {
                      retiredOn: '2023-05-05',
                      beneficiary: 'Ada',
                      reason: 'Environmental Benefit',
                      details: null,
                      quantity: '30',
                      block: { blockEnd: '411930029' },
                    },
                  },
                ],
              },
            },
          },
        ],
      },
    },
  });
});

test('from a serial to where the credits are', async () => {
  const query = `query ($serial: String!) { creditBySerial(serial: $serial) { serial quantity
    block { state holder externalRetirement { beneficiary } batch { id vintage project { nativeId } } } } }`;
  const batch = { vintage: 2019, project: { nativeId: '641' } };
  const answer = (await ask(query, { serial: SERIAL })) as { creditBySerial: { block: { batch: { id: string } } }[] };
  expect(answer).toMatchObject({
    creditBySerial: [
      { quantity: '30', block: { state: 'RETIRED', externalRetirement: { beneficiary: 'Ada' }, batch } },
      { quantity: '70', block: { state: 'ACTIVE', holder: 'REGISTRY_ACCOUNT', externalRetirement: null, batch } },
    ],
  });
  expect(await ask(query, { serial: '12629-411930050' })).toMatchObject({
    creditBySerial: [{ serial: expect.stringContaining('-411930050-411930050-') as string, quantity: '1' }],
  });
  const id = answer.creditBySerial[0]?.block.batch.id;
  const byId = await ask('query ($id: ID!) { creditBatch(id: $id) { quantity } node(id: $id) { __typename id } }', {
    id,
  });
  expect(byId).toEqual({ creditBatch: { quantity: '100' }, node: { __typename: 'CreditBatch', id } });
});
