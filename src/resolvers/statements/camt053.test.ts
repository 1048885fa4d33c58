import { expect, test } from 'vitest';
import { camt053, type Entry } from '../../../test/statements.ts';
import { readCamt053 } from './camt053.ts';
import { StatementUnreadable } from './statement.ts';

const MOST = 1_000;
const read = (...entries: Entry[]) => readCamt053(camt053(entries), MOST).lines;

test('reads what a bank writes: who, how much, when, and what for', () => {
  expect(readCamt053(camt053([{ amount: '1012.02', reference: 'NTRF 1', words: ['Rechnung', ' 42'] }]), MOST)).toEqual({
    iban: 'DE89370400440532013000',
    lines: [
      {
        position: 1,
        bankReference: 'NTRF1',
        currency: 'EUR',
        amount: 101_202n,
        bookedOn: '2026-11-20',
        remittance: 'Rechnung42',
        counterparty: 'Müller & Söhne',
        counterpartyIban: 'AT611904300234573201',
      },
    ],
  });
});

test('takes the parts of an entry one by one if they add up, and else the whole', () => {
  const parts = [{ amount: '1.00' }, { amount: '2.00' }];
  expect(read({ amount: '3.00', reference: 'B', parts }).map((line) => [line.amount, line.bankReference])).toEqual([
    [100n, 'B/1'],
    [200n, 'B/2'],
  ]);
  expect(read({ amount: '3.01', reference: 'B', parts }).map(({ amount }) => amount)).toEqual([301n]);
});

test('leaves out what is not booked, and marks what left the account', () => {
  expect(read({ amount: '1.00', pending: true })).toEqual([]);
  expect(read({ amount: '1.00', debit: true })).toMatchObject([{ amount: -100n }]);
});

test('names what the bank does not, alike in every file and apart from its like', () => {
  const twice = read({ amount: '1.00' }, { amount: '1.00' }, { amount: '1.01' }).map((line) => line.bankReference);
  expect(new Set(twice).size).toBe(3);
  expect(read({ amount: '1.00' }).map((line) => line.bankReference)).toEqual(twice.slice(0, 1));
});

test('takes no filler for a reference, in the entry or in a part of it', () => {
  for (const reference of ['NONREF', 'not provided', '000', 'N/A', '-']) {
    const parts = [
      { amount: '1.00', reference },
      { amount: '2.00', reference },
    ];
    const names = read({ amount: '1.00', reference }, { amount: '3.00', reference, parts }).map(
      (line) => line.bankReference,
    );
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^MADE-/);
  }
});

test('leaves out what cost nothing', () => {
  expect(read({ amount: '0.00', reference: 'A' }, { amount: '1.00', reference: 'B' })).toMatchObject([
    { amount: 100n },
  ]);
});

test('an older version of the format is read as well, with names where they stood then', () => {
  const old = camt053([{ amount: '1.00', reference: 'A' }])
    .replace('camt.053.001.08', 'camt.053.001.02')
    .replace('<Dbtr><Pty><Nm>M&#252;ller &amp; S&#xF6;hne</Nm></Pty></Dbtr>', '<Dbtr><Nm>Ada</Nm></Dbtr>')
    .replace('<Sts><Cd>BOOK</Cd></Sts>', '<Sts>BOOK</Sts>')
    .replace('<Dt>2026-11-20</Dt>', '<DtTm>2026-11-20T08:15:00+01:00</DtTm>');
  expect(readCamt053(old, MOST).lines).toMatchObject([{ counterparty: 'Ada', bookedOn: '2026-11-20' }]);
});

const good = camt053([{ amount: '1.00', reference: 'A' }]);
test.each([
  ['nothing', ''],
  ['no XML', 'date,amount'],
  ['another message', good.replaceAll('camt.053', 'camt.054')],
  ['cut off', good.slice(0, -40)],
  ['crossed tags', good.replace('</Ntry>', '</Stmt>')],
  ['entities of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${good}`],
  [
    'an amount with an exponent',
    good.replace('<Amt Ccy="EUR">1.00</Amt><CdtDbtInd>', '<Amt Ccy="EUR">1e2</Amt><CdtDbtInd>'),
  ],
  ['an amount below zero', good.replaceAll('>1.00<', '>-1.00<')],
  ['no amount', good.replaceAll('<Amt Ccy="EUR">1.00</Amt>', '')],
  ['another currency', good.replaceAll('Ccy="EUR"', 'Ccy="GBP"')],
  ['no day', good.replace('<Dt>2026-11-20</Dt>', '<Dt>2026-02-30</Dt>')],
  [
    'several accounts',
    good.replace('</Stmt>', '</Stmt><Stmt><Acct><Id><IBAN>AT611904300234573201</IBAN></Id></Acct></Stmt>'),
  ],
  ['more entries than it may have', camt053(Array.from({ length: 2 * MOST + 1 }, () => ({ amount: '1.00' })))],
  ['empty entries without end', `${good.split('<Ntry>')[0]}${'<Ntry/>'.repeat(300_000)}`],
  ['tags of nothing', `${good.split('<Ntry>')[0]}${'<a/>'.repeat(300_000)}</Stmt></BkToCstmrStmt></Document>`],
  ['a tag that is a book', good.replace('<Ntry>', `<Ntry ${'a="1" '.repeat(1_000)}>`)],
  ['numbers of characters', good.replace('<Ntry>', `<Ntry><AddtlNtryInf>${'&#65;'.repeat(200_000)}</AddtlNtryInf>`)],
  ['tags without end', `${good.split('<Stmt>')[0]}${'<a>'.repeat(5_000)}`],
])('refuses %s', (_, text) => {
  expect(() => readCamt053(text, MOST)).toThrow(StatementUnreadable);
});
