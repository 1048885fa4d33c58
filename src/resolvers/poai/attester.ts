import type { Hex } from '../chain/client.ts';
import type { TypedData } from '../proofs/attestation.ts';

/** Signs proofs for the platform. */
export interface Attester {
  /** Its address, lower case. Throws ProofSignerUnavailable. */
  address(): Promise<Hex>;
  /** The signature (65 bytes) and whose it is. Throws ProofSignerUnavailable. */
  sign(data: TypedData): Promise<{ readonly signer: Hex; readonly signature: Hex }>;
}
