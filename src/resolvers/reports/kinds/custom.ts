import { type CustomFilter, customRows } from '../../../db/report-custom.ts';
import { typeOfColumn } from '../custom-rules.ts';
import type { Compile } from '../source.ts';
import type { TableColumn } from '../tables.ts';

const words = ({ column, operator, value }: CustomFilter): string => `${column} ${operator} ${value}`;

/** What was asked for: columns of one kind of row, or groups of them. A period is a filter on the first moment of a row. */
export const compileCustom: Compile = async ({ snapshot, ownerId, parameters }) => {
  const { custom, from, to } = parameters;
  if (!custom) throw new Error('a custom report says nothing of what');
  const { dataset, columns, groupBy, sums } = custom;
  const moment = dataset === 'RETIREMENTS' ? 'requested_at' : 'at';
  const period: CustomFilter[] = [
    ...(from ? [{ column: moment, operator: 'GTE' as const, value: from.toISOString() }] : []),
    ...(to ? [{ column: moment, operator: 'LT' as const, value: to.toISOString() }] : []),
  ];
  const filters = [...custom.filters, ...period];
  const source = customRows(snapshot, ownerId, { ...custom, filters });
  const typed = (name: string): TableColumn => ({ name, type: typeOfColumn(dataset, name) ?? 'TEXT' });
  const shown: TableColumn[] =
    groupBy.length === 0
      ? columns.map(typed)
      : [...[...groupBy, ...sums].map(typed), { name: 'rows', type: 'INTEGER' as const }];
  return {
    title: 'Custom report',
    facts: [
      ['rows_of', dataset],
      ['filters', filters.map(words).join('; ') || 'none'],
      ['grouped_by', groupBy.join(', ') || 'nothing'],
    ],
    notes: [],
    tables: [
      {
        name: 'rows',
        title: 'Rows',
        columns: shown,
        count: source.count,
        async *pages() {
          for await (const rows of source.pages()) yield rows.map(({ cells }) => cells);
        },
      },
    ],
  };
};
