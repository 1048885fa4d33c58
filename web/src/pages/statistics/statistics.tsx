import { useState } from 'preact/hooks';
import {
  type Asset,
  CorrelationText,
  FiguresChangedText,
  PlatformFiguresText,
  type PlatformFiguresQuery,
} from '../../../operations.generated.ts';
import { useLive, useRead } from '../../api/use-read.ts';
import { Bars } from '../../charts/bars.tsx';
import { Shares } from '../../charts/shares.tsx';
import { amount, count, tonnes } from '../../lib/money.ts';
import { agoOf } from '../../lib/time.ts';
import { plural, words } from '../../lib/words.ts';
import { Segments } from '../../ui/field.tsx';
import { Card, Figure, Page } from '../../ui/layout.tsx';
import { Shown } from '../../ui/states.tsx';
import { Change, CountFigure, MoneyList, Series } from './figures.tsx';
import { type Span, usePeriod } from './period.tsx';

type Figures = PlatformFiguresQuery['platformStatistics'];
/** What trades are paid in. */
const CURRENCIES = ['EUR', 'USD', 'ETH'] as const satisfies readonly Asset[];
type Currency = (typeof CURRENCIES)[number];

/** What the platform comes to, for everybody; it names nobody. */
export function Statistics() {
  const { span, picker } = usePeriod();
  return (
    <Page title="Statistics" lead="What is traded, bought and retired here, as it happens." actions={picker}>
      {span && <PlatformFigures span={span} />}
      <Correlation />
    </Page>
  );
}

/** The same on the page of who runs the platform. */
export function PlatformFigures({ span }: { readonly span: Span }) {
  const [currency, setCurrency] = useState<Currency>('EUR');
  const read = useRead(PlatformFiguresText, { ...span, currency });
  useLive(FiguresChangedText, {}, read.reload, read.reload);
  return (
    <Shown of={read} lines={10}>
      {({ platformStatistics: figures }) => (
        <>
          <Heads figures={figures} />
          <div class="split">
            <Traded figures={figures} currency={currency} onPick={setCurrency} />
            <div class="stack">
              <Card title="Trades by currency">
                <MoneyList label="Trades by currency" of={figures.trades} one="trade" />
              </Card>
              <Card title="Fees">
                <MoneyList label="Fees by currency" of={figures.fees} one="fee" />
              </Card>
            </div>
          </div>
          <div class="split" data-even>
            <Retired figures={figures} />
            <Sizes figures={figures} currency={currency} />
            <Flows figures={figures} />
            <Projects figures={figures} />
          </div>
          {figures.asOf != null && <p class="small soft">Last changed {agoOf(figures.asOf)}.</p>}
        </>
      )}
    </Shown>
  );
}

const Heads = ({ figures }: { readonly figures: Figures }) => (
  <div class="figures card">
    <Figure label="Users" value={count(figures.users)} note={`${count(figures.newUsers.count)} new`} />
    <CountFigure label="Active users" of={figures.activeUsers} />
    <Figure label="Offers open now" value={count(figures.activeAnnouncements)} />
    <Figure
      label="Retired for good"
      value={tonnes(figures.retired.tonnes)}
      note={<Change percent={figures.retired.changePercent} />}
    />
    <Figure
      label="Issued by registries"
      value={tonnes(figures.issued.tonnes)}
      note={<Change percent={figures.issued.changePercent} />}
    />
    {figures.tradedTonnes.map(({ asset, total }) => (
      <Figure
        key={asset}
        label={asset === 'CARBON' ? 'CARBON traded' : 'Credits traded'}
        value={tonnes(total.tonnes)}
        note={<Change percent={total.changePercent} />}
      />
    ))}
  </div>
);

interface InCurrency {
  readonly figures: Figures;
  readonly currency: Currency;
}

const Traded = ({ figures, currency, onPick }: InCurrency & { readonly onPick: (currency: Currency) => void }) => (
  <Card
    title="Traded"
    actions={
      <Segments
        label="Currency of trades"
        value={currency}
        options={CURRENCIES.map((each) => [each, each] as const)}
        onPick={onPick}
      />
    }
  >
    <Series
      label={`What trades in ${currency} came to`}
      points={figures.series.map(({ from, trades }) => {
        const own = trades.find((each) => each.currency === currency);
        return {
          from,
          value: Number(own?.total ?? 0),
          text: own ? `${amount(own.total, currency)}, ${plural(own.count, 'trade')}` : 'none',
        };
      })}
    />
  </Card>
);

const Retired = ({ figures }: { readonly figures: Figures }) => (
  <Card title="Retired">
    <div class="stack">
      <Series
        label="Tonnes retired"
        points={figures.series.map(({ from, retired }) => ({
          from,
          value: Number(retired.tonnes),
          text: tonnes(retired.tonnes),
        }))}
      />
      <Bars
        label="Tonnes retired by reason"
        bars={figures.retiredFor.map(({ reason, total }) => ({
          name: words(reason),
          value: Number(total.tonnes),
          text: tonnes(total.tonnes),
        }))}
      />
    </div>
  </Card>
);

const Sizes = ({ figures, currency }: InCurrency) => (
  <Card title={`How large trades in ${currency} are`}>
    <Bars
      label={`Trades in ${currency} by their total price`}
      bars={figures.tradeValues.map(({ from, to, count: n }) => ({
        name: `${amount(from, currency)} to ${amount(to, currency)}`,
        value: n,
        text: plural(n, 'trade'),
      }))}
    />
  </Card>
);

/** Trades and transfers beside each other, by how often: their currencies are not added. */
const Flows = ({ figures: { trades, transfers, purchases, statuses } }: { readonly figures: Figures }) => {
  const all = (of: readonly { readonly count: number }[]): number => of.reduce((sum, each) => sum + each.count, 0);
  return (
    <Card title="Trades, orders and transfers">
      <div class="stack">
        <Shares
          label="How often"
          parts={[
            { name: 'Trades', value: all(trades), text: count(all(trades)) },
            { name: 'Orders', value: all(purchases), text: count(all(purchases)) },
            { name: 'Transfers', value: all(transfers), text: count(all(transfers)) },
          ]}
        />
        <Bars
          label="How they stand now"
          bars={statuses.map(({ thing, status, count: n }) => ({
            name: `${words(thing)}: ${words(status).toLowerCase()}`,
            value: n,
            text: count(n),
          }))}
        />
      </div>
    </Card>
  );
};

const MOST_TYPES = 8;

const Projects = ({ figures: { projectsByStatus, projectsByType } }: { readonly figures: Figures }) => (
  <Card title="Projects">
    <div class="stack">
      <Shares
        label="Projects by status"
        parts={projectsByStatus.map(({ value, count: n }) => ({ name: words(value), value: n, text: count(n) }))}
      />
      <Bars
        label="Projects by type"
        bars={projectsByType
          .slice(0, MOST_TYPES)
          .map(({ value, count: n }) => ({ name: value, value: n, text: count(n) }))}
      />
    </div>
  </Card>
);

/** How allowances and ether move together, with how many days it rests on. */
function Correlation() {
  const read = useRead(CorrelationText, {});
  return (
    <Card title="EUA and ETH, 90 days">
      <Shown of={read} lines={2}>
        {({ priceCorrelation: { n, ofPrices, ofReturns, sources } }) => (
          <div class="figures">
            <Figure label="Of daily returns" value={ofReturns == null ? 'Too few days' : ofReturns.toFixed(2)} />
            <Figure label="Of the prices themselves" value={ofPrices == null ? 'Too few days' : ofPrices.toFixed(2)} />
            <Figure label="Days that both have" value={count(n)} note={sources.join(', ')} />
          </div>
        )}
      </Shown>
    </Card>
  );
}
