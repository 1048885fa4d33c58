import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Asset,
  type EntryPartsFragment,
  StatementText,
  WalletEntriesText,
  type WalletEntryKind,
  type WalletPartsFragment,
} from '../../../operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { useRead } from '../../api/use-read.ts';
import { Line } from '../../charts/line.tsx';
import { actingId } from '../../lib/acting.ts';
import { decimal, subtract, toText } from '../../lib/decimal.ts';
import { amount } from '../../lib/money.ts';
import { daysAgo, momentOf } from '../../lib/time.ts';
import { words } from '../../lib/words.ts';
import { Segments, SelectField, TextField } from '../../ui/field.tsx';
import { Badge, Bill, Card, Table } from '../../ui/layout.tsx';
import { List } from '../../ui/list.tsx';
import { Empty, Shown } from '../../ui/states.tsx';

const KINDS: readonly (readonly [label: string, kinds: readonly WalletEntryKind[]])[] = [
  ['Trades and orders', ['TRADE', 'ORDER_HOLD', 'ORDER_RELEASE', 'ORDER_SETTLEMENT', 'ORDER_REFUND']],
  ['Deposits', ['DEPOSIT', 'CHAIN_DEPOSIT', 'CHAIN_DEPOSIT_REVERSAL', 'CONVERSION']],
  ['Withdrawals', ['WITHDRAWAL_HOLD', 'WITHDRAWAL_RELEASE', 'WITHDRAWAL_SETTLEMENT']],
  ['Transfers', ['TRANSFER']],
  ['Offers', ['ANNOUNCEMENT_HOLD', 'ANNOUNCEMENT_RELEASE']],
  ['Retirements', ['RETIREMENT', 'RETIREMENT_HOLD', 'RETIREMENT_REVERSAL']],
];

/** The moment after a day, so that the day is in. */
const after = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString();

/** What a wallet had, what moved in it, and what it has: of a time that one chooses. */
export function StatementCard({ wallets }: { readonly wallets: readonly WalletPartsFragment[] }) {
  const [asset, setAsset] = useState<Asset>(wallets[0]?.asset ?? 'EUR');
  const [from, setFrom] = useState(daysAgo(30));
  const [to, setTo] = useState(daysAgo(0));
  const [kind, setKind] = useState('');
  const wallet = wallets.find((each) => each.asset === asset);
  const isSpan = from !== '' && to !== '' && from <= to;
  const span = isSpan ? { from: new Date(from).toISOString(), to: after(to) } : undefined;
  return (
    <Card
      title="Statement"
      actions={
        <Segments
          label="Wallet"
          value={asset}
          options={wallets.map((each) => [each.asset, each.asset] as const)}
          onPick={setAsset}
        />
      }
    >
      <div class="stack">
        <div class="filters">
          <TextField label="From" type="date" value={from} onText={setFrom} />
          <TextField
            label="To"
            type="date"
            value={to}
            onText={setTo}
            wrong={isSpan ? undefined : 'Not before the first day.'}
          />
          <SelectField
            label="Only"
            value={kind}
            options={[['', 'All movements'], ...KINDS.map(([label]) => [label, label] as const)]}
            onPick={setKind}
          />
        </div>
        {span && wallet && <Ends wallet={wallet} {...span} />}
        {span && wallet && <Entries key={wallet.id} wallet={wallet} {...span} kind={kind} />}
      </div>
    </Card>
  );
}

interface Ends {
  readonly opening: { readonly total: string };
  readonly closing: { readonly total: string };
}
const changeOf = ({ opening, closing }: Ends): string =>
  toText(subtract(decimal(closing.total), decimal(opening.total)));

interface SpanProps {
  readonly from: string;
  readonly to: string;
}

/** What is read follows from the wallet as it stands: it is read again when that moves. */
function useFollowing({ available, held }: WalletPartsFragment, reload: () => void): void {
  const read = useRef(`${available} ${held}`);
  useEffect(() => {
    const now = `${available} ${held}`;
    if (read.current === now) return;
    read.current = now;
    reload();
  }, [available, held]);
}

function Ends({ wallet, from, to }: SpanProps & { readonly wallet: WalletPartsFragment }) {
  const { asset } = wallet;
  const read = useRead(StatementText, { organizationId: actingId(), from, to });
  useFollowing(wallet, read.reload);
  return (
    <Shown of={read} lines={2}>
      {({ myWallets }) => {
        const statement = myWallets.find((each) => each.asset === asset)?.statement;
        if (!statement) return null;
        return (
          <Bill
            lines={[
              ['At the beginning', amount(statement.opening.total, asset)],
              ['Came in, less what went out', amount(changeOf(statement), asset)],
              ...(Number(statement.closing.held) > 0
                ? [['Held at the end', amount(statement.closing.held, asset)] as const]
                : []),
            ]}
            sum={['At the end', amount(statement.closing.total, asset)]}
          />
        );
      }}
    </Shown>
  );
}

function Entries({
  wallet,
  from,
  to,
  kind,
}: SpanProps & { readonly wallet: WalletPartsFragment; readonly kind: string }) {
  const kinds = KINDS.find(([label]) => label === kind)?.[1];
  const filterBy = { from, to, ...(kinds && { kinds: [...kinds] }) };
  const pages = usePages(WalletEntriesText, { id: wallet.id, filterBy }, ({ node }) =>
    node?.__typename === 'Wallet' ? node.entries : undefined,
  );
  const { asset } = wallet;
  useFollowing(wallet, pages.reload);
  return (
    <List of={pages} empty={<Empty title="Nothing moved in that time." />}>
      {(entries) => (
        <>
          <Balance entries={entries} asset={asset} />
          <Table
            caption={`Movements of ${asset}`}
            rows={entries}
            keyOf={({ createdAt, balanceAfter, account, amount: moved, direction }) =>
              `${createdAt} ${account} ${balanceAfter} ${direction}${moved}`
            }
            columns={[
              { head: 'When', cell: ({ createdAt }) => <span class="nowrap">{momentOf(createdAt)}</span> },
              { head: 'What', cell: (entry) => <Kind entry={entry} /> },
              { head: 'Moved', right: true, cell: (entry) => <Moved entry={entry} asset={asset} /> },
              { head: 'After it', right: true, cell: ({ balanceAfter }) => amount(balanceAfter, asset) },
            ]}
          />
        </>
      )}
    </List>
  );
}

/** What was available after each movement, as a line: people look before they read. */
function Balance({ entries, asset }: { readonly entries: readonly EntryPartsFragment[]; readonly asset: string }) {
  const available = entries.filter(({ account }) => account === 'AVAILABLE').toReversed();
  if (available.length < 3) return null;
  return (
    <Line
      label={`Available ${asset} after each of ${available.length} movements`}
      points={available.map(({ createdAt, balanceAfter }) => ({
        at: Date.parse(createdAt),
        value: Number(balanceAfter),
        text: amount(balanceAfter, asset),
      }))}
      steps
    />
  );
}

const Kind = ({ entry: { kind, account } }: { readonly entry: EntryPartsFragment }) => (
  <span class="row">
    {words(kind)}
    {account === 'HELD' && <Badge>held</Badge>}
  </span>
);

const Moved = ({
  entry: { direction, amount: moved },
  asset,
}: {
  readonly entry: EntryPartsFragment;
  readonly asset: string;
}) => (
  <span class={`nowrap ${direction === 'IN' ? 'up' : ''}`}>
    {direction === 'IN' ? '+' : '−'}
    {amount(moved, asset)}
  </span>
);
