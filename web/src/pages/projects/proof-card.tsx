import { useEffect, useState } from 'preact/hooks';
import {
  type OneProjectQuery,
  ProofFileText,
  type VerifyProofQuery,
  VerifyProofText,
} from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { saveAs } from '../../lib/files.ts';
import { words } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { Empty, Loading, Problem } from '../../ui/states.tsx';
import { VerificationSteps, verdictOf } from '../../ui/steps.tsx';
import { OpenCaseDialog } from '../cases/open-case-dialog.tsx';
import { PROOF_STAGES } from '../verify/stages.ts';

type Case = OneProjectQuery['poaiCases']['edges'][number]['node'];

interface ProofCardProps {
  readonly projectId: string;
  readonly cases: readonly Case[];
  readonly mayOpen: boolean;
}

/** The proof that counts, verified as the page is opened; and the cases beside it. */
export function ProofCard({ projectId, cases, mayOpen }: ProofCardProps) {
  const [opening, setOpening] = useState(false);
  const counting = cases.find(({ status }) => status === 'APPROVED');
  return (
    <Card
      title="Proof of Asset Integrity"
      actions={
        mayOpen && (
          <Button size="small" onClick={() => setOpening(true)}>
            Open a case
          </Button>
        )
      }
    >
      <div class="stack">
        {counting ? <Proof key={counting.id} of={counting} /> : <NoProof />}
        {cases.length > 0 && (
          <ul class="row">
            {cases.map(({ id, status }) => (
              <li key={id}>
                <a href={`/cases/${encodeURIComponent(id)}`}>
                  <Badge tone={status === 'APPROVED' ? 'good' : undefined}>Case: {words(status).toLowerCase()}</Badge>
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
      {opening && <OpenCaseDialog projectId={projectId} onClose={() => setOpening(false)} />}
    </Card>
  );
}

const NoProof = () => (
  <Empty title="No proof has been approved for this project.">
    A proof binds what independent reviewers checked into one hash that is signed by three and anchored on the chain.
  </Empty>
);

export function Proof({ of: { id, proof } }: { readonly of: Pick<Case, 'id' | 'proof'> }) {
  const [steps, setSteps] = useState<VerifyProofQuery['proofVerify'] | undefined>(undefined);
  const [error, setError] = useState<Error | undefined>(undefined);
  const [file, setFile] = useState('');
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    setError(undefined);
    verify(id, leaving.signal).then(
      (found) => {
        setFile(found.file);
        setSteps(found.steps);
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) setError(error as Error);
      },
    );
    return () => {
      leaving.abort();
    };
  }, [id, turn]);
  if (error) return <Problem error={error} onRetry={() => setTurn(turn + 1)} />;
  if (!steps) return <Loading lines={6} />;
  const verdict = verdictOf(steps);
  return (
    <div class="stack">
      <p class="hint" data-tone={verdict.tone}>
        Verified just now: {verdict.text}
      </p>
      <VerificationSteps steps={steps} stages={PROOF_STAGES} />
      {proof && <p class="small soft mono">{proof.bundleHash}</p>}
      <div class="row">
        <Button onClick={() => saveAs(file, 'application/json', 'poai-proof.json')}>Save the proof</Button>
        <LinkButton href="/verify" look="plain">
          Verify a file of yours
        </LinkButton>
      </div>
      <p class="small soft">
        Do not take our word for it: the file can be verified without this platform, by{' '}
        <code>npm run verify-proof</code>.
      </p>
    </div>
  );
}

async function verify(caseId: string, signal: AbortSignal) {
  const { poaiProof: file } = await ask(ProofFileText, { caseId }, signal);
  const { proofVerify: steps } = await ask(VerifyProofText, { bundle: file }, signal);
  return { file, steps };
}
