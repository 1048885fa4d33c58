import { useState } from 'preact/hooks';
import { type Asset, MyFiguresText, type MyFiguresQuery } from '../../../operations.generated.ts';
import { useRead } from '../../api/use-read.ts';
import { acting, actingId } from '../../lib/acting.ts';
import { amount, tonnes } from '../../lib/money.ts';
import { words } from '../../lib/words.ts';
import { Segments } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/layout.tsx';
import { SignedIn } from '../../ui/signed-in.tsx';
import { Shown } from '../../ui/states.tsx';
import { MoneyList, Series } from './figures.tsx';
import { type Span, usePeriod } from './period.tsx';

export const MyStatistics = () => (
  <SignedIn title="Your figures">
    <Mine />
  </SignedIn>
);

function Mine() {
  const { span, picker } = usePeriod();
  return (
    <Page
      title="Your figures"
      lead={`What ${acting.value?.name ?? 'you'} earned by sales, spent and retired.`}
      actions={picker}
    >
      {span && <Figures span={span} />}
    </Page>
  );
}

type Own = MyFiguresQuery['myStatistics'];
const CURRENCIES = ['EUR', 'USD', 'ETH'] as const satisfies readonly Asset[];

function Figures({ span }: { readonly span: Span }) {
  const read = useRead(MyFiguresText, { ...span, organizationId: actingId() });
  return (
    <Shown of={read} lines={8}>
      {({ myStatistics: own }) => (
        <>
          <div class="split" data-even>
            <Card title="Earned by sales">
              <MoneyList label="Sales by currency" of={own.sales} one="sale" />
            </Card>
            <Card title="Spent">
              <MoneyList label="Spent by currency" of={own.spend} one="purchase" />
            </Card>
          </div>
          <OverTime own={own} />
          <div class="split" data-even>
            <Card title="Retired">
              <Series
                label="Tonnes retired"
                points={own.series.map(({ from, retired }) => ({
                  from,
                  value: Number(retired.tonnes),
                  text: tonnes(retired.tonnes),
                }))}
              />
            </Card>
            <Fees of={own.fees} />
          </div>
        </>
      )}
    </Shown>
  );
}

function OverTime({ own: { series } }: { readonly own: Own }) {
  const [currency, setCurrency] = useState<(typeof CURRENCIES)[number]>('EUR');
  const [what, setWhat] = useState<'sales' | 'spend'>('spend');
  return (
    <Card
      title="Over time"
      actions={
        <>
          <Segments
            label="What is drawn"
            value={what}
            options={[
              ['spend', 'Spent'],
              ['sales', 'Earned'],
            ]}
            onPick={setWhat}
          />
          <Segments
            label="Currency drawn"
            value={currency}
            options={CURRENCIES.map((each) => [each, each] as const)}
            onPick={setCurrency}
          />
        </>
      }
    >
      <Series
        label={`${what === 'spend' ? 'Spent' : 'Earned'} in ${currency}`}
        points={series.map((point) => {
          const total = point[what].find((each) => each.currency === currency)?.total ?? '0';
          return { from: point.from, value: Number(total), text: amount(total, currency) };
        })}
      />
    </Card>
  );
}

const Fees = ({ of }: { readonly of: Own['fees'] }) => (
  <Card title="Fees">
    {of.length === 0 ? (
      <p class="soft">None in this time.</p>
    ) : (
      <ul class="tape">
        {of.map(({ source, currency, total }) => (
          <li key={`${source}${currency}`}>
            <span>{words(source)}</span>
            <span class="num">{amount(total, currency)}</span>
          </li>
        ))}
      </ul>
    )}
  </Card>
);
