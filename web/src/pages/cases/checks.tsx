import { useState } from 'preact/hooks';
import {
  CompleteCheckText,
  type PoaiCheckMethod,
  PoaiCheckMethodValues,
  type PoaiCheckResult,
  RaiseFindingText,
  type PoaiFindingKind,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { Shares } from '../../charts/shares.tsx';
import { plural, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { AreaField, SelectField } from '../../ui/field.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Sending } from '../../ui/sending.tsx';
import type { OfCase } from './case.tsx';
import { Evidence, EvidencePicker } from './evidence.tsx';

type Check = NonNullable<OfCase['checks']>[number];

interface ChecksProps {
  readonly of: OfCase;
  readonly onDone: () => void;
}

const TREES = {
  asset: 'The credits themselves',
  data: 'What was measured and calculated',
  process: 'How it is run and reviewed',
} as const;

const RESULTS: readonly (readonly [PoaiCheckResult, string])[] = [
  ['PASS', 'Passed'],
  ['FAIL', 'Failed'],
  ['INCONCLUSIVE', 'Cannot be said'],
  ['NOT_APPLICABLE', 'Does not apply'],
];
const TONES = { PASS: 'good', FAIL: 'bad', INCONCLUSIVE: 'warn', NOT_APPLICABLE: undefined } as const;
const nameOf = (result: PoaiCheckResult): string => RESULTS.find(([each]) => each === result)?.[1] ?? words(result);

/** All checks of the catalogue by what they are about, and how many of them are done. */
export function Checks({ of, onDone }: ChecksProps) {
  const [open, setOpen] = useState<{ readonly what: 'complete' | 'raise'; readonly check: Check } | undefined>(
    undefined,
  );
  const close = (): void => {
    setOpen(undefined);
  };
  const checks = of.checks ?? [];
  // Of a case that was approved everybody sees the proof; what was found is for who takes part.
  if (checks.length === 0) return null;
  const trees = Object.keys(TREES) as (keyof typeof TREES)[];
  return (
    <Card title="Checks">
      <div class="stack">
        <Progress checks={checks} />
        {trees.map((tree) => (
          <section key={tree} class="stack" data-gap="small">
            <h3>{TREES[tree]}</h3>
            <ul class="checks">
              {checks
                .filter((check) => check.tree === tree)
                .map((check) => (
                  <CheckRow
                    key={check.code}
                    check={check}
                    actions={of.allowedActions}
                    onOpen={(what) => setOpen({ what, check })}
                  />
                ))}
            </ul>
          </section>
        ))}
      </div>
      {open?.what === 'complete' && <CompleteDialog of={of} check={open.check} onClose={close} onDone={onDone} />}
      {open?.what === 'raise' && <RaiseDialog of={of} check={open.check} onClose={close} onDone={onDone} />}
    </Card>
  );
}

function Progress({ checks }: { readonly checks: readonly Check[] }) {
  const parts = RESULTS.map(([result, name]) => ({
    name,
    value: checks.filter((check) => check.result === result).length,
  }));
  const open = checks.filter(({ result }) => result == null).length;
  return (
    <Shares
      label="Results of the checks"
      parts={[...parts, { name: 'Open', value: open }].map((part) => ({ ...part, text: plural(part.value, 'check') }))}
    />
  );
}

interface CheckRowProps {
  readonly check: Check;
  readonly actions: OfCase['allowedActions'];
  readonly onOpen: (what: 'complete' | 'raise') => void;
}

const CheckRow = ({
  check: { code, title, result, method, finding, isMandatory, completedBy, evidence },
  actions,
  onOpen,
}: CheckRowProps) => (
  <li class="check-row">
    <div>
      <p>
        <strong>{title}</strong> {!isMandatory && <span class="small soft">(not mandatory)</span>}
      </p>
      {finding != null && <p class="small">{finding}</p>}
      {method != null && (
        <p class="small soft">
          {words(method)}
          {completedBy && `, by ${completedBy.displayName}`}
        </p>
      )}
      <Evidence of={evidence} />
    </div>
    <div class="row check-end">
      {result == null ? <Badge>Open</Badge> : <Badge tone={TONES[result]}>{nameOf(result)}</Badge>}
      {actions.includes('COMPLETE_CHECK') && (
        <Button size="small" aria-label={`Give a result: ${code}`} onClick={() => onOpen('complete')}>
          Result
        </Button>
      )}
      {actions.includes('RAISE_FINDING') && (
        <Button size="small" aria-label={`Raise a finding: ${code}`} onClick={() => onOpen('raise')}>
          Finding
        </Button>
      )}
    </div>
  </li>
);

interface CheckDialogProps {
  readonly of: OfCase;
  readonly check: Check;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** AUTOMATED is what the platform alone does. */
const METHODS = PoaiCheckMethodValues.filter((method) => method !== 'AUTOMATED');

function CompleteDialog({ of, check, onClose, onDone }: CheckDialogProps) {
  const [result, setResult] = useState<PoaiCheckResult>(check.result ?? 'PASS');
  const [method, setMethod] = useState<PoaiCheckMethod>('DESK_REVIEW');
  const [finding, setFinding] = useState('');
  const [evidence, setEvidence] = useState<readonly string[]>([]);
  const action = useAction(CompleteCheckText);
  return (
    <Dialog title={check.title} locked={action.busy} onClose={onClose}>
      <div class="form-row">
        <SelectField label="What it came to" value={result} options={RESULTS} onPick={setResult} />
        <SelectField
          label="How it was checked"
          value={method}
          options={METHODS.map((each) => [each, words(each)] as const)}
          onPick={setMethod}
        />
      </div>
      <AreaField
        label="What was found"
        help="Or why it does not apply. It becomes part of the proof."
        required
        maxLength={10_000}
        value={finding}
        onText={setFinding}
      />
      <EvidencePicker
        projectId={of.project.id}
        picked={evidence}
        wrong={issueOf(action.error, 'evidence')}
        onPick={setEvidence}
      />
      <Sending
        action={action}
        label="Give the result"
        disabled={finding.trim() === ''}
        onSend={async () => {
          const input = { caseId: of.id, code: check.code, result, method, finding, evidence: [...evidence] };
          if (!(await action.run({ input }))) return;
          onClose();
          onDone();
        }}
      />
    </Dialog>
  );
}

const KINDS: readonly (readonly [PoaiFindingKind, string])[] = [
  ['CL', 'Clarification: has to be explained'],
  ['CAR', 'Corrective action: has to be put right'],
  ['FAR', 'Forward action: before the next case'],
];

function RaiseDialog({ of, check, onClose, onDone }: CheckDialogProps) {
  const [kind, setKind] = useState<PoaiFindingKind>('CL');
  const [text, setText] = useState('');
  const action = useAction(RaiseFindingText);
  return (
    <Dialog title={`Finding: ${check.title}`} locked={action.busy} onClose={onClose}>
      <SelectField label="What it asks for" value={kind} options={KINDS} onPick={setKind} />
      <AreaField label="What is wrong or not clear" required maxLength={10_000} value={text} onText={setText} />
      <Sending
        action={action}
        label="Raise the finding"
        disabled={text.trim() === ''}
        onSend={async () => {
          if (!(await action.run({ input: { caseId: of.id, code: check.code, kind, text } }))) return;
          onClose();
          onDone();
        }}
      />
    </Dialog>
  );
}
