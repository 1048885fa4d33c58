import type { CreditState } from '../../db/batches.ts';

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

type Cells = Readonly<Record<string, string>>;

/** How a registry writes its list: a new registry is another one of these. */
export interface CreditMapping {
  readonly registry: string;
  readonly columns: readonly string[];
  /** The record of a row, or words about what is wrong with it. */
  readonly read: (cells: Cells) => CreditRecord | string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string): boolean => DAY.test(text) && new Date(text).toISOString().startsWith(text);
const orNull = (text: string | undefined): string | null => text?.trim() || null;

/** "5,880" is 5880; undefined where it is no count. */
function countOfText(text: string): bigint | undefined {
  return /^(?:\d{1,3}(?:,\d{3})*|\d+)$/.test(text) ? BigInt(text.replaceAll(',', '')) : undefined;
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
  read: (cells) => {
    const cell = (name: string): string => cells[name] ?? '';
    for (const name of ['Vintage Start', 'Vintage End']) {
      if (!isDay(cell(name))) return `the ${name} is not a day: "${cell(name).slice(0, 40)}"`;
    }
    for (const name of ['Issuance Date', 'Retirement/Cancellation Date']) {
      if (cell(name) !== '' && !isDay(cell(name))) return `the ${name} is not a day: "${cell(name).slice(0, 40)}"`;
    }
    const quantity = countOfText(cell('Quantity Issued'));
    if (quantity === undefined) return `the Quantity Issued is not a count: "${cell('Quantity Issued').slice(0, 40)}"`;
    if (cell('ID') === '') return 'the ID is empty';
    const [retiredOn, reason] = [cell('Retirement/Cancellation Date'), orNull(cell('Retirement Reason'))];
    return {
      nativeId: cell('ID'),
      vintageStart: cell('Vintage Start'),
      vintageEnd: cell('Vintage End'),
      issuedOn: orNull(cell('Issuance Date')),
      serial: cell('Serial Number'),
      quantity,
      state: retiredOn === '' ? 'ACTIVE' : /cancel/i.test(reason ?? '') ? 'CANCELLED' : 'RETIRED',
      retirement:
        retiredOn === ''
          ? null
          : {
              retiredOn,
              beneficiary: orNull(cell('Retirement Beneficiary')),
              reason,
              details: orNull(cell('Retirement Details')),
            },
    };
  },
};

const mappings: readonly CreditMapping[] = [verra];

/** The mapping of a registry; undefined where there is none yet. */
export const creditMappingOf = (registry: string): CreditMapping | undefined =>
  mappings.find((mapping) => mapping.registry === registry);

export const mappedRegistries = (): string[] => mappings.map(({ registry }) => registry);
