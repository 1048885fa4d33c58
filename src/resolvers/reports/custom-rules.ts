import { z } from 'zod';
import {
  customColumns,
  type CustomDataset,
  customDatasets,
  customOperators,
  type CustomType,
} from '../../db/report-custom.ts';
import { moment, optional } from '../input.ts';

const MOST_COLUMNS = 30;
const MOST_FILTERS = 20;
const names = z.array(z.string().max(40)).max(MOST_COLUMNS);

const READS: Readonly<Record<CustomType, (value: string) => boolean>> = {
  TEXT: (value) => value.isWellFormed() && !value.includes('\0'),
  DECIMAL: (value) => /^-?\d{1,40}(\.\d{1,18})?$/.test(value),
  INTEGER: (value) => /^-?\d{1,15}$/.test(value),
  MOMENT: (value) => moment.safeParse(value).success,
};

/** The rows, columns, filters and groups of a custom report; names of columns are those that its dataset has. */
export const customQuery = z
  .object({
    dataset: z.enum(customDatasets),
    columns: optional(names).transform((list) => list ?? []),
    filters: optional(
      z
        .array(z.object({ column: z.string().max(40), operator: z.enum(customOperators), value: z.string().max(200) }))
        .max(MOST_FILTERS),
    ).transform((list) => list ?? []),
    groupBy: optional(names).transform((list) => list ?? []),
    sums: optional(names).transform((list) => list ?? []),
  })
  .superRefine(({ dataset, columns, filters, groupBy, sums }, issues) => {
    const wrong = (path: (string | number)[], message: string) => issues.addIssue({ code: 'custom', path, message });
    const typeOf = (name: string): CustomType | undefined => typeOfColumn(dataset, name);
    const known = `is no column of ${dataset}: there are ${Object.keys(customColumns(dataset)).join(', ')}`;
    for (const [field, list] of Object.entries({ columns, groupBy, sums })) {
      for (const [at, name] of list.entries()) if (!typeOf(name)) wrong([field, at], known);
      if (new Set(list).size < list.length) wrong([field], 'names a column twice');
    }
    const isOne = (unit: string): boolean =>
      groupBy.includes(unit) || filters.some(({ column, operator }) => column === unit && operator === 'EQ');
    for (const [at, name] of sums.entries()) {
      if (!typeOf(name)) continue;
      const { adds } = customColumns(dataset)[name] ?? {};
      if (!adds) wrong(['sums', at], 'is nothing that can be added up');
      else if (adds !== 'ALWAYS' && !isOne(adds.within)) {
        wrong(['sums', at], `adds up within one ${adds.within} alone: group by it, or filter for one`);
      }
    }
    if (sums.length > 0 && groupBy.length === 0) wrong(['sums'], 'needs `groupBy`');
    if (groupBy.length > 0 && columns.length > 0) wrong(['columns'], 'says nothing beside `groupBy`');
    if (groupBy.length === 0 && columns.length === 0) wrong(['columns'], 'is empty');
    for (const [at, { column, operator, value }] of filters.entries()) {
      const type = typeOf(column);
      if (!type) wrong(['filters', at, 'column'], known);
      else if (!READS[type](value)) wrong(['filters', at, 'value'], `is no ${type}`);
      else if (operator === 'CONTAINS' && type !== 'TEXT') wrong(['filters', at, 'operator'], 'is for TEXT alone');
    }
  });

export function typeOfColumn(dataset: CustomDataset, name: string): CustomType | undefined {
  const columns = customColumns(dataset);
  return Object.hasOwn(columns, name) ? columns[name]?.type : undefined;
}
