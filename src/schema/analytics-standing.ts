import type { ProjectCount, StateCount } from '../db/rollup-reads.ts';
import type { RollupThing as ThingCode } from '../db/rollups.ts';
import { PlatformStatistics } from './analytics.ts';
import { builder, enumOf } from './builder.ts';

// How the platform stands now, whatever the period is.

const CountedThing = enumOf('CountedThing', 'Whose statuses are counted.', {
  ANNOUNCEMENT: 'Announcements that were opened.',
  ORDER: 'Orders.',
  RETIREMENT: 'Retirements.',
} satisfies Record<ThingCode, string>);

const StatusCount = builder.objectRef<StateCount>('StatusCount').implement({
  description: 'How many stand so now.',
  fields: (t) => ({
    thing: t.expose('thing', { type: CountedThing, description: 'Of what.' }),
    status: t.exposeString('state', { description: 'How they stand: a status of its state machine.' }),
    count: t.int({ description: 'How many.', resolve: ({ count }) => Number(count) }),
  }),
});

const ProjectsCount = builder.objectRef<ProjectCount>('ProjectsCount').implement({
  description: 'How many published projects there are of one kind now.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'Which status or type.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

builder.objectFields(PlatformStatistics, (t) => ({
  users: t.int({ description: 'Users there are now.', resolve: async (of) => Number((await of.standing()).users) }),
  activeAnnouncements: t.int({
    description: 'Announcements that are ACTIVE now.',
    resolve: async (of) => {
      const found = (await of.states()).find(({ thing, state }) => thing === 'ANNOUNCEMENT' && state === 'ACTIVE');
      return Number(found?.count ?? 0n);
    },
  }),
  statuses: t.field({
    type: [StatusCount],
    extensions: { listSize: 20 },
    description: 'How announcements, orders and retirements stand now.',
    resolve: (of) => of.states().then((counts) => [...counts]),
  }),
  projectsByStatus: t.field({
    type: [ProjectsCount],
    extensions: { listSize: 10 },
    description: 'Published projects by status now.',
    resolve: async (of) => (await of.projects()).filter(({ facet }) => facet === 'STATUS'),
  }),
  projectsByType: t.field({
    type: [ProjectsCount],
    description: 'Published projects by type now, the most frequent first.',
    resolve: async (of) => (await of.projects()).filter(({ facet }) => facet === 'TYPE'),
  }),
}));
