/** The package has no types of its own. */
declare module 's3rver' {
  export interface S3Exchange {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string | undefined>>;
    status: number;
    type: string;
    body: unknown;
  }
  export type S3Middleware = (ctx: S3Exchange, next: () => Promise<void>) => Promise<void>;
  export interface S3Server {
    run(): Promise<{ readonly port: number }>;
    close(): Promise<void>;
    /** Of Koa, in their order. */
    readonly middleware: S3Middleware[];
  }
  const S3rver: new (options: {
    readonly address: string;
    readonly port: number;
    readonly silent: boolean;
    readonly directory: string;
    readonly configureBuckets: readonly { readonly name: string }[];
  }) => S3Server;
  export default S3rver;
}
