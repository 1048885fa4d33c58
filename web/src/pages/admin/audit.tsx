import { useState } from 'preact/hooks';
import { AuditText, VerifyAuditText, type VerifyAuditQuery } from '../../../operations.generated.ts';
import { ask } from '../../api/ask.ts';
import { usePages } from '../../api/use-pages.ts';
import { count } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { shortened, words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty, Problem } from '../../ui/states.tsx';
import { Admin } from './admin.tsx';

type Verified = VerifyAuditQuery['auditVerify'];

/** Sensitive steps, each row holding the hash of the one before. */
export function Audit() {
  const pages = usePages(AuditText, {}, ({ auditLog }) => auditLog);
  const [verified, setVerified] = useState<Verified | undefined>(undefined);
  const [error, setError] = useState<Error | undefined>(undefined);
  const [busy, setBusy] = useState(false);

  async function verify(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      setVerified((await ask(VerifyAuditText, {})).auditVerify);
    } catch (error) {
      setError(error as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Admin
      title="Audit log"
      lead="Every sensitive step. Each row holds the hash of the one before, so that none can be changed unseen."
      actions={
        <Button busy={busy} onClick={() => void verify()}>
          Verify the chain of hashes
        </Button>
      }
    >
      {error && <Problem error={error} />}
      {verified && (
        <p class="hint" data-tone={verified.valid ? 'good' : 'bad'} role="status">
          {verified.valid
            ? `${count(verified.checked)} rows hold together.`
            : `Broken at row ${verified.brokenSeq ?? '?'}: ${words(verified.brokenReason ?? '')}.`}
        </p>
      )}
      <Card>
        <List of={pages} empty={<Empty title="Nothing was recorded yet." />}>
          {(rows) => (
            <Table
              caption="Audit log"
              rows={rows}
              keyOf={({ seq }) => String(seq)}
              columns={[
                { head: 'Row', right: true, cell: ({ seq }) => seq },
                { head: 'When', cell: ({ at }) => <span class="nowrap">{momentOf(at)}</span> },
                { head: 'Who', cell: ({ actor }) => actor?.displayName ?? 'the platform' },
                { head: 'What', cell: ({ action }) => words(action) },
                {
                  head: 'Detail',
                  cell: ({ subjectType, detail }) => (
                    <span class="small soft">
                      {subjectType}
                      {detail.map(({ name, value }) => `; ${name}: ${value}`).join('')}
                    </span>
                  ),
                },
                { head: 'Hash', cell: ({ hash }) => <code title={hash}>{shortened(hash)}</code> },
              ]}
            />
          )}
        </List>
      </Card>
    </Admin>
  );
}
