import { useState } from 'preact/hooks';
import { AdminFiguresText, type AdminFiguresQuery, type RankingPartsFragment } from '../../../operations.generated.ts';
import { useRead } from '../../api/use-read.ts';
import { Bars } from '../../charts/bars.tsx';
import { amount, count } from '../../lib/money.ts';
import { plural } from '../../lib/words.ts';
import { Segments } from '../../ui/field.tsx';
import { Card } from '../../ui/layout.tsx';
import { Shown } from '../../ui/states.tsx';
import { type Span, usePeriod } from '../statistics/period.tsx';
import { PlatformFigures } from '../statistics/statistics.tsx';
import { Admin } from './admin.tsx';

const CURRENCIES = ['EUR', 'USD', 'ETH'] as const;
type Currency = (typeof CURRENCIES)[number];

/** What everybody sees, and who sold, spent and holds how much. */
export function AdminStatistics() {
  const { span, picker } = usePeriod();
  return (
    <Admin title="Platform statistics" lead="The public figures, and those that name people." actions={picker}>
      {span && <PlatformFigures span={span} />}
      {span && <People span={span} />}
    </Admin>
  );
}

function People({ span: { period, from, to, timeZone } }: { readonly span: Span }) {
  const [currency, setCurrency] = useState<Currency>('EUR');
  const read = useRead(AdminFiguresText, { period, from, to, timeZone, currency });
  return (
    <section class="stack" aria-labelledby="people">
      <div class="row">
        <h2 id="people">Who</h2>
        <span class="push">
          <Segments
            label="Currency of the rankings"
            value={currency}
            options={CURRENCIES.map((each) => [each, each] as const)}
            onPick={setCurrency}
          />
        </span>
      </div>
      <Shown of={read} lines={6}>
        {({ adminStatistics: { topSellers, topBuyers, balances } }) => (
          <div class="split" data-even>
            <Ranking title="Who earned most by sales" of={topSellers} currency={currency} />
            <Ranking title="Who spent most" of={topBuyers} currency={currency} />
            {balances.map((balance) => (
              <Balances key={balance.asset} of={balance} />
            ))}
          </div>
        )}
      </Shown>
    </section>
  );
}

interface RankingProps {
  readonly title: string;
  readonly of: RankingPartsFragment;
  readonly currency: Currency;
}

const Ranking = ({ title, of: { parties, partyCount, total, averageOfParties }, currency }: RankingProps) => (
  <Card title={title}>
    <div class="stack">
      <Bars
        label={title}
        bars={parties.map(({ user, organization, total: own, count: n }) => ({
          name: organization?.legalName ?? user?.displayName ?? 'unknown',
          value: Number(own),
          text: `${amount(own, currency)}, ${count(n)}`,
        }))}
      />
      <p class="small soft">
        {count(partyCount)} in all, {amount(total, currency)}
        {averageOfParties != null && `, ${amount(averageOfParties, currency)} each on average`}.
      </p>
    </div>
  </Card>
);

type Balance = AdminFiguresQuery['adminStatistics']['balances'][number];

const Balances = ({ of: { asset, holders, total, average, bins } }: { readonly of: Balance }) => (
  <Card title={`Balances in ${asset}`}>
    <div class="stack">
      <Bars
        label={`Wallets by what they hold of ${asset}`}
        bars={bins.map(({ from, to, wallets }) => ({
          name: `${amount(from, asset)} to ${amount(to, asset)}`,
          value: wallets,
          text: plural(wallets, 'wallet'),
        }))}
      />
      <p class="small soft">
        {plural(holders, 'holder')}, {amount(total, asset)} together
        {average != null && `, ${amount(average, asset)} on average`}.
      </p>
    </div>
  </Card>
);
