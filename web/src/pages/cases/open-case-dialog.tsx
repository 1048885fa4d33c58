import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  CaseSubjectText,
  type CaseSubjectQuery,
  CreateCaseText,
  MyProjectsToProveText,
  type PoaiAssurance,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { useRead } from '../../api/use-read.ts';
import { actingId } from '../../lib/acting.ts';
import { parse } from '../../lib/decimal.ts';
import { tonnes } from '../../lib/money.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Sending } from '../../ui/sending.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { BringDocument } from '../projects/bring-document.tsx';
import { DocumentList, useDocuments } from '../projects/documents.tsx';

interface OpenCaseDialogProps {
  /** The project that it is about; left out, it is chosen among one's own. */
  readonly projectId?: string;
  readonly onClose: () => void;
}

const useCreating = () => useAction(CreateCaseText);

/** A case about a project, or about one batch of its credits; it is handed in on its own page. */
export function OpenCaseDialog({ projectId, onClose }: OpenCaseDialogProps) {
  const [picked, setPicked] = useState(projectId ?? '');
  const creating = useCreating();
  return (
    <Dialog title="Open a PoAI case" wide locked={creating.busy} onClose={onClose}>
      <p>Two reviewers who have nothing to do with the project go through every check, and sign what they found.</p>
      {projectId === undefined && <ProjectPicker value={picked} onPick={setPicked} />}
      {picked !== '' && <Subject key={picked} projectId={picked} action={creating} />}
    </Dialog>
  );
}

interface ProjectPickerProps {
  readonly value: string;
  readonly onPick: (projectId: string) => void;
}

function ProjectPicker({ value, onPick }: ProjectPickerProps) {
  const read = useRead(MyProjectsToProveText, { organizationId: actingId() });
  return (
    <Shown of={read} lines={2}>
      {({ myProjects }) => {
        const own = myProjects.edges.map(({ node }) => node);
        const open = own.filter(({ allowedActions }) => allowedActions.includes('OPEN_CASE'));
        if (open.length === 0) return <Empty title="You have no project about which a case can be opened." />;
        return (
          <SelectField
            label="Project"
            help="Yours that are newest. Of any other a case is opened on its own page."
            value={value}
            options={[['', 'Choose'], ...open.map(({ id, name }) => [id, name] as const)]}
            onPick={onPick}
          />
        );
      }}
    </Shown>
  );
}

interface SubjectProps {
  readonly projectId: string;
  readonly action: ReturnType<typeof useCreating>;
}

function Subject({ projectId, action }: SubjectProps) {
  const read = useRead(CaseSubjectText, { id: projectId });
  return (
    <Shown of={read} lines={6}>
      {(subject) => <Wish projectId={projectId} subject={subject} action={action} />}
    </Shown>
  );
}

const ASSURANCES: readonly (readonly [PoaiAssurance, string])[] = [
  ['REASONABLE', 'Reasonable: as sure as one can be'],
  ['LIMITED', 'Limited: nothing speaks against it'],
];

function Wish({ projectId, subject, action }: SubjectProps & { readonly subject: CaseSubjectQuery }) {
  const { route } = useLocation();
  const [batchId, setBatch] = useState('');
  const [assurance, setAssurance] = useState<PoaiAssurance>('REASONABLE');
  const [percent, setPercent] = useState('5');
  const standing = subject.poaiCases.edges.find(({ node }) => (node.batchId ?? '') === batchId)?.node;
  const batches = subject.project?.batches.edges.map(({ node }) => node) ?? [];
  const isNumber = parse(percent) !== undefined;

  async function open(): Promise<void> {
    const about = { projectId, batchId: batchId || null, supersedesId: standing?.id ?? null };
    const done = await action.run({ input: { ...about, assurance, materialityPercent: percent.trim() } });
    if (done) route(`/cases/${encodeURIComponent(done.case.id)}`);
  }

  return (
    <>
      <SelectField
        label="What it is about"
        value={batchId}
        options={[
          ['', 'The whole project'],
          ...batches.map(({ id, vintage, quantity }) => [id, `Vintage ${vintage}, ${tonnes(quantity)}`] as const),
        ]}
        wrong={issueOf(action.error, 'batchId') ?? issueOf(action.error, 'supersedesId')}
        onPick={setBatch}
      />
      {standing && (
        <p class="hint">A case about this is approved. It stands until the new one is, which then takes its place.</p>
      )}
      <div class="form-row">
        <SelectField
          label="How sure the reviewer has to be"
          value={assurance}
          options={ASSURANCES}
          wrong={issueOf(action.error, 'assurance')}
          onPick={setAssurance}
        />
        <TextField
          label="How much may be misstated"
          help="Of the reductions that are claimed."
          unit="%"
          inputMode="decimal"
          autocomplete="off"
          value={percent}
          wrong={isNumber ? issueOf(action.error, 'materialityPercent') : 'A percentage, such as 5 or 2.5.'}
          onText={setPercent}
        />
      </div>
      <Papers projectId={projectId} />
      <Sending action={action} label="Open the case" disabled={!isNumber} onSend={open} />
    </>
  );
}

/** What the reviewers will read; more can be brought until they have ended, too. */
function Papers({ projectId }: { readonly projectId: string }) {
  const pages = useDocuments(projectId);
  return (
    <section class="stack" data-gap="small">
      <h3>What the reviewers read</h3>
      <p class="small soft">
        The design of the project, its monitoring report, and what was measured as a monitoring file: from that the
        platform calculates the reductions again.
      </p>
      <DocumentList of={pages} empty="Nothing is there yet: without documents most checks cannot be passed." />
      <BringDocument projectId={projectId} onBrought={pages.reload} />
    </section>
  );
}
