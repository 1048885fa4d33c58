/** A tab that GraphiQL opens with. */
export interface ExampleTab {
  readonly query: string;
  readonly headers?: string;
}

/** Headers in whose place the page sends the token of whoever has logged in there under this name (graphiql.ts). */
export const tokenOf = (name: string): string => `{\n  "Authorization": "Bearer <${name}>"\n}\n`;
