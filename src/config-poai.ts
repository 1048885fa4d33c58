import { z } from 'zod';
import { count } from './config-kinds.ts';
import { signer } from './config-chain.ts';

/** The variables of Proof of Asset Integrity: who is independent, how long each step may take, who co-signs. */
export const poaiVariables = {
  POAI_INDEPENDENCE_YEARS: count(0, 50)
    .default(3)
    .describe('years within which nobody reviews a project again, nor whoever they reviewed it for'),
  POAI_ASSIGN_DAYS: count(1, 3_650).default(5).describe('days in which a case that was handed in gets its reviewers'),
  POAI_REVIEW_DAYS: count(1, 3_650).default(30).describe('days that a review may take'),
  POAI_CHANGES_DAYS: count(1, 3_650).default(30).describe('days in which an owner answers to requested changes'),
  POAI_TECHNICAL_DAYS: count(1, 3_650).default(14).describe('days that a technical review may take'),
  POAI_EVIDENCE: count(1, 1_000).default(50).describe('documents that one check or answer may rest on'),
  POAI_FINDINGS: count(1, 1_000).default(200).describe('findings that a case may have'),
  POAI_VERIFY_BYTES: count(1_024).default(262_144).describe('length of a proof that `proofVerify` takes'),
  POAI_SIGNER: signer.describe('key that signs proofs for the platform, and nothing else'),
  POAI_SIGNER_TRUSTED: z
    .string()
    .transform((text) => text.split(',').flatMap((item) => item.trim().toLowerCase() || []))
    .refine((items) => items.every((item) => /^0x[\da-f]{40}$/.test(item)), 'is not a list of addresses')
    .transform((items) => items as `0x${string}`[])
    .default([])
    .describe('addresses with which the platform signed proofs before, comma separated'),
};
