import type { EvidencePartsFragment } from '../../../operations.generated.ts';
import { shortened } from '../../lib/words.ts';
import { CheckField } from '../../ui/field.tsx';
import { BringDocument } from '../projects/bring-document.tsx';
import { DocumentList, useDocuments } from '../projects/documents.tsx';

/** The documents on which something rests, each by its hash; nothing where there are none. */
export const Evidence = ({ of }: { readonly of: readonly EvidencePartsFragment[] }) =>
  of.length === 0 ? null : (
    <ul class="small soft" aria-label="Evidence">
      {of.map(({ name, number, sha256 }, index) => (
        <li key={index}>
          {name}, version {number} (<code title={sha256}>{shortened(sha256)}</code>)
        </li>
      ))}
    </ul>
  );

interface EvidencePickerProps {
  readonly projectId: string;
  /** Ids of versions of documents. */
  readonly picked: readonly string[];
  readonly wrong: string | undefined;
  readonly onPick: (versionIds: readonly string[]) => void;
  /** Whether one brings documents of the project oneself; the API decides. */
  readonly mayBring?: boolean;
}

/** Which documents of the project it rests on: their hashes become part of the proof, and a proof is none of them. */
export function EvidencePicker({ projectId, picked, wrong, onPick, mayBring = false }: EvidencePickerProps) {
  const pages = useDocuments(projectId);
  return (
    <fieldset class="stack" data-gap="small">
      <legend>Documents that it rests on</legend>
      <DocumentList
        of={pages}
        empty="You may read no document of this project."
        nameOf={({ name, kind, version: { id } }) =>
          kind === 'POAI_BUNDLE' ? (
            <span class="soft">{name}</span>
          ) : (
            <CheckField
              checked={picked.includes(id)}
              onCheck={(on) => onPick(on ? [...picked, id] : picked.filter((each) => each !== id))}
            >
              {name}
            </CheckField>
          )
        }
      />
      {wrong !== undefined && (
        <p class="field">
          <span class="wrong">{wrong}</span>
        </p>
      )}
      {mayBring && (
        <BringDocument
          projectId={projectId}
          onBrought={(versionId) => {
            onPick([...picked, versionId]);
            pages.reload();
          }}
        />
      )}
    </fieldset>
  );
}
