import { expect, test } from 'vitest';
import { StatementUnreadable } from './statement.ts';
import { readStatementCsv } from './statement-csv.ts';

const line = { position: 1, currency: 'EUR', bookedOn: '2026-11-20', remittance: 'RF18', counterparty: null };

test.each([
  ['commas', 'date,amount,currency,remittance\n2026-11-20,1002.50,EUR,RF18\n'],
  ['semicolons, as in Germany', 'Buchungstag;Betrag;Währung;Verwendungszweck\n20.11.2026;1.002,50;EUR;RF18\n'],
  ['tabs and a mark of the encoding', '\uFEFFDate\tAmount\tCurrency\tPurpose\n2026-11-20\t1,002.50\tEUR\tRF18\n'],
  ['quotes and line ends of Windows', 'date,amount,currency,remittance\r\n"2026-11-20","1002.5","EUR","RF18"\r\n'],
])('reads %s', (_, text) => {
  const { lines } = readStatementCsv(text);
  expect(lines).toMatchObject([{ ...line, amount: 100_250n }]);
  expect(lines[0]?.bankReference).toMatch(/^MADE-[0-9A-F]{32}-1$/);
});

test('takes the bank’s reference, who paid, and what left the account', () => {
  const text = 'date,amount,currency,remittance,name,iban,reference\n2026-11-20,-5.00,USD,x,Ada,AT61 1904,ntrf 7\n';
  expect(readStatementCsv(text).lines).toMatchObject([
    { amount: -500n, currency: 'USD', counterparty: 'Ada', counterpartyIban: 'AT611904', bankReference: 'NTRF7' },
  ]);
});

test('takes what the payer calls it for no reference of the bank', () => {
  const text = 'Buchungstag;Betrag;Währung;Verwendungszweck;Kundenreferenz\n20.11.2026;1,00;EUR;x;RENT\n';
  expect(readStatementCsv(text).lines[0]?.bankReference).toMatch(/^MADE-/);
});

const head = 'date,amount,currency,remittance\n';
test.each([
  ['nothing', ''],
  ['no header', '2026-11-20,1.00,EUR,x\n'],
  ['a column too few', `${head}2026-11-20,1.00,EUR\n`],
  ['thousands that are none', `${head}2026-11-20,"1,00,00",EUR,x\n`],
  ['an amount with three places', `${head}2026-11-20,1.005,EUR,x\n2026-11-20,1.0055,EUR,x\n`],
  ['zero', `${head}2026-11-20,0.00,EUR,x\n`],
  ['a word', `${head}2026-11-20,free,EUR,x\n`],
  ['another currency', `${head}2026-11-20,1.00,GBP,x\n`],
  ['a day that is none', `${head}2026-13-20,1.00,EUR,x\n`],
  ['a quote that never ends', `${head}2026-11-20,1.00,EUR,"x\n`],
])('refuses %s', (_, text) => {
  expect(() => readStatementCsv(text)).toThrow(StatementUnreadable);
});
