import { statementBalances, statementEntries } from '../../../db/report-statement.ts';
import { formatAmount } from '../../amounts.ts';
import { type Compile, periodFacts } from '../source.ts';
import { type Cell, momentCell, tableOf } from '../tables.ts';

const vintageCell = ({ vintage }: { vintage: number | null }): Cell => (vintage === null ? null : String(vintage));

/** Every movement of an owner's wallets and holdings in a period, between what was there before and after. */
export const compileStatement: Compile = async ({ snapshot, ownerId, parameters }) => ({
  title: 'Account statement',
  facts: periodFacts(parameters),
  notes: [
    'For each asset, opening and the amounts of its entries add up to closing. AVAILABLE can be used; HELD is promised to an offer, an order, a retirement or a withdrawal.',
  ],
  tables: [
    tableOf({ name: 'balances', title: 'Balances' }, statementBalances(snapshot, ownerId, parameters), {
      asset: ['TEXT', ({ asset }) => asset],
      project: ['TEXT', ({ project }) => project],
      vintage: ['INTEGER', vintageCell],
      opening_available: ['DECIMAL', (row) => formatAmount(row.openingAvailable, row.asset)],
      opening_held: ['DECIMAL', (row) => formatAmount(row.openingHeld, row.asset)],
      closing_available: ['DECIMAL', (row) => formatAmount(row.closingAvailable, row.asset)],
      closing_held: ['DECIMAL', (row) => formatAmount(row.closingHeld, row.asset)],
    }),
    tableOf({ name: 'entries', title: 'Entries' }, statementEntries(snapshot, ownerId, parameters), {
      number: ['INTEGER', ({ id }) => id.toString()],
      at: ['MOMENT', ({ at }) => momentCell(at)],
      kind: ['TEXT', ({ kind }) => kind],
      asset: ['TEXT', ({ asset }) => asset],
      project: ['TEXT', ({ project }) => project],
      vintage: ['INTEGER', vintageCell],
      account: ['TEXT', ({ account }) => account],
      amount: ['DECIMAL', ({ amount, asset }) => formatAmount(amount, asset)],
      balance_after: ['DECIMAL', ({ balanceAfter, asset }) => formatAmount(balanceAfter, asset)],
      reference: ['TEXT', ({ referenceId }) => referenceId],
    }),
  ],
});
