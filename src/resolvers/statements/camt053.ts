import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { z } from 'zod';
import type { NewBankLine } from '../../db/bank-statements.ts';
import {
  bankReferenceOf,
  centsOf,
  clipped,
  currencyOf,
  dayOf,
  nameEntry,
  type ReadStatement,
  StatementUnreadable,
} from './statement.ts';

/** ISO 20022 "Bank to Customer Statement", whichever of its versions: they differ in what is not read here. */
const NAMESPACE = /urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d{2}/;
const LISTS = new Set(['Stmt', 'Ntry', 'NtryDtls', 'TxDtls', 'Ustrd', 'Strd']);

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML's own five entities and numbers of characters, in one pass; what a file would declare is not known here. */
const decode = (text: string): string =>
  text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w{1,8}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
const nothing = (): void => {};

const parser = new XMLParser({
  entityDecoder: {
    decode,
    setExternalEntities: nothing,
    addInputEntities: nothing,
    reset: nothing,
    setXmlVersion: nothing,
  },
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  // Amounts and references are text: as numbers they would lose digits.
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => LISTS.has(name),
});

const words = z.union([z.string(), z.object({ '#text': z.string() }).transform((node) => node['#text'])]);
const money = z.object({ '#text': z.string(), '@Ccy': z.string() });
const date = z.union([
  z.object({ Dt: words }).transform(({ Dt }) => Dt),
  z.object({ DtTm: words }).transform(({ DtTm }) => DtTm),
]);
/** What is left out where it is not as expected: less is known of an entry then, and somebody must say what it is. */
const maybe = <T extends z.ZodType>(type: T) =>
  z
    .union([z.literal('').transform(() => undefined), type])
    .optional()
    .catch(undefined);

const account = maybe(z.object({ Id: maybe(z.object({ IBAN: maybe(words) })) }));
// Up to version 001.04 a party's name stands in it, later one level deeper.
const party = maybe(z.object({ Nm: maybe(words), Pty: maybe(z.object({ Nm: maybe(words) })) }));
const parties = maybe(z.object({ Dbtr: party, DbtrAcct: account, Cdtr: party, CdtrAcct: account }));
const remittance = maybe(
  z.object({
    Ustrd: maybe(z.array(words)),
    Strd: maybe(
      z.array(maybe(z.object({ CdtrRefInf: maybe(z.object({ Ref: maybe(words) })), AddtlRmtInf: maybe(words) }))),
    ),
  }),
);
const references = maybe(z.object({ AcctSvcrRef: maybe(words), EndToEndId: maybe(words), TxId: maybe(words) }));
const details = z.object({
  Refs: references,
  Amt: maybe(money),
  AmtDtls: maybe(z.object({ TxAmt: maybe(z.object({ Amt: maybe(money) })) })),
  RltdPties: parties,
  RmtInf: remittance,
});
const entry = z.object({
  Amt: money,
  CdtDbtInd: z.enum(['CRDT', 'DBIT']),
  Sts: z.union([words, z.object({ Cd: words }).transform(({ Cd }) => Cd)]),
  BookgDt: maybe(date),
  ValDt: maybe(date),
  AcctSvcrRef: maybe(words),
  NtryRef: maybe(words),
  AddtlNtryInf: maybe(words),
  NtryDtls: maybe(z.array(maybe(z.object({ TxDtls: maybe(z.array(details)) })))),
});
const shape = z.object({
  Document: z.object({
    BkToCstmrStmt: z.object({ Stmt: z.array(z.object({ Acct: account, Ntry: z.array(entry).optional() })) }),
  }),
});

type Entry = z.output<typeof entry>;
type Details = z.output<typeof details>;

/**
 * Reads a CAMT.053 statement: the entries that are booked, those that gather several payments one by one. It is taken apart
 * by a parser that follows no reference to the outside, and a file that declares entities is none of a bank's.
 * Throws StatementUnreadable.
 */
export function readCamt053(text: string, mostLines: number): ReadStatement {
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw new StatementUnreadable('it declares a document type, which no bank does');
  refuseHuge(text, mostLines);
  if (!NAMESPACE.test(text.slice(0, 4_000))) throw new StatementUnreadable('it is no CAMT.053 statement');
  const read = shape.safeParse(parsed(text));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new StatementUnreadable(`it is no whole CAMT.053 statement: ${issue?.path.join('/')} ${issue?.message}`);
  }
  const statements = read.data.Document.BkToCstmrStmt.Stmt;
  const ibans = new Set(statements.flatMap(({ Acct }) => Acct?.Id?.IBAN ?? []));
  if (ibans.size > 1) throw new StatementUnreadable('it is of several accounts: import one by one');
  const seen = new Map<string, number>();
  const entries = statements.flatMap(({ Ntry }) => Ntry ?? []).filter(({ Sts }) => Sts === 'BOOK');
  const lines = entries
    .flatMap((each, index) => linesOf(each, `entry ${index + 1}`, seen))
    .filter(({ amount }) => amount !== 0n);
  return {
    iban: [...ibans][0]?.replaceAll(' ', '') ?? null,
    lines: lines.map((line, position) => ({ ...line, position: position + 1 })),
  };
}

const MOST_TAG = 2_000;
const MOST_NUMBERED_SIGNS = 100_000;

/** Counts before anything is built of it: a tag costs a few bytes in the file, and a hundred times that in memory. */
function refuseHuge(text: string, mostLines: number): void {
  const isOver = (pattern: RegExp, most: number): boolean => {
    let count = 0;
    for (const _ of text.matchAll(pattern)) if ((count += 1) > most) return true;
    return false;
  };
  if (isOver(/<(?:\w+:)?(?:Ntry|TxDtls)[\s/>]/g, 2 * mostLines))
    throw new StatementUnreadable(`it has over ${mostLines} entries`);
  if (isOver(/</g, 200 * mostLines)) throw new StatementUnreadable('it has more tags than so many entries need');
  if (isOver(/&#/g, MOST_NUMBERED_SIGNS)) throw new StatementUnreadable('most of it is numbers of characters');
  if (new RegExp(`<[^>]{${MOST_TAG}}`).test(text))
    throw new StatementUnreadable(`it has a tag of ${MOST_TAG} characters`);
}

function parsed(text: string): unknown {
  try {
    // The parser takes what is cut off for an end.
    SyntaxValidator.validate(text);
    return parser.parse(text);
  } catch (error) {
    throw new StatementUnreadable(
      `it is not well-formed XML${error instanceof Error ? `: ${clipped(error.message, 200)}` : ''}`,
    );
  }
}

type Line = Omit<NewBankLine, 'position'>;

/** The payments of an entry, if it says of each how much it is and they add up; else the entry as a whole. */
function linesOf(each: Entry, where: string, seen: Map<string, number>): Line[] {
  const currency = currencyOf(each.Amt['@Ccy']);
  if (!currency) throw new StatementUnreadable(`${where}: ${clipped(each.Amt['@Ccy'], 10)} is no currency of ours`);
  const whole = isNothing(each.Amt['#text']) ? 0n : centsOf(each.Amt['#text'], where);
  const parts = (each.NtryDtls ?? []).flatMap((group) => group?.TxDtls ?? []);
  const amounts = parts.map((part) => amountOfPart(part, each, where));
  const isSplit = parts.length > 1 && amounts.every((cents) => cents !== undefined) && sum(amounts) === whole;
  const bookedOn = dayOf(each.BookgDt ?? each.ValDt ?? '', where);
  const make = (amount: bigint, of: readonly Details[], index: number | undefined): Line => {
    const sign = each.CdtDbtInd === 'CRDT' ? 1n : -1n;
    const said = { currency, amount: sign * amount, bookedOn, ...wordsOf(each, of) };
    return { ...said, bankReference: referenceOf(each, of[0], index, said, seen) };
  };
  if (!isSplit) return [make(whole, parts, undefined)];
  return parts.map((part, index) => make(amounts[index] as bigint, [part], index));
}

/** Banks tell of things that cost nothing too. */
const isNothing = (text: string): boolean => /^0+(?:\.0*)?$/.test(text.trim());

const sum = (amounts: readonly (bigint | undefined)[]): bigint =>
  amounts.reduce<bigint>((total, each) => total + (each ?? 0n), 0n);

function amountOfPart(part: Details, each: Entry, where: string): bigint | undefined {
  const amount = part.Amt ?? part.AmtDtls?.TxAmt?.Amt;
  if (amount?.['@Ccy'] !== each.Amt['@Ccy']) return undefined;
  return isNothing(amount['#text']) ? 0n : centsOf(amount['#text'], where);
}

function wordsOf(each: Entry, parts: readonly Details[]) {
  const structured = parts
    .flatMap(({ RmtInf }) => RmtInf?.Strd ?? [])
    .flatMap((one) => [one?.CdtrRefInf?.Ref, one?.AddtlRmtInf]);
  const free = parts.flatMap(({ RmtInf }) => RmtInf?.Ustrd ?? []);
  const ids = parts.map(({ Refs }) => Refs?.EndToEndId).filter((text) => text !== 'NOTPROVIDED');
  // Banks break what the payer wrote at 35 characters: joined without a space, a reference that was broken is whole again.
  const said = [structured.join(' '), free.join(''), ids.join(' '), parts.length === 0 ? each.AddtlNtryInf : undefined];
  const who = parts.length === 1 ? parts[0]?.RltdPties : undefined;
  const [other, otherAccount] = each.CdtDbtInd === 'CRDT' ? [who?.Dbtr, who?.DbtrAcct] : [who?.Cdtr, who?.CdtrAcct];
  const name = other?.Nm ?? other?.Pty?.Nm;
  return {
    remittance: clipped(said.filter(Boolean).join(' | ')),
    counterparty: name === undefined ? null : clipped(name, 140),
    counterpartyIban: otherAccount?.Id?.IBAN?.replaceAll(' ', '').slice(0, 34) ?? null,
  };
}

/** The bank's reference of the payment, or of the entry that holds it alone, or with its place in it. */
function referenceOf(
  each: Entry,
  part: Details | undefined,
  index: number | undefined,
  said: Omit<Line, 'bankReference'>,
  seen: Map<string, number>,
): string {
  const [ofEntry, own] = [bankReferenceOf(each.AcctSvcrRef), bankReferenceOf(part?.Refs?.AcctSvcrRef)];
  if (index === undefined) return ofEntry ?? own ?? nameEntry(Object.values(said), seen);
  const placed = ofEntry === undefined ? undefined : `${ofEntry}/${index + 1}`;
  return (own === ofEntry ? placed : (own ?? placed)) ?? nameEntry(Object.values(said), seen);
}
