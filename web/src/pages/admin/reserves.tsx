import { ReservesNowText, type ReservesNowQuery } from '../../../operations.generated.ts';
import { useRead } from '../../api/use-read.ts';
import { amount, count } from '../../lib/money.ts';
import { agoOf, momentOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Badge, Card, Meter, Page, Table } from '../../ui/layout.tsx';
import { Empty, Shown } from '../../ui/states.tsx';
import { Admin } from './admin.tsx';

/** The same figures for everybody: what is owed, and what the contract holds for it. */
export const Reserves = () => (
  <Page
    title="Reserves"
    lead="What the platform owes, and what the contract of its custody holds for it. Compare it with the chain yourself."
  >
    <ReserveCards />
  </Page>
);

export const AdminReserves = () => (
  <Admin title="Reserves" lead="A shortfall freezes withdrawals of that asset, and of nothing else.">
    <ReserveCards />
  </Admin>
);

type Of = NonNullable<ReservesNowQuery['reserves']>;

function ReserveCards() {
  const read = useRead(ReservesNowText, {});
  return (
    <Shown of={read}>
      {({ reserves }) =>
        reserves ? (
          <>
            <ul class="cards">
              {reserves.assets.map((asset) => (
                <li key={asset.asset}>
                  <AssetCard of={asset} />
                </li>
              ))}
            </ul>
            <Batches batches={reserves.batches.edges.map(({ node }) => node)} />
          </>
        ) : (
          <Empty title="This platform has no chain, so there is nothing to compare." />
        )
      }
    </Shown>
  );
}

const AssetCard = ({
  of: {
    asset,
    custody,
    liabilities,
    difference,
    covered,
    withdrawalsFrozen,
    shortSince,
    checkedAt,
    blockNumber,
    finality,
  },
}: {
  readonly of: Of['assets'][number];
}) => (
  <Card title={asset} actions={covered ? <Badge tone="good">Covered</Badge> : <Badge tone="bad">Short</Badge>}>
    <div class="stack" data-gap="small">
      <dl class="pairs num">
        <dt>Owed</dt>
        <dd>{amount(liabilities, asset)}</dd>
        <dt>Held</dt>
        <dd>{amount(custody, asset)}</dd>
        <dt>{covered ? 'Over' : 'Missing'}</dt>
        <dd class={covered ? 'up' : 'down'}>{amount(difference, asset)}</dd>
      </dl>
      <Meter
        label={`${asset} held of what is owed`}
        share={Number(liabilities) === 0 ? 1 : Number(custody) / Number(liabilities)}
      />
      {withdrawalsFrozen && (
        <p class="hint" data-tone="bad">
          Withdrawals wait{shortSince != null && ` since ${momentOf(shortSince)}`}.
        </p>
      )}
      <p class="small soft">
        As of block {count(blockNumber)} ({words(finality).toLowerCase()}), looked at {agoOf(checkedAt)}.
      </p>
    </div>
  </Card>
);

const Batches = ({ batches }: { readonly batches: readonly Of['batches']['edges'][number]['node'][] }) => (
  <Card title="Credits by batch">
    {batches.length === 0 ? (
      <p class="soft">No batch is on the chain yet.</p>
    ) : (
      <Table
        caption="Credits by batch"
        rows={batches}
        keyOf={({ batchId }) => batchId}
        columns={[
          { head: 'Batch', cell: ({ batchId, batch }) => `${batchId}${batch ? `, vintage ${batch.vintage}` : ''}` },
          { head: 'Owed', right: true, cell: ({ liabilities }) => amount(liabilities, 't') },
          { head: 'Held', right: true, cell: ({ custody }) => amount(custody, 't') },
          { head: 'On the chain', right: true, cell: ({ supply }) => (supply == null ? '' : amount(supply, 't')) },
          {
            head: 'Standing',
            cell: ({ covered }) => (covered ? <Badge tone="good">Covered</Badge> : <Badge tone="bad">Short</Badge>),
          },
        ]}
      />
    )}
  </Card>
);
