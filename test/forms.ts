import type { Reply } from './clients.ts';

export interface FormFile {
  readonly bytes: Uint8Array;
  readonly fileName?: string;
  readonly mediaType?: string;
}

/** An operation with files, each by the place among its variables, as the GraphQL multipart request specification has it. */
export interface FormAsked {
  readonly query: string;
  readonly variables?: object;
  readonly files: Readonly<Record<string, FormFile>>;
}

const BOUNDARY = 'between-the-parts';
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** The head of a part; what follows is its content. */
export const partHead = (name: string, file?: { fileName: string; mediaType: string }): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${
    file ? `; filename="${file.fileName}"\r\nContent-Type: ${file.mediaType}` : ''
  }\r\n\r\n`;
export const FORM_END = `\r\n--${BOUNDARY}--\r\n`;

export const field = (name: string, value: unknown): string =>
  `${partHead(name)}${typeof value === 'string' ? value : JSON.stringify(value)}\r\n`;

/** The form as bytes: fields, then files in the order in which they are given. */
function formOf({ query, variables, files }: FormAsked): Buffer {
  const paths = Object.keys(files);
  const operations = { query, variables: variables ?? Object.fromEntries(paths.map((path) => [path.slice(10), null])) };
  const map = Object.fromEntries(paths.map((path, index) => [String(index), [path]]));
  const parts = Object.values(files).flatMap(
    ({ bytes, fileName = 'file.pdf', mediaType = 'application/pdf' }, index) => [
      Buffer.from(`${index === 0 ? '' : '\r\n'}${partHead(String(index), { fileName, mediaType })}`),
      bytes,
    ],
  );
  return Buffer.concat([
    Buffer.from(field('operations', operations) + field('map', map)),
    ...parts,
    Buffer.from(FORM_END),
  ]);
}

/** Posts a form; whatever is given as `body` instead is sent as it is. */
export async function postForm(
  url: string,
  asked: FormAsked | { readonly body: string | Buffer },
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = 'body' in asked ? Buffer.from(asked.body) : formOf(asked);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': FORM_TYPE, 'graphql-require-preflight': '1', ...headers },
    body: new Uint8Array(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}
