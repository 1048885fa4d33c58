import type { ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { setSuspended } from './suspension.ts';

/** Ends the suspension of a project. Throws InputInvalid, NotFound, IllegalTransition. */
export const resumeProject = (ctx: Context, input: unknown): Promise<ProjectRow> => setSuspended(ctx, input, false);
