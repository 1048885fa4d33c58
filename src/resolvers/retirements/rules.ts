import { id as keccakOf, keccak256 } from 'ethers';
import canonicalize from 'canonicalize';
import type { ChangedRetirement } from '../../db/retirement-chain.ts';
import type { BeneficiaryKey } from '../../db/retirement-writes.ts';
import type { RetirementStatus } from '../../db/retirements.ts';
import type { Hex } from '../chain/client.ts';
import type { NewEvent } from '../feed.ts';
import { stepsOf } from '../machine.ts';
import { beneficiaryHash } from '../prepares/rules.ts';

/**
 * The state machine of a retirement; what is not here cannot happen. UNDO: a reorg took its block away, and the transaction
 * is on its way again. What is FINALIZED never returns.
 */
export const retirementMachine = {
  REQUESTED: { SUBMIT: 'SUBMITTED', CONFIRM: 'CONFIRMED', REVERT: 'REVERTED' },
  SUBMITTED: { CONFIRM: 'CONFIRMED', REVERT: 'REVERTED' },
  CONFIRMED: { FINALIZE: 'FINALIZED', UNDO: 'SUBMITTED', REVERT: 'REVERTED' },
  FINALIZED: {},
  REVERTED: {},
} as const satisfies Record<RetirementStatus, Readonly<Record<string, RetirementStatus>>>;

type Machine = typeof retirementMachine;
export type RetirementStep = { [S in RetirementStatus]: keyof Machine[S] }[RetirementStatus];

const STEP_WORDS: Record<RetirementStep, string> = {
  SUBMIT: 'submitted',
  CONFIRM: 'confirmed',
  FINALIZE: 'finalized',
  UNDO: 'undone',
  REVERT: 'reverted',
};

/** Whether a step leads anywhere from here. */
export const canStep = (status: RetirementStatus, step: RetirementStep): boolean => step in retirementMachine[status];

/** The statuses from which a step leads on. */
export const statusesBefore = (step: RetirementStep): RetirementStatus[] =>
  (Object.keys(retirementMachine) as RetirementStatus[]).filter((status) => canStep(status, step));

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextRetirementStatus = stepsOf<RetirementStatus, RetirementStep>(
  'retirement',
  retirementMachine,
  STEP_WORDS,
);

export const retirementChanged = ({ id, ownerId, status }: Omit<ChangedRetirement, 'intentId'>): NewEvent => ({
  topic: 'retirement',
  key: id,
  payload: { id, ownerId, status },
});

/** Under which the custody knows a retirement: each is carried out once, whatever happens here. */
export const retirementRefOf = (retirementId: string): Hex => keccakOf(retirementId) as Hex;

const DOMAIN = 'ecocoin/beneficiary/v1';

/** Who a beneficiary is, as far as a commitment says it. */
export type BeneficiaryWords = Pick<BeneficiaryKey, 'name' | 'country' | 'identifier'>;

/**
 * What stands on the chain of a private beneficiary: keccak256("ecocoin/beneficiary/v1" | 0x00 | salt | JCS), where JCS is
 * the canonical JSON (RFC 8785) of `{ country, identifier, name }` with the name in NFC, and what there is not left out.
 * Whoever does not know the 32 random bytes of the salt cannot try names; whoever is told them can check the name.
 */
export function privateCommitment({ name, country, identifier }: BeneficiaryWords, salt: Buffer): Hex {
  const words = {
    name: name.normalize('NFC'),
    ...(country !== null && { country }),
    ...(identifier !== null && { identifier }),
  };
  const bytes = [Buffer.from(DOMAIN), Buffer.from([0]), salt, Buffer.from(canonicalize(words) ?? '')];
  return keccak256(Buffer.concat(bytes)) as Hex;
}

/** What stands on the chain of a beneficiary: of a public one the hash of the name alone, so that anybody can check it. */
export const commitmentOf = (words: BeneficiaryWords, salt: Buffer | null): Hex =>
  salt ? privateCommitment(words, salt) : beneficiaryHash(words.name);
