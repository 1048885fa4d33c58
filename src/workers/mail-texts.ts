import type { MailKind } from '../db/mails.ts';

export interface MailFacts {
  /** Whom the mail is to; of an invitation: whom it is from. */
  readonly username: string;
  /** Where people reach the API, such as `https://api.ecocoin.example`. */
  readonly publicUrl: string;
  /** For the kinds that prove something. */
  readonly token?: string | undefined;
  /** For the kinds that tell of one: the address of the chain. */
  readonly address?: string | undefined;
  readonly ttlS?: number | undefined;
  /** Of a report: where it can be downloaded, by whom it is to alone. */
  readonly reportUrl?: string | undefined;
  /** For an invitation, as clients know it. */
  readonly organizationId?: string | undefined;
  readonly invoice?: InvoiceFacts | undefined;
}

/** What a mail says of an invoice, a credit note or a receipt. */
export interface InvoiceFacts {
  /** As clients know it. */
  readonly id: string;
  readonly paper: 'INVOICE' | 'CREDIT_NOTE' | 'RECEIPT';
  readonly number: string;
  /** With its currency. */
  readonly amount: string;
  /** Until when it is to be paid; left out where it is. */
  readonly dueOn?: string | undefined;
  /** Of a reminder, from 1. */
  readonly level: number;
  /** No other reminder follows. */
  readonly isLast: boolean;
}

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Draft {
  /** Where the name of whom it is to is not known. */
  readonly greeting?: string;
  readonly subject: string;
  readonly intro: string;
  /** The operation to send, for whoever has no other client than GraphiQL. */
  readonly operation: string;
  readonly ending: string;
}

const NEW_PASSWORD =
  'mutation NewPassword {\n  passwordResetRequest(input: { email: "..." }) {\n    __typename\n  }\n}';

const drafts: Record<MailKind, (facts: MailFacts) => Draft> = {
  EMAIL_VERIFICATION: ({ token, ttlS = 0 }) => ({
    subject: 'Verify your e-mail address',
    intro: `an account of yours was opened with this e-mail address. To verify it within ${lasting(ttlS)}, run this in GraphiQL:`,
    operation: `mutation {\n  emailVerify(input: { token: "${token}" }) {\n    __typename\n    ... on Error { code message }\n  }\n}`,
    ending: 'If it was not you, leave this mail unanswered: without the token the address stays unverified.',
  }),
  PASSWORD_RESET: ({ token, ttlS = 0 }) => ({
    subject: 'Set a new password',
    intro: `someone asked for a new password for your account. To set one within ${lasting(ttlS)}, run this in GraphiQL:`,
    operation:
      `mutation {\n  passwordReset(input: { token: "${token}", newPassword: "..." }) {\n` +
      '    __typename\n    ... on Error { code message }\n  }\n}',
    ending: 'If it was not you, do nothing: your password stays as it is, and nobody else has this token.',
  }),
  PASSWORD_CHANGED: () => ({
    subject: 'Your password was changed',
    intro:
      'the password of your account was changed, and other sessions were ended. If it was you, all is well. If not, set a new one at once:',
    operation: NEW_PASSWORD,
    ending: 'Nobody at EcoCoin will ever ask you for your password.',
  }),
  ADDRESS_LINKED: ({ address }) => ({
    subject: 'An Ethereum address was linked to your account',
    intro: `${address} was linked to your account: whoever has its key can sign in with it, and withdrawals can go to it. If it was you, all is well. If not, set a new password and unlink it at once:`,
    operation: `${NEW_PASSWORD}\n\nmutation Unlink {\n  walletUnlink(input: { address: "${address}" }) {\n    __typename\n    ... on Error { code message }\n  }\n}`,
    ending: 'Nobody at EcoCoin will ever ask you for the key of an address, or to sign anything in a mail.',
  }),
  ADDRESS_UNLINKED: ({ address }) => ({
    subject: 'An Ethereum address was unlinked from your account',
    intro: `${address} was unlinked from your account: nobody can sign in with it any more, and what it sends waits until it is linked again. If it was you, all is well. If not, set a new password at once and link it again:`,
    operation: NEW_PASSWORD,
    ending: 'Nobody at EcoCoin will ever ask you for the key of an address, or to sign anything in a mail.',
  }),
  REPORT_READY: ({ reportUrl, ttlS = 0 }) => ({
    subject: 'Your report is ready',
    intro:
      reportUrl === undefined
        ? 'a report that you asked for was made, and is not there any more. To see your reports, run this in GraphiQL:'
        : `a report that you asked for is ready. For ${lasting(ttlS)} it can be downloaded at ${reportUrl}; later, or for a list of your reports, run this in GraphiQL:`,
    operation:
      '{\n  myReports {\n    edges {\n      node { kind format status document { downloadUrl } }\n    }\n  }\n}',
    ending: 'The link was made for you alone: whoever has it reads the report as you do, so do not pass it on.',
  }),
  ORGANIZATION_INVITATION: ({ username, organizationId, token, ttlS = 0 }) => ({
    greeting: 'Hello,',
    subject: 'You are invited to an organization',
    intro: `the user ${username} invites you to act for an organization. To see which one, and to accept within ${lasting(ttlS)} with the account that has this e-mail address, run these in GraphiQL:`,
    operation:
      `query {\n  organization(id: "${organizationId}") {\n    legalName country lei\n  }\n}\n\n` +
      `mutation {\n  memberJoin(input: { token: "${token}" }) {\n    __typename\n    ... on Error { code message }\n  }\n}`,
    ending: 'If you do not know who this is, do nothing: nobody becomes a member without this token and your account.',
  }),
  INVOICE_ISSUED: ({ invoice }) => issued(invoice as InvoiceFacts),
  INVOICE_REMINDER: ({ invoice }) => reminder(invoice as InvoiceFacts),
};

const PAPER_WORDS = { INVOICE: 'Invoice', CREDIT_NOTE: 'Credit note', RECEIPT: 'Receipt' } as const;

const showing = (id: string): string =>
  `query {\n  invoice(id: "${id}") {\n    number gross currency dueAt pdfUrl\n  }\n}`;

function issued({ id, paper, number, amount, dueOn }: InvoiceFacts): Draft {
  const toPay = dueOn === undefined ? '' : ` It is to be paid by ${dueOn}.`;
  return {
    greeting: 'Hello,',
    subject: `${PAPER_WORDS[paper]} ${number}`,
    intro: `${PAPER_WORDS[paper].toLowerCase()} ${number} over ${amount} was issued.${toPay} To see it and to get it as PDF, run this in GraphiQL:`,
    operation: showing(id),
    ending:
      dueOn === undefined
        ? 'Keep it with your books: it can be got again at any time.'
        : 'It names the account and the reference that a bank transfer must name.',
  };
}

function reminder({ id, number, amount, dueOn, level, isLast }: InvoiceFacts): Draft {
  const next = isLast
    ? 'This is the last reminder: what is not paid now is handed over for collection.'
    : 'Until it is paid, nothing more can be bought on account.';
  return {
    greeting: 'Hello,',
    subject: `Reminder ${level}: invoice ${number} is overdue`,
    intro: `invoice ${number} over ${amount} was to be paid by ${dueOn ?? 'now'}, and not all of it has come. ${next} To see what is open, run this in GraphiQL:`,
    operation: showing(id),
    ending: 'If you have paid in the last days, this mail and the payment have crossed.',
  };
}

/**
 * The words of a mail, as plain text and as HTML. Of what a user chose there are the username and an address of the chain
 * alone, which cannot hold a sentence: anyone may register with someone else's e-mail address, and must not send them
 * words of their own.
 */
export function composeMail(kind: MailKind, facts: MailFacts): MailText {
  const { subject, intro, operation, ending, greeting = `Hello ${facts.username},` } = drafts[kind](facts);
  const link = `${facts.publicUrl}/graphql`;
  const text = `${greeting}\n\n${intro}\n\n${link}\n\n${operation}\n\n${ending}\n`;
  const html = `<!doctype html>
<html lang="en"><body style="font-family: sans-serif; line-height: 1.5">
<p>${escapeHtml(greeting)}</p>
<p>${escapeHtml(intro)}</p>
<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>
<pre style="background: #f3f5f3; padding: 1em">${escapeHtml(operation)}</pre>
<p>${escapeHtml(ending)}</p>
</body></html>
`;
  return { subject: `EcoCoin: ${subject}`, text, html };
}

function lasting(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ] as const;
  const [size, unit] = units.find(([size]) => seconds >= size && seconds % size === 0) ?? [1, 'second'];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
