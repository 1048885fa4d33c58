import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { type PreparedPartsFragment, PrepareProposalText } from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, TextField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Prepared } from '../../wallet/prepared.tsx';
import { useAddress } from './act-dialog.tsx';

/** A decision in words. Those that change fees or parameters are prepared through the API (docs/GOVERNANCE.md). */
export function ProposeDialog({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [discussionUrl, setUrl] = useState('');
  const [made, setMade] = useState<{ readonly id: string; readonly prepared: PreparedPartsFragment } | undefined>(
    undefined,
  );
  const action = useAction(PrepareProposalText);
  const { from, picker } = useAddress();
  const isGood = from !== undefined && title.trim() !== '' && text.trim() !== '';

  async function prepare(): Promise<void> {
    if (from === undefined) return;
    const input = { from, title: title.trim(), text: text.trim(), discussionUrl: discussionUrl.trim() || null };
    const done = await action.run({ input });
    if (done) setMade({ id: done.proposalId, prepared: done.prepared });
  }

  return (
    <Dialog title="Propose" wide locked={action.busy} onClose={onClose}>
      {made ? (
        <Prepared prepared={made.prepared} onSent={() => route(`/governance/${encodeURIComponent(made.id)}`)} />
      ) : (
        <>
          <TextField
            label="Title"
            required
            maxLength={200}
            wrong={issueOf(action.error, 'title')}
            value={title}
            onText={setTitle}
          />
          <AreaField
            label="What is proposed, and why"
            help="Everybody can read it, for ever. Changes of fees and parameters are prepared through the API."
            required
            maxLength={10_000}
            wrong={issueOf(action.error, 'text')}
            value={text}
            onText={setText}
          />
          <TextField
            label="Where it is talked about"
            help="An https address; it may be left empty."
            wrong={issueOf(action.error, 'discussionUrl')}
            value={discussionUrl}
            onText={setUrl}
          />
          {picker}
          <Sending action={action} label="Prepare the transaction" disabled={!isGood} onSend={prepare} />
        </>
      )}
    </Dialog>
  );
}
