import { useState } from 'preact/hooks';
import { type BatchPartsFragment, BatchSerialsText, type OneProjectQuery } from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { Shares } from '../../charts/shares.tsx';
import { tonnes } from '../../lib/money.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { QuoteDialog } from './quote-dialog.tsx';

type OfProject = NonNullable<OneProjectQuery['project']>;

/** The credits of a project, by vintage. */
export function Batches({ project }: { readonly project: OfProject }) {
  const [asked, setAsked] = useState<BatchPartsFragment | undefined>(undefined);
  const batches = project.batches.edges.map(({ node }) => node);
  return (
    <Card title="Credits">
      {batches.length === 0 && <p class="soft">No credits of this project are known here yet.</p>}
      <ul class="stack" data-gap="large">
        {batches.map((batch) => (
          <li key={batch.id}>
            <Batch batch={batch} onAsk={setAsked} />
          </li>
        ))}
      </ul>
      {asked && (
        <QuoteDialog
          batch={asked}
          projectName={project.name}
          onClose={() => {
            setAsked(undefined);
          }}
        />
      )}
    </Card>
  );
}

interface BatchProps {
  readonly batch: BatchPartsFragment;
  readonly onAsk: (batch: BatchPartsFragment) => void;
}

const Batch = ({ batch, onAsk }: BatchProps) => (
  <section class="stack" data-gap="small" aria-label={`Vintage ${batch.vintage}`}>
    <div class="row">
      <h3>Vintage {batch.vintage}</h3>
      <span class="soft small">
        {batch.vintageStart} to {batch.vintageEnd}
      </span>
      {!batch.balance.reconciled && <Badge tone="bad">Not reconciled</Badge>}
      <span class="push row">
        <span class="num strong">{tonnes(batch.quantity)}</span>
        <Button size="small" onClick={() => onAsk(batch)}>
          Get a quote
        </Button>
      </span>
    </div>
    <Shares
      label={`Credits of vintage ${batch.vintage} by state`}
      parts={batch.counts.map(({ state, quantity }) => ({
        name: words(state),
        value: Number(quantity),
        text: tonnes(quantity),
      }))}
    />
    <Serials batchId={batch.id} />
  </section>
);

/** Read once somebody looks. */
function Serials({ batchId }: { readonly batchId: string }) {
  const [open, setOpen] = useState(false);
  const pages = usePages(
    BatchSerialsText,
    open ? { id: batchId } : null,
    ({ creditBatch }) => creditBatch?.serialBlocks,
  );
  return (
    <details
      class="small"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary class="soft">Serial numbers</summary>
      {open && (
        <List of={pages} lines={2} empty={<p class="soft">No serial numbers are known.</p>}>
          {(blocks) => (
            <ul class="stack" data-gap="small">
              {blocks.map(({ id, serial, quantity, state }) => (
                <li key={id} class="row">
                  <code>{serial}</code>
                  <span class="soft">
                    {tonnes(quantity)}, {words(state).toLowerCase()}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </List>
      )}
    </details>
  );
}
