import { importProjects } from '../resolvers/projects/import-projects.ts';
import { projectMappings } from '../resolvers/projects/mappings/known.ts';
import { runRegistryCommand } from './registry-command.ts';

await runRegistryCommand({
  name: 'projects',
  about: {
    file: 'a registry’s list of projects',
    note: 'Each change is in the history of its project, with the name of the file. ',
  },
  mappings: projectMappings,
  take: importProjects,
  meanings: {
    stored: 'new projects',
    changed: 'projects of which the registry says something else than before',
    unchanged: 'projects known so already',
  },
});
