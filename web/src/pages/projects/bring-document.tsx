import { useState } from 'preact/hooks';
import { UploadDocumentText } from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { Button } from '../../ui/button.tsx';
import { FileField, TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/states.tsx';
import { say } from '../../ui/toasts.tsx';

const TAKEN = '.pdf,.csv,.json,.geojson,.png,.jpg,.jpeg,.zip,.xlsx,.docx';

interface BringDocumentProps {
  readonly projectId: string;
  /** Gets the version that was stored, by its id. */
  readonly onBrought: (versionId: string) => void;
}

/** A file for the project: a design, a monitoring report, a map. Who reviews the project reads it. */
export function BringDocument({ projectId, onBrought }: BringDocumentProps) {
  const [file, setFile] = useState<File | undefined>(undefined);
  const [name, setName] = useState('');
  // The browser keeps the file that was picked: another field is the only way to take it out.
  const [turn, setTurn] = useState(0);
  const action = useAction(UploadDocumentText);

  async function bring(chosen: File): Promise<void> {
    const input = { kind: 'PROJECT_DOCUMENT', projectId, name: name.trim(), file: chosen } as const;
    const done = await action.run({ input });
    if (!done) return;
    say(`${input.name} is kept, encrypted.`);
    setFile(undefined);
    setName('');
    setTurn(turn + 1);
    onBrought(done.document.version.id);
  }

  return (
    <details class="small">
      <summary>Bring a document</summary>
      <div class="form">
        <div class="form-row">
          <FileField
            key={turn}
            label="File"
            help="PDF, CSV, JSON, GeoJSON, PNG, JPEG, ZIP, XLSX or DOCX."
            accept={TAKEN}
            wrong={issueOf(action.error, 'file')}
            onFile={(picked) => {
              setFile(picked);
              setName(picked?.name ?? '');
            }}
          />
          <TextField
            label="What it is called"
            maxLength={200}
            value={name}
            wrong={issueOf(action.error, 'name')}
            onText={setName}
          />
        </div>
        {action.error && <Problem error={action.error} />}
        <div class="actions">
          <Button
            busy={action.busy}
            disabled={file === undefined || name.trim() === ''}
            onClick={() => file && bring(file)}
          >
            Upload it
          </Button>
        </div>
      </div>
    </details>
  );
}
