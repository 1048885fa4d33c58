import { SAMPLE_IBAN } from '../src/config-payments.ts';
import { handleOf } from '../src/resolvers/documents/upload-files.ts';

/** An entry as a bank writes it; what is left out is a credit that is booked. */
export interface Entry {
  readonly amount: string;
  readonly currency?: string;
  readonly reference?: string | undefined;
  /** Free text, in the pieces into which the bank breaks it. */
  readonly words?: readonly string[];
  /** The structured creditor reference. */
  readonly structured?: string;
  readonly endToEnd?: string;
  readonly debit?: boolean;
  readonly pending?: boolean;
  readonly bookedOn?: string;
  /** Payments that the entry gathers: then the above but its amount and reference is theirs. */
  readonly parts?: readonly Omit<Entry, 'parts'>[];
}

const tag = (name: string, content: string | undefined): string =>
  content === undefined ? '' : `<${name}>${content}</${name}>`;
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const PAYER =
  '<Dbtr><Pty><Nm>M&#252;ller &amp; S&#xF6;hne</Nm></Pty></Dbtr>' +
  '<DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct>';

function detailsOf(of: Omit<Entry, 'parts'>): string {
  const { amount, currency = 'EUR', reference, words = [], structured, endToEnd } = of;
  const said = [
    ...words.map((piece) => tag('Ustrd', escape(piece))),
    structured === undefined ? '' : `<Strd><CdtrRefInf><Ref>${structured}</Ref></CdtrRefInf></Strd>`,
  ];
  const parts = [
    tag('Refs', [tag('AcctSvcrRef', reference), tag('EndToEndId', endToEnd ?? 'NOTPROVIDED')].join('')),
    `<Amt Ccy="${currency}">${amount}</Amt>`,
    tag('RltdPties', PAYER),
    tag('RmtInf', said.join('')),
  ];
  return tag('TxDtls', parts.join(''));
}

function entryOf(entry: Entry): string {
  const { amount, currency = 'EUR', reference, debit = false, pending = false, bookedOn = '2026-11-20', parts } = entry;
  const said = [
    `<Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${debit ? 'DBIT' : 'CRDT'}</CdtDbtInd>`,
    `<Sts><Cd>${pending ? 'PDNG' : 'BOOK'}</Cd></Sts><BookgDt><Dt>${bookedOn}</Dt></BookgDt>`,
    tag('AcctSvcrRef', reference),
    tag('NtryDtls', (parts ?? [entry]).map(detailsOf).join('')),
  ];
  return tag('Ntry', said.join(''));
}

/** A CAMT.053 file, as banks send it. */
export const camt053 = (
  entries: readonly Entry[],
  { iban = SAMPLE_IBAN, id = 'STMT-1' } = {},
): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-21T04:00:00Z</CreDtTm></GrpHdr>
    <Stmt>
      <Id>${id}</Id>
      <Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
      <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
      ${entries.map(entryOf).join('\n      ')}
    </Stmt>
  </BkToCstmrStmt>
</Document>
`;

/** A file that came with a request. */
export const fileOf = (text: string | Buffer): object =>
  handleOf(() =>
    Promise.resolve({
      mediaType: undefined,
      bytes: (async function* () {
        yield Buffer.from(text);
      })(),
    }),
  );
