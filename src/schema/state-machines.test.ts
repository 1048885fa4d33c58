import { graphql, type GraphQLEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { announcementMachine } from '../resolvers/announcements/rules.ts';
import { machines, statesOf, transitionsOf } from '../resolvers/state-machines.ts';
import { schema } from './index.ts';

const ask = (source: string) => graphql({ schema, source, contextValue: {} });

test('prints each machine as the table that decides has it', async () => {
  const { data } = await ask('{ stateMachines { noun initial states transitions { from step to } } }');
  const printed = JSON.parse(JSON.stringify(data?.['stateMachines'])) as unknown;
  expect(printed).toEqual(
    machines.map((machine) => ({
      noun: machine.noun,
      initial: machine.initial,
      states: statesOf(machine),
      transitions: transitionsOf(machine),
    })),
  );
  expect(printed).toContainEqual(
    expect.objectContaining({ noun: 'Announcement', states: Object.keys(announcementMachine) }),
  );
});

test('prints one machine by its noun, and none for a noun without', async () => {
  const { data } = await ask('{ stateMachines(noun: "Withdrawal") { transitions { from step to } } }');
  expect(data).toEqual({
    stateMachines: [
      {
        transitions: [
          { from: 'REQUESTED', step: 'APPROVE', to: 'APPROVED' },
          { from: 'REQUESTED', step: 'SEND', to: 'SENDING' },
          { from: 'REQUESTED', step: 'REJECT', to: 'REJECTED' },
          { from: 'SENDING', step: 'SETTLE', to: 'SETTLED' },
          { from: 'SENDING', step: 'FAIL', to: 'FAILED' },
          { from: 'SETTLED', step: 'UNDO', to: 'SENDING' },
          { from: 'FAILED', step: 'RETRY', to: 'SENDING' },
        ],
      },
    ],
  });
  expect((await ask('{ stateMachines(noun: "Wallet") { noun } }')).data).toEqual({ stateMachines: [] });
});

test.each(machines.map((machine) => [machine.noun, machine] as const))(
  '%s: every state is of the schema and can be reached',
  (noun, machine) => {
    const named = schema.getType(`${noun}Status`) as GraphQLEnumType;
    expect(statesOf(machine).toSorted()).toEqual(
      named
        .getValues()
        .map(({ name }) => name)
        .toSorted(),
    );
    const reached = new Set([machine.initial]);
    for (const state of reached) for (const to of Object.values(machine.steps[state] ?? {})) reached.add(to);
    expect([...reached].toSorted()).toEqual(statesOf(machine).toSorted());
  },
);
