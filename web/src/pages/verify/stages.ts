import type { Stage } from '../../ui/steps.tsx';

/** From the checks of a case to its place on the chain (docs/POAI.md). */
export const PROOF_STAGES: readonly Stage[] = [
  { name: 'Checked', steps: ['SUBJECT', 'ASSET_CHECKS', 'DATA_CHECKS', 'PROCESS_CHECKS', 'EVIDENCE'] },
  { name: 'Bound into one hash', steps: ['FORMAT', 'RULES', 'BUNDLE_HASH'] },
  {
    name: 'Signed by three',
    steps: ['INDEPENDENCE', 'REVIEWER_ATTESTATION', 'TECHNICAL_REVIEWER_ATTESTATION', 'PLATFORM_ATTESTATION'],
  },
  { name: 'Anchored', steps: ['ANCHOR', 'STANDING'] },
];

/** From what a certificate says to who stands for it (docs/CERTIFICATES.md). */
export const CERTIFICATE_STAGES: readonly Stage[] = [
  { name: 'Said', steps: ['FORMAT', 'QUANTITY', 'BENEFICIARY'] },
  { name: 'Signed', steps: ['DIGEST', 'SIGNATURE', 'CREDENTIAL'] },
  { name: 'Held by the chain', steps: ['CHAIN', 'POAI'] },
  { name: 'In force', steps: ['STATUS'] },
];
