import type { ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { setSuspended } from './suspension.ts';

/**
 * Suspends a published project: until it is resumed it goes no step but out, and its owner changes nothing. Throws
 * InputInvalid, NotFound, IllegalTransition.
 */
export const suspendProject = (ctx: Context, input: unknown): Promise<ProjectRow> => setSuspended(ctx, input, true);
