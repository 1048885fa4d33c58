import { randomUUID } from 'node:crypto';
import { insertLink } from '../src/db/linked-addresses.ts';
import { updateConfirmedBlock } from '../src/db/chain-deposits.ts';
import type { ContractName, Hex } from '../src/resolvers/chain/client.ts';
import { applyLogs, settleConfirmed, undoLogs } from '../src/resolvers/chain/effects.ts';
import type { ChainMeta, DecodedLog } from '../src/resolvers/chain/facts.ts';
import { checkReserves } from '../src/resolvers/reserves/check-reserves.ts';
import { addressOf, chainMeta, type Emitted, eventOf, logsOf, word } from './chain-model.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { silentChain } from './told-chain.ts';

/** A platform on a chain whose blocks the test tells itself: nothing of it asks the chain. */
export interface CustodyLab extends AsyncDisposable {
  readonly t: TestApp;
  readonly meta: ChainMeta;
  readonly custody: Hex;
  readonly token: Hex;
  /** Adds a block with these events, and settles it at once; gives its logs. */
  tell(...events: readonly Emitted[]): Promise<DecodedLog[]>;
  /** Adds a block that has no confirmations yet. */
  tellUnconfirmed(...events: readonly Emitted[]): Promise<DecodedLog[]>;
  confirm(): Promise<void>;
  /** Takes logs back with their block. */
  undo(logs: readonly DecodedLog[]): Promise<void>;
  /** Gives the user an address that is linked, on the chain too unless another state is asked for. */
  link(user: TestUser, state?: 'NONE' | 'PENDING' | 'LINKED'): Promise<Hex>;
  /** What the custody gets that nobody sent: its own backing. */
  back(funds: { ETH?: bigint; CARBON?: bigint }): Promise<void>;
}

export const NOWHERE: Hex = `0x${'0'.repeat(40)}`;
/** Amounts of 18 places. */
export const whole = (amount: number): bigint => BigInt(amount) * 10n ** 18n;

export const sentEther = (from: Hex, amount: bigint): Emitted =>
  eventOf('CarbonCustody', 'EtherReceived', { from, amount });

export async function openCustodyLab(env: Record<string, string> = {}): Promise<CustodyLab> {
  const meta = chainMeta(31_337, 1);
  const t = await openTestApp({ LOG_LEVEL: 'silent', ...env }, silentChain(meta));
  const of = (name: ContractName): Hex => meta.contracts[name];
  let height = 0n;
  let addresses = 0xbb_00_00;
  const lab: CustodyLab = {
    t,
    meta,
    custody: of('CarbonCustody'),
    token: of('CarbonToken'),
    async tellUnconfirmed(...events) {
      height += 1n;
      const logs = logsOf(meta, { number: height, hash: word(randomUUID()) }, events);
      await t.db.transact((tx) => applyLogs(tx, meta, logs, { live: true }));
      return logs;
    },
    confirm: () => t.db.transact((tx) => settleConfirmed(tx, meta, height)),
    async tell(...events) {
      const logs = await lab.tellUnconfirmed(...events);
      await lab.confirm();
      return logs;
    },
    undo: (logs) => t.db.transact((tx) => undoLogs(tx, meta, logs.toReversed())),
    async link(user, state = 'LINKED') {
      const address = addressOf((addresses += 1));
      await t.db.transact(async (tx) => {
        const link = await insertLink(tx, { address, userId: user.id, kind: 'EOA' });
        if (!link) throw new Error('the address is linked already');
        await tx.sql`update linked_addresses set chain_state = ${state} where id = ${link.id}`;
      });
      return address;
    },
    async back({ ETH = 0n, CARBON = 0n }) {
      const events = [
        ...(ETH > 0n ? [eventOf('CarbonCustody', 'ReserveFunded', { from: addressOf(1), amount: ETH })] : []),
        ...(CARBON > 0n ? [eventOf('CarbonToken', 'Transfer', { from: NOWHERE, to: lab.custody, value: CARBON })] : []),
      ];
      await lab.tell(...events);
      await checkReserves(t.app);
    },
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
  await t.db.transact((tx) => updateConfirmedBlock(tx, meta.chainId, 0n));
  return lab;
}
