import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chainless, openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { localAccounts } from '../../local/local-plan.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { ChainUnavailable, InputInvalid, Unauthenticated } from '../errors.ts';
import { prepareCarbonPayment } from './prepare-carbon-payment.ts';

const PRICE = 2_500_000_000_000_000n;
let lab: PreparesLab;
let from: string;
let back: () => Promise<void>;

const setPrice = (wei: bigint) =>
  lab.chain.send('CarbonPayment', 'setPrice', [wei], { from: localAccounts.priceSetter.index });

beforeAll(async () => {
  lab = await openPreparesLab({ carbon: 0n });
  from = lab.wallet.address;
  await setPrice(PRICE);
  back = await lab.chain.snapshot();
});
beforeEach(() => back());
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const pay = (more: object = {}) => prepareCarbonPayment(lab.alice.ctx, { from, amount: '4', ...more });

test('pays for CARBON into the custody, for the wallet on the platform, and gets the rest back', async () => {
  const { CarbonPayment: payment, CarbonCustody: custody } = lab.chain.chain.deployment.contracts;
  const prepared = await pay();
  const cost = 4n * PRICE;
  expect(prepared).toMatchObject({ from, to: payment.address, value: cost + cost / 100n });
  expect(prepared.summary).toBe(
    `Buy 4.00 CARBON with ether of ${from} from CarbonPayment (${payment.address}), to CarbonCustody (${custody.address}), credited to your CARBON wallet after 1 block. It costs 0.01 ETH now; at most 0.0101 ETH are sent, and what it does not cost comes back in the same transaction.`,
  );
  const [held, had] = [(await lab.read('CarbonToken', 'balanceOf', custody.address)) as bigint, await lab.ether(from)];
  const fees = await lab.send(prepared);
  expect(await lab.read('CarbonToken', 'balanceOf', custody.address)).toBe(held + 4n * TONNE);
  expect(await lab.ether(from)).toBe(had - cost - fees);
  const [bought] = await lab.chain.contract('CarbonPayment').queryFilter('CarbonPurchased', -1);
  const args = bought && 'args' in bought ? bought.args.toArray() : [];
  expect(args).toEqual([from, custody.address, 4n * TONNE, cost]);
});

test('pays for CARBON to the address itself', async () => {
  const prepared = await pay({ destination: 'ADDRESS', slippageBps: 0 });
  expect(prepared.value).toBe(4n * PRICE);
  expect(prepared.summary).toMatch(`, to ${from}. It costs 0.01 ETH now; at most 0.01 ETH are sent`);
  await lab.send(prepared);
  expect(await lab.read('CarbonToken', 'balanceOf', from)).toBe(4n * TONNE);
});

describe('a price that moves until it is mined', () => {
  test('within the slippage is paid', async () => {
    const prepared = await pay({ destination: 'ADDRESS' });
    await setPrice(PRICE + PRICE / 200n);
    const had = await lab.ether(from);
    const fees = await lab.send(prepared);
    expect(await lab.ether(from)).toBe(had - fees - 4n * (PRICE + PRICE / 200n));
  });

  test('beyond it buys nothing and costs the fees alone', async () => {
    const prepared = await pay({ destination: 'ADDRESS' });
    await setPrice(PRICE + PRICE / 50n);
    await expect(lab.send(prepared)).rejects.toThrow(/failed$/);
    expect(await lab.read('CarbonToken', 'balanceOf', from)).toBe(0n);
  });
});

describe('refuses', () => {
  test('a price that is too old', async () => {
    await lab.chain.chain.rpc.call('evm_increaseTime', [31_536_001]);
    await lab.chain.mine();
    await expect(pay()).rejects.toMatchObject({ errorName: 'PriceStale', code: 'SIMULATION_FAILED' });
    await expect(pay()).rejects.toThrow(/^The price of CARBON in ether is too old: it was set at 20/);
  });

  test('more than the address can pay', async () => {
    const refused = pay({ amount: '100000' });
    await expect(refused).rejects.toMatchObject({ errorName: 'InsufficientEther' });
    await expect(refused).rejects.toThrow(/needs up to 252\.50 ETH/);
  });

  test('what is not there to be bought', async () => {
    for (const more of [{ amount: '0' }, { slippageBps: -1 }, { slippageBps: 5_001 }, { destination: 'CARD' }]) {
      await expect(pay(more)).rejects.toThrow(InputInvalid);
    }
  });

  test('while CARBON is paused', async () => {
    await lab.chain.send('CarbonToken', 'pause', []);
    await expect(pay()).rejects.toMatchObject({ errorName: 'EnforcedPause' });
  });

  test('who has not linked the address, and everybody where there is no chain or it does not answer', async () => {
    const eve = await lab.t.user('eve');
    const input = { from, amount: '4' };
    await expect(prepareCarbonPayment(eve.ctx, input)).rejects.toThrow(AddressNotLinked);
    await expect(prepareCarbonPayment(lab.t.nobody, input)).rejects.toThrow(Unauthenticated);
    await expect(prepareCarbonPayment(chainless(lab), input)).rejects.toThrow(ChainUnavailable);
    await lab.chain.stop();
    await expect(pay()).rejects.toThrow(ChainUnavailable);
    await lab.chain.start();
  });
});
