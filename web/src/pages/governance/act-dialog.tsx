import { useState } from 'preact/hooks';
import {
  MyAddressesText,
  type PreparedPartsFragment,
  PrepareCancelText,
  PrepareExecuteText,
  PrepareQueueText,
  PrepareVoteText,
  type ProposalAction,
  type VoteSupport,
} from '../../../operations.generated.ts';
import { AskError } from '../../api/send.ts';
import { carryOut } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { shortened } from '../../lib/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, Segments, SelectField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Loading } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';
import { Prepared } from '../../wallet/prepared.tsx';
import type { OfProposal } from './proposal.tsx';

export type ProposalAct = ProposalAction;

interface ActDialogProps {
  readonly act: ProposalAct;
  readonly title: string;
  readonly of: OfProposal;
  readonly onClose: () => void;
}

/** What an act on a proposal is made of. */
interface Given {
  readonly from: string;
  readonly proposalId: string;
  readonly support: VoteSupport;
  readonly reason: string | null;
}

const PREPARE: Readonly<Record<ProposalAct, (given: Given) => Promise<{ readonly prepared: PreparedPartsFragment }>>> =
  {
    VOTE: (input) => carryOut(PrepareVoteText, { input }),
    QUEUE: ({ from, proposalId }) => carryOut(PrepareQueueText, { input: { from, proposalId } }),
    EXECUTE: ({ from, proposalId }) => carryOut(PrepareExecuteText, { input: { from, proposalId } }),
    CANCEL: ({ from, proposalId }) => carryOut(PrepareCancelText, { input: { from, proposalId } }),
  };

/** Prepared by the platform, signed and sent by the member's own wallet. */
export function ActDialog({ act, title, of, onClose }: ActDialogProps) {
  const [support, setSupport] = useState<VoteSupport>('FOR');
  const [reason, setReason] = useState('');
  const [prepared, setPrepared] = useState<PreparedPartsFragment | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  const { from, picker } = useAddress();

  async function prepare(): Promise<void> {
    if (from === undefined) return;
    setBusy(true);
    setError(undefined);
    try {
      const given = { from, proposalId: of.id, support, reason: reason.trim() || null };
      setPrepared((await PREPARE[act](given)).prepared);
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog title={`${title}: ${of.title}`} locked={busy} onClose={onClose}>
      {prepared ? (
        <Prepared
          prepared={prepared}
          onSent={() => {
            say('Sent. The page changes by itself once the chain has it.');
            onClose();
          }}
        />
      ) : (
        <>
          {act === 'VOTE' && (
            <>
              <Segments
                label="Your vote"
                value={support}
                options={[
                  ['FOR', 'For'],
                  ['AGAINST', 'Against'],
                  ['ABSTAIN', 'Abstain'],
                ]}
                onPick={setSupport}
              />
              <AreaField
                label="Why"
                help="Everybody can read it, for ever. It may be left empty."
                maxLength={1_000}
                value={reason}
                onText={setReason}
              />
            </>
          )}
          {picker}
          <Sending
            action={{ busy, error, unsure: error instanceof AskError && error.code === 'UNREACHABLE' }}
            label="Prepare the transaction"
            disabled={from === undefined}
            onSend={prepare}
          />
        </>
      )}
    </Dialog>
  );
}

/** Which of one's linked addresses signs. */
export function useAddress() {
  const { data } = useRead(MyAddressesText, {});
  const [picked, setPicked] = useState('');
  const linked = data?.myAddresses.filter(({ unlinkedAt }) => unlinkedAt == null) ?? [];
  const from = picked || linked[0]?.address;
  if (!data) return { from, picker: <Loading lines={2} /> };
  if (linked.length === 0) {
    const picker = (
      <p class="hint" data-tone="warn">
        It is signed by a wallet of yours. <a href="/account">Link one</a> first.
      </p>
    );
    return { from, picker };
  }
  const picker = (
    <SelectField
      label="From your address"
      value={from ?? ''}
      options={linked.map(({ address }) => [address, shortened(address, 8)] as const)}
      onPick={setPicked}
    />
  );
  return { from, picker };
}
