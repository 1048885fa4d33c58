/** The package has no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Grant {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }
  interface OidcProvider {
    readonly Grant: new (of: { readonly accountId: string; readonly clientId: string }) => Grant;
    callback(): (req: IncomingMessage, res: ServerResponse) => void;
    interactionFinished(req: IncomingMessage, res: ServerResponse, result: object, options?: object): Promise<void>;
  }
  export interface Exchange {
    readonly oidc: {
      readonly client: { readonly clientId: string };
      readonly account: { readonly accountId: string } | undefined;
      readonly provider: OidcProvider;
    };
  }
  const Provider: new (issuer: string, configuration: object) => OidcProvider;
  export default Provider;
}
