import { hash } from 'node:crypto';
import { contentOf, type IssuedRow } from '../resolvers/certificates/file.ts';
import {
  ADDED_TITLE,
  addedOf,
  factsOf,
  plainTemplate,
  proofsOf,
  statementOf,
} from '../resolvers/certificates/print.ts';
import type { Step } from '../resolvers/certificates/verify.ts';
import { toHex } from '../resolvers/proofs/bundle.ts';

// The public page of a certificate: plain HTML without scripts, pictures or anything from elsewhere.

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 52rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
dl { display: grid; gap: 0.3rem 1.5rem; grid-template-columns: minmax(9rem, 1fr) 3fr; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: 0.5rem; }
th, td { border-top: 1px solid; padding: 0.35rem 0.75rem 0.35rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th, .steps td:not(:last-child) { overflow-wrap: normal; }
.standing { border: 2px solid; font-weight: 600; padding: 0.75rem 1rem; }
`;

/** Nothing is loaded, run or framed; the one style is this page's own. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text as HTML shows it: nothing in it means anything to a browser. */
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const documentOf = (title: string, main: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;

const definitions = (pairs: readonly (readonly [string, string])[]): string =>
  `<dl>\n${pairs.map(([name, value]) => `<dt>${escape(name)}</dt><dd dir="auto">${escape(value)}</dd>`).join('\n')}\n</dl>`;

function tableOf(caption: string, head: readonly string[], rows: readonly (readonly string[])[], kind = ''): string {
  const heads = head.map((each) => `<th scope="col">${escape(each)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<table${kind && ` class="${kind}"`}>\n<caption>${escape(caption)}</caption>\n<thead><tr>${heads}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

interface Successor {
  readonly id: string;
}

export interface CertificatePage {
  readonly row: IssuedRow;
  /** How the platform judges it. */
  readonly steps: readonly Step[];
  /** Which certificate has taken its place. */
  readonly successor: Successor | null;
}

/** The page of a certificate that was issued, whatever has become of it. */
export function certificatePage({ row, steps, successor }: CertificatePage): string {
  const content = contentOf(row);
  const { serials } = content.credits;
  const id = encodeURIComponent(row.id);
  const main = [
    `<h1>${escape(plainTemplate.title)}</h1>`,
    standingOf(row, steps, successor),
    `<p dir="auto">${escape(statementOf(content, plainTemplate.statement))}</p>`,
    `<p><a href="/certificates/${id}.pdf">Open it as PDF</a></p>`,
    '<h2>What was retired</h2>',
    definitions(factsOf(content)),
    serials.length === 0
      ? ''
      : tableOf(
          'The serial blocks that were used up',
          ['Serial numbers', 'Tonnes'],
          serials.map(({ text, quantity }) => [text, quantity]),
        ),
    ...(content.fields.length === 0 ? [] : [`<h2>${escape(ADDED_TITLE)}</h2>`, definitions(addedOf(content))]),
    '<h2>Verification</h2>',
    tableOf(
      'What this platform found as this page was opened',
      ['Step', 'Outcome', 'Why'],
      steps.map(({ step, outcome, reason }) => [step, outcome, reason]),
      'steps',
    ),
    '<p>Do not take our word for it: the files below can be verified without this platform.</p>',
    definitions(proofsOf(content, toHex(row.digest))),
    '<h2>Files</h2>',
    `<ul>
<li><a href="/certificates/${id}.pdf">Certificate as PDF</a></li>
<li><a href="/certificates/${id}.json">Certificate as JSON</a></li>
<li><a href="/certificates/${id}.jwt">Verifiable credential (JWT)</a></li>
<li><a href="/.well-known/jwks.json">Keys that sign certificates</a></li>
</ul>`,
  ];
  return documentOf(`${plainTemplate.title} ${row.id}`, main.filter(Boolean).join('\n'));
}

function standingOf(
  { status, endReason, endedAt }: IssuedRow,
  steps: readonly Step[],
  successor: Successor | null,
): string {
  if (status === 'REVOKED' || status === 'SUPERSEDED') {
    const at = endedAt ? ` on ${endedAt.toISOString().slice(0, 10)}` : '';
    const what =
      status === 'REVOKED'
        ? `REVOKED: this certificate was revoked${at}`
        : `SUPERSEDED: another certificate took its place${at}`;
    const link = successor
      ? ` <a href="/certificates/${encodeURIComponent(successor.id)}">The certificate that took its place</a>`
      : '';
    return `<p class="standing" role="status">${escape(`${what}. ${endReason ?? ''}`)}${link}</p>`;
  }
  const failed = steps.filter(({ outcome }) => outcome === 'INVALID').map(({ step }) => step);
  const said =
    failed.length > 0 ? `DOUBTFUL: these steps failed: ${failed.join(', ')}.` : 'ISSUED: this certificate stands.';
  return `<p class="standing" role="status">${escape(said)}</p>`;
}

/** What stands where no certificate is. */
export const noCertificatePage = (): string =>
  documentOf(
    'No such certificate',
    '<h1>There is no such certificate</h1>\n<p>The address may have been copied in part.</p>',
  );
