import { chainOf, type Hex } from '../chain/client.ts';
import type { App } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { contractAt } from '../chain/contracts.ts';

const ZERO = `0x${'0'.repeat(40)}`;

/** Throws InputInvalid for an address at which what is sent would be lost: zero, the sender's own, a contract of ours. */
export function refuseLoss(app: App, from: Hex, to: Hex): void {
  const refuse = (message: string): never => {
    throw new InputInvalid([{ path: ['to'], message }]);
  };
  if (to === ZERO) refuse('is the zero address, from which nothing comes back');
  if (to === from) refuse('is the address that it comes from');
  const ours = contractAt(chainOf(app), to);
  if (ours) refuse(`is the contract ${ours}, which would keep it for ever`);
}
