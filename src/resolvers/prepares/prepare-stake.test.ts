import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkedBy, walletOf } from '../../../test/addresses.ts';
import { chainless, openPreparesLab, type PreparesLab, TONNE } from '../../../test/prepared.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { ChainUnavailable, InputInvalid, Unauthenticated } from '../errors.ts';
import { ApprovalMissing, SimulationFailed } from './errors.ts';
import { prepareStake } from './prepare-stake.ts';
import { wireTransaction } from './transactions.ts';

let lab: PreparesLab;
let from: string;
beforeAll(async () => {
  lab = await openPreparesLab();
  from = lab.wallet.address;
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

const missing = async (amount: string): Promise<ApprovalMissing> => {
  const error: unknown = await prepareStake(lab.alice.ctx, { from, amount }).catch((refused: unknown) => refused);
  if (error instanceof ApprovalMissing) return error;
  throw error;
};

test('asks for the approval first, and then stakes: the chain has it and its votes', async () => {
  const { CarbonStaking: staking, CarbonToken: token } = lab.chain.chain.deployment.contracts;
  const refused = await missing('12.5');
  expect(refused).toMatchObject({ allowance: 0n, needed: (25n * TONNE) / 2n, retryable: true });
  expect(refused.message).toBe(
    'CarbonStaking may take 0.00 CARBON of this address, and this needs 12.50: send `approval` first, and ask again when it is mined.',
  );
  expect(refused.approval).toMatchObject({ from, to: token.address, value: 0n, chainId: 31_337 });
  expect(refused.approval.summary).toBe(
    `Let CarbonStaking (${staking.address}) take up to 12.50 CARBON of ${from}. Nothing moves yet.`,
  );
  await lab.send(refused.approval);

  const prepared = await prepareStake(lab.alice.ctx, { from: from.toLowerCase(), amount: '12.5' });
  expect(prepared).toMatchObject({ from, to: staking.address, value: 0n });
  expect(prepared.summary).toBe(
    `Stake 12.50 CARBON of ${from} in CarbonStaking (${staking.address}). It gives as many votes, and comes back after a cool-down.`,
  );
  await lab.send(prepared);
  expect(await lab.read('CarbonStaking', 'positionOf', from)).toEqual([(25n * TONNE) / 2n, 0n, 0n]);
  expect(await lab.read('CarbonStaking', 'getVotes', from)).toBe((25n * TONNE) / 2n);
  expect(await lab.read('CarbonToken', 'balanceOf', from)).toBe((175n * TONNE) / 2n);
});

test('gives what eth_sendTransaction takes, with gas to spare and fees that last some blocks', async () => {
  const { approval } = await missing('1');
  expect(wireTransaction(approval)).toEqual({
    chainId: '0x7a69',
    from,
    to: approval.to,
    data: approval.data,
    value: '0x0',
    gas: `0x${approval.gas.toString(16)}`,
    maxFeePerGas: `0x${approval.maxFeePerGas.toString(16)}`,
    maxPriorityFeePerGas: `0x${approval.maxPriorityFeePerGas.toString(16)}`,
  });
  const { rpc } = lab.chain.chain;
  const estimate = BigInt(await rpc.call<string>('eth_estimateGas', [{ from, to: approval.to, data: approval.data }]));
  expect(approval.gas).toBe((estimate * 12_000n) / 10_000n);
  const { baseFeePerGas } = await rpc.call<{ baseFeePerGas: string }>('eth_getBlockByNumber', ['latest', false]);
  expect(approval.maxFeePerGas).toBe(2n * BigInt(baseFeePerGas) + approval.maxPriorityFeePerGas);
});

describe('refuses', () => {
  test('more than the address has, as the contract would', async () => {
    await lab.send((await missing('1000')).approval);
    const refused = prepareStake(lab.alice.ctx, { from, amount: '1000' });
    await expect(refused).rejects.toThrow(SimulationFailed);
    await expect(refused).rejects.toMatchObject({ errorName: 'ERC20InsufficientBalance', retryable: false });
    await expect(refused).rejects.toThrow(/this needs 1000\.00 CARBON\.$/);
  });

  test('an address of somebody else, and one of nobody', async () => {
    const bob = await lab.t.user('bob');
    const bobs = walletOf('bob');
    await linkedBy(bob, bobs);
    await expect(prepareStake(bob.ctx, { from, amount: '1' })).rejects.toThrow(AddressNotLinked);
    await expect(prepareStake(lab.alice.ctx, { from: bobs.address, amount: '1' })).rejects.toThrow(AddressNotLinked);
    const { address } = walletOf('nobody');
    await expect(prepareStake(lab.alice.ctx, { from: address, amount: '1' })).rejects.toThrow(AddressNotLinked);
  });

  test('nobody, nonsense, and everybody where there is no chain', async () => {
    await expect(prepareStake(lab.t.nobody, { from, amount: '1' })).rejects.toThrow(Unauthenticated);
    await expect(prepareStake(lab.alice.ctx, { from, amount: '0' })).rejects.toThrow(InputInvalid);
    await expect(prepareStake(chainless(lab), { from, amount: '1' })).rejects.toThrow(ChainUnavailable);
  });

  test('an address that cannot pay the fees', async () => {
    const poor = walletOf('poor');
    await linkedBy(lab.alice, poor);
    const refused = prepareStake(lab.alice.ctx, { from: poor.address, amount: '1' });
    await expect(refused).rejects.toMatchObject({ errorName: 'InsufficientEther' });
    await expect(refused).rejects.toThrow(/^The address has 0\.00 ETH, and this needs up to 0\.\d+ ETH with the fees/);
  });
});
