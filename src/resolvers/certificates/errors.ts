import { Refusal } from '../errors.ts';

/** The key that signs certificates cannot be opened at this moment. */
export class CertificateSignerUnavailable extends Refusal {
  readonly code = 'CERTIFICATE_SIGNER_UNAVAILABLE';
  override readonly retryable = true;
  constructor() {
    super('The key that signs certificates cannot be used at this moment, nothing was done: try again later.');
  }
}
