import { importCredits } from '../resolvers/batches/import-credits.ts';
import { creditMappings } from '../resolvers/batches/mapping.ts';
import { runRegistryCommand } from './registry-command.ts';

await runRegistryCommand({
  name: 'credits',
  about: {
    file: 'a registry’s list of issued and retired credits',
    note: 'Projects must be there first (npm run projects). ',
  },
  mappings: creditMappings,
  take: importCredits,
  meanings: {
    stored: 'new serial blocks',
    changed: 'blocks, or parts of blocks, that were held and are retired now',
    unchanged: 'blocks known already',
  },
});
