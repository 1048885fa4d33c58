import { useState } from 'preact/hooks';
import {
  CancelPriceAlertText,
  CreatePriceAlertText,
  type Instrument,
  MyPriceAlertsText,
  type PriceAlertDirection,
  type PriceCurrency,
} from '../../../operations.generated.ts';
import { issueOf, useAction } from '../../api/use-action.ts';
import { usePages } from '../../api/use-pages.ts';
import { parse } from '../../lib/decimal.ts';
import { exactPrice } from '../../lib/money.ts';
import { momentOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Badge, Card } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Problem } from '../../ui/states.tsx';

/** Thresholds of prices that one wants to be told of. */
export function Alerts() {
  const pages = usePages(MyPriceAlertsText, {}, ({ myPriceAlerts }) => myPriceAlerts);
  const ending = useAction(CancelPriceAlertText);
  return (
    <Card title="Price alerts">
      <div class="stack">
        {ending.error && <Problem error={ending.error} />}
        <List of={pages} lines={2} empty={<p class="soft">You have set none.</p>}>
          {(alerts) => (
            <ul class="tape">
              {alerts.map(({ id, instrument, currency, direction, threshold, status, repeats, lastFiredAt }) => (
                <li key={id}>
                  <span>
                    {instrument ?? 'Credits'} {direction === 'ABOVE' ? 'above' : 'below'}{' '}
                    {exactPrice(threshold, currency)}
                  </span>
                  {status === 'ACTIVE' ? (
                    <Button
                      size="small"
                      onClick={async () => {
                        if (await ending.run({ input: { priceAlertId: id } })) pages.reload();
                      }}
                    >
                      End
                    </Button>
                  ) : (
                    <Badge>{words(status)}</Badge>
                  )}
                  <span class="small soft">
                    {repeats ? 'Each time' : 'Once'}
                    {lastFiredAt != null && `, last ${momentOf(lastFiredAt)}`}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </List>
        <NewAlert onMade={pages.reload} />
      </div>
    </Card>
  );
}

function NewAlert({ onMade }: { readonly onMade: () => void }) {
  const [instrument, setInstrument] = useState<Instrument>('MCO2');
  const [currency, setCurrency] = useState<PriceCurrency>('EUR');
  const [direction, setDirection] = useState<PriceAlertDirection>('ABOVE');
  const [threshold, setThreshold] = useState('');
  const [repeats, setRepeats] = useState(false);
  const action = useAction(CreatePriceAlertText);
  const isGood = (parse(threshold)?.units ?? 0n) > 0n;

  async function make(): Promise<void> {
    if (!isGood) return;
    const input = { instrument, currency, direction, threshold: threshold.trim(), repeats };
    if (!(await action.run({ input }))) return;
    setThreshold('');
    onMade();
  }

  return (
    <Form onSend={make}>
      <div class="form-row">
        <SelectField
          label="Price of"
          value={instrument}
          options={(['MCO2', 'EUA', 'ETH'] as const).map((each) => [each, each] as const)}
          onPick={setInstrument}
        />
        <SelectField
          label="In"
          value={currency}
          options={(['EUR', 'USD', 'ETH'] as const).map((each) => [each, each] as const)}
          onPick={setCurrency}
        />
        <SelectField
          label="Goes"
          value={direction}
          options={[
            ['ABOVE', 'Above'],
            ['BELOW', 'Below'],
          ]}
          onPick={setDirection}
        />
        <TextField
          label="Threshold"
          unit={currency}
          inputMode="decimal"
          autocomplete="off"
          value={threshold}
          wrong={issueOf(action.error, 'threshold')}
          onText={setThreshold}
        />
      </div>
      <CheckField checked={repeats} onCheck={setRepeats}>
        Each time, not only the next
      </CheckField>
      {action.error && <Problem error={action.error} />}
      <div class="actions">
        <Button type="submit" busy={action.busy} disabled={!isGood}>
          Set the alert
        </Button>
      </div>
    </Form>
  );
}
