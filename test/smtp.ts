import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  readonly from: string;
  readonly to: string[];
  readonly raw: string;
}

/** A real SMTP server that keeps what it is sent, and refuses recipients with this code when told to. */
export interface Smtp extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  refuseWith: number | undefined;
}

export async function openSmtp(): Promise<Smtp> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      const { refuseWith: responseCode } = smtp;
      done(responseCode === undefined ? null : Object.assign(new Error('no such mailbox'), { responseCode }));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(parts).toString();
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  await new Promise<void>((ready) => server.server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as AddressInfo;
  const smtp: Smtp = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuseWith: undefined,
    [Symbol.asyncDispose]: () => new Promise<void>((end) => server.close(end)),
  };
  return smtp;
}

export interface Parts {
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly html: string;
}

/** What a mail program shows of a mail: its headers, and both of its parts decoded. */
export function partsOf({ raw }: Pick<Received, 'raw'>): Parts {
  const [head = '', ...rest] = raw.replaceAll('\r\n', '\n').split('\n\n');
  const headers = headersOf(head);
  const body = rest.join('\n\n');
  const boundary = /boundary="?([^";\n]+)"?/.exec(headers.get('content-type') ?? '')?.[1];
  const found = new Map<string, string>();
  for (const part of boundary === undefined ? [] : body.split(`--${boundary}`)) {
    const [own = '', ...content] = part.trimStart().split('\n\n');
    const ownHeaders = headersOf(own);
    const type = /^[\w/-]+/.exec(ownHeaders.get('content-type') ?? '')?.[0] ?? '';
    found.set(type, decoded(content.join('\n\n'), ownHeaders.get('content-transfer-encoding') ?? ''));
  }
  return { headers, text: found.get('text/plain') ?? '', html: found.get('text/html') ?? '' };
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = head.replaceAll(/\n[ \t]+/g, ' ').split('\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), decodedWords(line.slice(colon + 1).trim())];
    }),
  );
}

/** RFC 2047: words of a header in another charset. */
const decodedWords = (text: string): string =>
  text.replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=\s?/gi, (_, encoding: string, word: string) =>
    encoding.toLowerCase() === 'b'
      ? Buffer.from(word, 'base64').toString()
      : decoded(word.replaceAll('_', ' '), 'quoted-printable'),
  );

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString();
  if (encoding !== 'quoted-printable') return text;
  const octets = text
    .replaceAll(/=\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString();
}
