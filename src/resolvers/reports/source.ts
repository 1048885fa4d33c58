import type { Snapshot } from '../../db/report-snapshot.ts';
import type { App, Context } from '../context.ts';
import type { ReportParameters } from './rules.ts';
import type { CompiledReport } from './tables.ts';

/** What a report is made from. */
export interface ReportSource {
  readonly app: App;
  readonly snapshot: Snapshot;
  /** About whom it is. */
  readonly ownerId: string;
  /** The context of whoever asked for it: what they may not see is not reported. */
  readonly asActor: Context;
  readonly parameters: ReportParameters;
  /** The moment of the snapshot. */
  readonly at: Date;
}

export type Compile = (source: ReportSource) => Promise<CompiledReport>;

export const periodFacts = ({ from, to }: ReportParameters): (readonly [string, string])[] => [
  ['from', from?.toISOString() ?? 'the beginning'],
  ['to', to?.toISOString() ?? 'now'],
];
