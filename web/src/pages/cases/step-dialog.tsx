import { useState } from 'preact/hooks';
import {
  ApproveCaseText,
  CompleteReviewText,
  MyAddressesText,
  PrepareBundleText,
  RejectCaseText,
  RequestChangesText,
  ResubmitCaseText,
  RevokeCaseText,
  RunChecksText,
  StartReviewText,
  StartTechnicalReviewText,
  SubmitCaseText,
} from '../../../operations.generated.ts';
import { carryOut } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { AskError } from '../../api/send.ts';
import { shortened } from '../../lib/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, SelectField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import type { CaseDialogProps } from './case-actions.tsx';

/** What a step is given beside its case. */
interface Given {
  readonly caseId: string;
  readonly text: string;
  readonly address: string;
}

interface Step {
  readonly label: string;
  /** What comes of it, said before it is done. */
  readonly says: string;
  /** What has to be written, or may be. */
  readonly text?: { readonly label: string; readonly optional?: boolean; readonly most: number };
  /** One of one’s own addresses, with which one will sign. */
  readonly signs?: boolean;
  readonly danger?: boolean;
  readonly carry: (given: Given) => Promise<unknown>;
}

const why = { label: 'Why', most: 2_000 };
const note = { label: 'What there is to say', optional: true, most: 2_000 };

export const STEPS = {
  SUBMIT: {
    label: 'Hand it in',
    says: 'The platform then assigns two reviewers who have nothing to do with the project.',
    carry: ({ caseId }) => carryOut(SubmitCaseText, { input: { caseId } }),
  },
  START_REVIEW: {
    label: 'Begin the review',
    says: 'From now on the checks are yours to complete.',
    carry: ({ caseId }) => carryOut(StartReviewText, { input: { caseId } }),
  },
  RUN_CHECKS: {
    label: 'Let the platform check',
    says: 'The platform checks what it can by itself and says what it read. Your word stands above it.',
    carry: ({ caseId }) => carryOut(RunChecksText, { input: { caseId } }),
  },
  REQUEST_CHANGES: {
    label: 'Ask for changes',
    says: 'The case goes back to its owner, who answers and hands it in again.',
    text: why,
    carry: ({ caseId, text }) => carryOut(RequestChangesText, { input: { caseId, reason: text } }),
  },
  RESUBMIT: {
    label: 'Hand it in again',
    says: 'The review goes on where it was.',
    text: note,
    carry: ({ caseId, text }) => carryOut(ResubmitCaseText, { input: { caseId, note: text || null } }),
  },
  COMPLETE_REVIEW: {
    label: 'Complete the review',
    says: 'The technical reviewer then reviews your review. Your opinion becomes part of the proof.',
    text: { label: 'Your opinion', most: 10_000 },
    signs: true,
    carry: ({ caseId, text, address }) => carryOut(CompleteReviewText, { input: { caseId, opinion: text, address } }),
  },
  START_TECHNICAL_REVIEW: {
    label: 'Begin the technical review',
    says: 'You look at the review itself, independently.',
    text: note,
    carry: ({ caseId, text }) => carryOut(StartTechnicalReviewText, { input: { caseId, note: text || null } }),
  },
  PREPARE_BUNDLE: {
    label: 'Bind the bundle',
    says: 'All checks are bound into one hash. Nothing in it can change after that; both reviewers then sign it.',
    signs: true,
    carry: ({ caseId, address }) => carryOut(PrepareBundleText, { input: { caseId, address } }),
  },
  APPROVE: {
    label: 'Approve',
    says: 'The platform signs as well, and the proof is anchored on the chain for everybody to see.',
    carry: ({ caseId }) => carryOut(ApproveCaseText, { input: { caseId } }),
  },
  REJECT: {
    label: 'Reject',
    says: 'The case ends here, and nothing of it becomes public.',
    text: why,
    danger: true,
    carry: ({ caseId, text }) => carryOut(RejectCaseText, { input: { caseId, reason: text } }),
  },
  REVOKE: {
    label: 'Take the approval back',
    says: 'The proof stays readable, and says on the chain that it does not stand any more.',
    text: why,
    danger: true,
    carry: ({ caseId, text }) => carryOut(RevokeCaseText, { input: { caseId, reason: text } }),
  },
} as const satisfies Record<string, Step>;

export type StepAction = keyof typeof STEPS;

interface StepDialogProps extends CaseDialogProps {
  readonly act: StepAction;
}

/** One step of a case: what comes of it, what it needs, and the button. */
export function StepDialog({ act, of, onClose, onDone }: StepDialogProps) {
  const step: Step = STEPS[act];
  const [text, setText] = useState('');
  const [picked, setPicked] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const addresses = useRead(MyAddressesText, step.signs === true ? {} : null);
  const linked = addresses.data?.myAddresses.filter(({ unlinkedAt }) => unlinkedAt == null) ?? [];
  const address = picked || (linked[0]?.address ?? '');
  const isReady = (!step.text || step.text.optional === true || text.trim() !== '') && (!step.signs || address !== '');

  async function send(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await step.carry({ caseId: of.id, text: text.trim(), address });
      onClose();
      onDone();
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={step.label} locked={busy} onClose={onClose}>
      <p>{step.says}</p>
      {step.signs === true && addresses.data && linked.length === 0 && (
        <p class="hint" data-tone="warn">
          It is signed with a wallet of yours. <a href="/account">Link one</a> first.
        </p>
      )}
      {step.signs === true && linked.length > 0 && (
        <SelectField
          label="The address you will sign with"
          value={address}
          options={linked.map((each) => [each.address, shortened(each.address, 8)] as const)}
          onPick={setPicked}
        />
      )}
      {step.text && (
        <AreaField
          label={step.text.label}
          required={step.text.optional !== true}
          maxLength={step.text.most}
          value={text}
          onText={setText}
        />
      )}
      <Sending
        action={{ busy, error, unsure: error instanceof AskError && error.code === 'UNREACHABLE' }}
        label={step.label}
        danger={step.danger === true}
        disabled={!isReady}
        onSend={() => void send()}
      />
    </Dialog>
  );
}
