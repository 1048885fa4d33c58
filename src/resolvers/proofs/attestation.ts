import { TypedDataEncoder } from 'ethers';
import type { Hex } from '../chain/client.ts';
import type { AttestationRole, Bundle } from './bundle.ts';

/** What a reviewer, and beside them the platform, says of a bundle. EIP-712. */
export interface Statement {
  readonly bundleHash: Hex;
  readonly bundle: Bundle;
  readonly role: AttestationRole;
  readonly decision: 'APPROVED';
  /** UTC by the second. */
  readonly issuedAt: string;
}

const types = {
  Attestation: [
    { name: 'bundleHash', type: 'bytes32' },
    { name: 'assetRoot', type: 'bytes32' },
    { name: 'dataRoot', type: 'bytes32' },
    { name: 'processRoot', type: 'bytes32' },
    { name: 'evidenceRoot', type: 'bytes32' },
    { name: 'caseId', type: 'string' },
    { name: 'sequence', type: 'uint64' },
    { name: 'decision', type: 'string' },
    { name: 'role', type: 'string' },
    { name: 'issuedAt', type: 'string' },
  ],
};

export interface TypedData {
  readonly domain: { name: string; version: string; chainId: string; verifyingContract: Hex };
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly primaryType: 'Attestation';
  readonly message: Record<string, string>;
}

/** What a wallet is asked to sign (`eth_signTypedData_v4`). The domain names the chain and contract of the anchor. */
export function typedAttestation({ bundleHash, bundle, role, decision, issuedAt }: Statement): TypedData {
  const { checks, evidenceRoot, caseId, sequence, anchor } = bundle;
  return {
    domain: {
      name: 'EcoCoin PoAI',
      version: '1',
      chainId: anchor.chainId,
      verifyingContract: anchor.contract,
    },
    types,
    primaryType: 'Attestation',
    message: {
      bundleHash,
      assetRoot: checks.asset.root,
      dataRoot: checks.data.root,
      processRoot: checks.process.root,
      evidenceRoot,
      caseId,
      sequence,
      decision,
      role,
      issuedAt,
    },
  };
}

/** The 32 bytes that a signature of the statement is of. */
export function attestationDigest(statement: Statement): Hex {
  const { domain, types: kinds, message } = typedAttestation(statement);
  return TypedDataEncoder.hash(domain, kinds, message) as Hex;
}
