/** What a provider of OpenID Connect said of somebody, after its signature and everything around it was checked. */
export interface Claims {
  /** With the subject: who it is, for ever. */
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** The provider vouches that mail to the address reaches them. */
  readonly emailVerified: boolean;
  readonly name: string | null;
}

/** What binds one sign-in at a provider to the browser that began it. */
export interface FlowSecrets {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly verifier: string;
}

/** A provider refused, answered nothing, or nothing that holds. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly kind: 'UNREACHABLE' | 'REFUSED';
  constructor(kind: 'UNREACHABLE' | 'REFUSED', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Somebody who vouches for people (OpenID Connect Core 1.0, authorization code flow). */
export interface IdentityProvider {
  readonly name: string;
  readonly label: string;
  /** Where to send a browser. Throws ProviderError. */
  begin(redirectUri: string, secrets: FlowSecrets): Promise<URL>;
  /** Who came back, by the address that they came back to. Throws ProviderError. */
  finish(cameTo: URL, secrets: FlowSecrets): Promise<Claims>;
}
