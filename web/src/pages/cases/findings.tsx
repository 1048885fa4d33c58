import { useState } from 'preact/hooks';
import { AnswerFindingText, CloseFindingText } from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { dayOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField } from '../../ui/field.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import type { OfCase } from './case.tsx';
import { Evidence, EvidencePicker } from './evidence.tsx';

type Finding = NonNullable<OfCase['findings']>[number];

interface FindingsProps {
  readonly of: OfCase;
  readonly onDone: () => void;
}

/** What reviewers asked for, what was answered, and how it ended. */
export function Findings({ of: { findings, allowedActions, project }, onDone }: FindingsProps) {
  const [open, setOpen] = useState<{ readonly what: 'answer' | 'close'; readonly finding: Finding } | undefined>(
    undefined,
  );
  if (!findings || findings.length === 0) return null;
  const close = (): void => {
    setOpen(undefined);
  };
  return (
    <Card title="Findings">
      <ol class="timeline">
        {findings.map((finding) => (
          <li key={finding.id} class="stack" data-gap="small">
            <div class="row">
              <strong>
                {finding.number}. {words(finding.code)}
              </strong>
              <Badge tone={finding.closedAt == null ? 'warn' : 'good'}>
                {finding.kind}, {finding.closedAt == null ? 'open' : 'closed'}
              </Badge>
              <span class="push small soft">
                {finding.raisedBy.displayName}, {dayOf(finding.raisedAt)}
              </span>
            </div>
            <p>{finding.text}</p>
            {finding.answer != null && <p class="soft">Answer: {finding.answer}</p>}
            <Evidence of={finding.evidence} />
            {finding.resolution != null && <p class="soft">Resolved: {finding.resolution}</p>}
            {finding.closedAt == null && (
              <div class="row">
                {allowedActions.includes('ANSWER_FINDING') && (
                  <Button size="small" onClick={() => setOpen({ what: 'answer', finding })}>
                    Answer
                  </Button>
                )}
                {allowedActions.includes('CLOSE_FINDING') && (
                  <Button size="small" onClick={() => setOpen({ what: 'close', finding })}>
                    Close
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
      {open && <FindingDialog {...open} projectId={project.id} onClose={close} onDone={onDone} />}
    </Card>
  );
}

interface FindingDialogProps {
  readonly what: 'answer' | 'close';
  readonly finding: Finding;
  readonly projectId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function FindingDialog({ what, finding, projectId, onClose, onDone }: FindingDialogProps) {
  const { id, number, text: asked } = finding;
  const [text, setText] = useState('');
  const [evidence, setEvidence] = useState<readonly string[]>([]);
  const answering = useAction(AnswerFindingText);
  const closing = useAction(CloseFindingText);
  const isAnswer = what === 'answer';
  const action = isAnswer ? answering : closing;

  async function send(): Promise<void> {
    const done = isAnswer
      ? await answering.run({ input: { findingId: id, answer: text, evidence: [...evidence] } })
      : await closing.run({ input: { findingId: id, resolution: text } });
    if (!done) return;
    onClose();
    onDone();
  }

  return (
    <Dialog
      title={isAnswer ? `Answer finding ${number}` : `Close finding ${number}`}
      locked={action.busy}
      onClose={onClose}
    >
      <p class="soft">{asked}</p>
      <AreaField
        label={isAnswer ? 'Your answer' : 'How it was resolved'}
        required
        maxLength={10_000}
        value={text}
        onText={setText}
      />
      {isAnswer && (
        <EvidencePicker
          projectId={projectId}
          picked={evidence}
          wrong={issueOf(action.error, 'evidence')}
          onPick={setEvidence}
          mayBring
        />
      )}
      <Sending
        action={action}
        label={isAnswer ? 'Answer' : 'Close it'}
        disabled={text.trim() === ''}
        onSend={() => void send()}
      />
    </Dialog>
  );
}
