import type { CreditState } from '../../db/batches.ts';
import { readRow } from '../registry-cells.ts';

/** What a row of a registry's list of issued and retired credits says, in the platform's words. */
export interface CreditRecord {
  readonly nativeId: string;
  readonly vintageStart: string;
  readonly vintageEnd: string;
  readonly issuedOn: string | null;
  readonly serial: string;
  readonly quantity: bigint;
  readonly state: Extract<CreditState, 'ACTIVE' | 'RETIRED' | 'CANCELLED'>;
  /** Of what is not ACTIVE. */
  readonly retirement: {
    readonly retiredOn: string;
    readonly beneficiary: string | null;
    readonly reason: string | null;
    readonly details: string | null;
  } | null;
}

/** How a registry writes its list: a new registry is another one of these. */
export interface CreditMapping {
  readonly registry: string;
  readonly columns: readonly string[];
  /** The record of a row, or words about what is wrong with it. */
  readonly read: (cells: Readonly<Record<string, string>>) => CreditRecord | string;
}

const verra: CreditMapping = {
  registry: 'VERRA',
  columns: [
    'ID',
    'Issuance Date',
    'Vintage Start',
    'Vintage End',
    'Quantity Issued',
    'Serial Number',
    'Retirement/Cancellation Date',
    'Retirement Beneficiary',
    'Retirement Reason',
    'Retirement Details',
  ],
  read: (cells) =>
    readRow(cells, (row) => {
      const [vintageStart, vintageEnd] = [row.neededDay('Vintage Start'), row.neededDay('Vintage End')];
      const issuedOn = row.day('Issuance Date');
      const retiredOn = row.day('Retirement/Cancellation Date');
      const quantity = row.count('Quantity Issued') ?? 0n;
      const reason = row.text('Retirement Reason', 1_000) || null;
      return {
        nativeId: row.needed('ID', 80),
        vintageStart,
        vintageEnd,
        issuedOn,
        serial: row.text('Serial Number', 1_000),
        quantity,
        state: retiredOn === null ? 'ACTIVE' : /cancel/i.test(reason ?? '') ? 'CANCELLED' : 'RETIRED',
        retirement:
          retiredOn === null
            ? null
            : {
                retiredOn,
                beneficiary: row.prose('Retirement Beneficiary', 5_000) || null,
                reason,
                details: row.prose('Retirement Details', 5_000) || null,
              },
      };
    }),
};

/** Every registry whose list of credits can be read. */
export const creditMappings: readonly CreditMapping[] = [verra];
