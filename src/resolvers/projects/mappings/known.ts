import { goldStandard } from './gold-standard.ts';
import type { ProjectMapping } from './mapping.ts';
import { verra } from './verra.ts';

/** Every registry whose list of projects can be read. */
export const projectMappings: readonly ProjectMapping[] = [verra, goldStandard];
