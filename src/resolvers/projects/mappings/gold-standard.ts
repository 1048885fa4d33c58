import type { Methodology, ProjectStatus } from '../../../db/projects.ts';
import { lookUp, readRow } from '../../registry-cells.ts';
import { parseMethodologies } from '../methodologies.ts';
import { type ProjectMapping, readCountry } from './mapping.ts';

/** A design that is certified is what other programs call registered: credits may follow once they are verified. */
const STATUSES: Readonly<Record<string, Exclude<ProjectStatus, 'DRAFT'>>> = {
  Listed: 'LISTED',
  'Gold Standard Certified Design': 'REGISTERED',
  'Gold Standard Certified Project': 'REGISTERED',
};

/** "5, 1, 13" is [1, 5, 13]. */
function goalsOf(text: string): number[] | undefined {
  const goals = text.split(',').map((goal) => Number(goal.trim()));
  const isGoals = goals.every((goal) => Number.isInteger(goal) && goal >= 1 && goal <= 17);
  return isGoals ? [...new Set(goals)].toSorted((a, b) => a - b) : undefined;
}

/** The list writes the title of a methodology of the CDM behind its code; other registries write the code alone. */
const TITLED = /^((?:AR-)?(?:ACM|AM)\d{4}|(?:AR-)?AMS-[IVX]+\.[A-Z]{1,2})\b/;
const untitled = (methodology: Methodology): Methodology => ({
  ...methodology,
  code: TITLED.exec(methodology.code)?.[1] ?? methodology.code,
});

/** The columns of https://registry.goldstandard.org, "Export" of the list of projects. It has no dates and no region. */
export const goldStandard: ProjectMapping = {
  registry: 'GOLD_STANDARD',
  columns: [
    'GSID',
    'Project Name',
    'Project Developer Name',
    'Status',
    'Sustainable Development Goals',
    'Project Type',
    'Country',
    'Description',
    'Estimated Annual Credits',
    'Methodology',
  ],
  read: (cells) =>
    readRow(cells, (row) => ({
      // Serial numbers write it "GS11603", the list without the letters.
      nativeId: row.needed('GSID', 80).replace(/^GS(?=\d)/, ''),
      fields: {
        name: row.needed('Project Name', 300),
        description: row.prose('Description', 20_000),
        proponent: row.text('Project Developer Name', 500),
        program: 'Gold Standard for the Global Goals',
        methodologies: parseMethodologies(row.text('Methodology', 2_000), 'GOLD_STANDARD').map(untitled),
        projectType: row.text('Project Type', 300) || null,
        country: readCountry(row, 'Country'),
        estimatedAnnualReductions: row.count('Estimated Annual Credits'),
        sdgs: row.oneOf('Sustainable Development Goals', goalsOf, 'are no numbers of goals') ?? [],
        nativeStatus: row.needed('Status', 120),
        status: row.neededOf('Status', (text) => lookUp(STATUSES, text), 'has no meaning here yet'),
      },
    })),
};
