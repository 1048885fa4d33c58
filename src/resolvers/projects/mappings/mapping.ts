import type { ProjectStatus } from '../../../db/projects.ts';
import { countryByName } from '../countries.ts';
import type { ProjectFields } from '../fields.ts';
import type { RowReader } from '../../registry-cells.ts';

type Told = Omit<ProjectFields, 'registry' | 'nativeId' | 'status'>;

/** What a row of a registry's list of projects says. A field that the list does not tell is left out. */
export interface ProjectRecord {
  /** What the registry calls the project. */
  readonly nativeId: string;
  readonly fields: Pick<Told, 'name' | 'nativeStatus'> &
    Partial<Told> & { readonly status: Exclude<ProjectStatus, 'DRAFT'> };
}

/** How a registry writes its list of projects: a new registry is another one of these. */
export interface ProjectMapping {
  /** Its code, as in `registries`. */
  readonly registry: string;
  /** What the header of its file must have; others may stand beside them. */
  readonly columns: readonly string[];
  /** The record of a row, or words about what is wrong with it. */
  readonly read: (cells: Readonly<Record<string, string>>) => ProjectRecord | string;
}

/** The country that a cell names, in any of its English names. */
export const readCountry = (row: RowReader, name: string): string | null =>
  row.oneOf(name, countryByName, 'is no country that is known');

/** Texts that are separated by semicolons, each once, in the order of their letters. */
export const setOf = (text: string): string[] =>
  [...new Set(text.split(';').map((item) => item.trim()))].filter((item) => item !== '').toSorted();
