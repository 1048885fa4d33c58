/** A tab that GraphiQL opens with. */
export interface ExampleTab {
  readonly query: string;
  readonly headers?: string;
}

/** What the Headers of a tab hold until its reader has a token to put there. */
export const tokenOf = (name: string): string =>
  `{\n  "Authorization": "Bearer PASTE THE ACCESS TOKEN OF ${name}"\n}\n`;
