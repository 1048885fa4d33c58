import { AdminOverviewText, type AdminOverviewQuery, HeadMovedText } from '../../../operations.generated.ts';
import { type Ready, useReady } from '../../api/health.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { count } from '../../lib/money.ts';
import { agoOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Badge, Card, Figure, Table } from '../../ui/layout.tsx';
import { Loading, Problem, Shown } from '../../ui/states.tsx';
import { Admin } from './admin.tsx';

/** How the platform is: its workers and their lag, the chain, and where prices come from. */
export const Overview = () => (
  <Admin title="Administration" lead="How the platform is doing, looked at every few seconds.">
    <Workers />
    <ChainAndPrices />
  </Admin>
);

const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

function Workers() {
  const { ready, error } = useReady();
  if (!ready) return <Card title="Workers">{error ? <Problem error={error} /> : <Loading lines={8} />}</Card>;
  return (
    <Card
      title="Workers"
      actions={
        ready.ready ? <Badge tone="good">All is well</Badge> : <Badge tone="bad">{ready.notReady.join(', ')}</Badge>
      }
    >
      <div class="stack">
        {error && <Problem error={error} />}
        <div class="figures">
          <Figure label="Outbox behind by" value={seconds(ready.outbox.lagMs)} />
          <Figure
            label="Passes"
            value={count(ready.workers.length)}
            note={`${count(ready.workers.filter((each) => !each.ready).length)} late`}
          />
          {ready.chainIntents && (
            <Figure label="Oldest transaction waiting" value={seconds(ready.chainIntents.oldestS * 1_000)} />
          )}
          {(ready.consumers ?? []).map((consumer) => (
            <Figure
              key={consumer.name}
              label={`Consumer ${consumer.name} behind by`}
              value={seconds(consumer.lagMs ?? (consumer.lagS ?? 0) * 1_000)}
            />
          ))}
        </div>
        <Passes workers={ready.workers} />
      </div>
    </Card>
  );
}

/** The latest first: who looks here looks for what hangs. */
const Passes = ({ workers }: { readonly workers: Ready['workers'] }) => (
  <ul class="passes" aria-label="Passes, and how long ago each ended well">
    {workers
      .toSorted((a, b) => Number(a.ready) - Number(b.ready) || b.lagMs - a.lagMs)
      .map(({ name, ready, lagMs }) => (
        <li key={name} data-late={!ready}>
          <span>{name}</span>
          <span class="num">
            {seconds(lagMs)}
            {!ready && ' late'}
          </span>
        </li>
      ))}
  </ul>
);

function ChainAndPrices() {
  const read = useRead(AdminOverviewText, {});
  useLive(
    HeadMovedText,
    {},
    ({ chainHeadMoved: { headBlock, indexedBlock, safeBlock, finalizedBlock } }) => {
      read.change((data) =>
        data.chain
          ? {
              ...data,
              chain: {
                ...data.chain,
                headBlock,
                indexedBlock,
                safeBlock,
                finalizedBlock,
                lagBlocks: headBlock - indexedBlock,
              },
            }
          : data,
      );
    },
    read.reload,
  );
  return (
    <Shown of={read}>
      {({ chain, priceSources }) => (
        <>
          {chain && <ChainCard chain={chain} />}
          {priceSources.length > 0 && <Sources sources={priceSources} />}
        </>
      )}
    </Shown>
  );
}

const ChainCard = ({ chain }: { readonly chain: NonNullable<AdminOverviewQuery['chain']> }) => (
  <Card
    title={`Chain ${chain.chainId}`}
    actions={chain.stoppedReason == null ? <Badge tone="good">Followed</Badge> : <Badge tone="bad">Stopped</Badge>}
  >
    <div class="stack">
      {chain.stoppedReason != null && (
        <p class="hint" data-tone="bad">
          {chain.stoppedReason}
        </p>
      )}
      <div class="figures">
        <Figure label="Head" value={count(chain.headBlock)} />
        <Figure label="Indexed" value={count(chain.indexedBlock)} note={`${count(chain.lagBlocks)} behind`} />
        <Figure label="Safe" value={count(chain.safeBlock)} />
        <Figure label="Final" value={count(chain.finalizedBlock)} />
        <Figure label="Reorganisations" value={count(chain.reorganisations)} />
        <Figure label="Events not understood" value={count(chain.unknownEvents)} />
      </div>
    </div>
  </Card>
);

const Sources = ({ sources }: { readonly sources: AdminOverviewQuery['priceSources'] }) => (
  <Card title="Sources of prices">
    <Table
      caption="Sources of prices"
      rows={sources}
      keyOf={({ name }) => name}
      columns={[
        { head: 'Source', cell: ({ name }) => name },
        { head: 'State', cell: ({ state }) => <Badge tone={state === 'OK' ? 'good' : 'warn'}>{words(state)}</Badge> },
        { head: 'Last good', cell: ({ lastOkAt }) => (lastOkAt == null ? 'never' : agoOf(lastOkAt)) },
        { head: 'Failures in a row', right: true, cell: ({ failures }) => count(failures) },
        { head: 'Detail', cell: ({ detail, degraded }) => degraded ?? detail },
      ]}
    />
  </Card>
);
