import { useState } from 'preact/hooks';
import { VerifyCertificateText, VerifyProofText } from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { Button } from '../../ui/button.tsx';
import { AreaField, FileField, Segments } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { Problem } from '../../ui/states.tsx';
import { type Step, VerificationSteps, verdictOf } from '../../ui/steps.tsx';
import { CERTIFICATE_STAGES, PROOF_STAGES } from './stages.ts';

type Kind = 'CERTIFICATE' | 'PROOF';

/** Judges a file that somebody was given: step by step, each with its reason. */
export function Verify() {
  const [kind, setKind] = useState<Kind>('CERTIFICATE');
  const [text, setText] = useState('');
  const [steps, setSteps] = useState<readonly Step[] | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);

  async function verify(): Promise<void> {
    setBusy(true);
    setError(undefined);
    setSteps(undefined);
    try {
      setSteps(await judge(kind, text));
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Page
      title="Verify"
      lead="Give a certificate or a proof that you were handed. The answer is a list of steps, never one bare yes."
    >
      <Card>
        <Form onSend={verify}>
          <Segments
            label="What it is"
            value={kind}
            options={[
              ['CERTIFICATE', 'Certificate'],
              ['PROOF', 'Proof of Asset Integrity'],
            ]}
            onPick={(next) => {
              setKind(next);
              setSteps(undefined);
            }}
          />
          <FileField
            label="A file (JSON)"
            accept="application/json,.json,.jwt"
            onFile={(file) => void file?.text().then(setText)}
          />
          <AreaField label="Or its text" required value={text} onText={setText} />
          {error && <Problem error={error} />}
          <div class="actions">
            <Button type="submit" look="main" busy={busy} disabled={text.trim() === ''}>
              Verify
            </Button>
          </div>
        </Form>
      </Card>
      {steps && <Found kind={kind} steps={steps} />}
    </Page>
  );
}

function Found({ kind, steps }: { readonly kind: Kind; readonly steps: readonly Step[] }) {
  const { tone, text } = verdictOf(steps);
  return (
    <Card title="What was found">
      <div class="stack">
        <p class="hint" data-tone={tone} role="status">
          {text}
        </p>
        <VerificationSteps steps={steps} stages={kind === 'PROOF' ? PROOF_STAGES : CERTIFICATE_STAGES} />
      </div>
    </Card>
  );
}

async function judge(kind: Kind, text: string): Promise<readonly Step[]> {
  if (kind === 'PROOF') return (await ask(VerifyProofText, { bundle: text })).proofVerify;
  return (await ask(VerifyCertificateText, { certificate: text })).certificateVerify;
}
