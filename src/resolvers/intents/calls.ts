import { ZeroAddress } from 'ethers';
import type { IntentKind } from '../../db/chain-intents.ts';
import type { ContractName, Deployment, Hex } from '../chain/client.ts';
import { interfaces } from '../chain/contracts.ts';
import type { IntentArgs } from './args.ts';

type Values = Readonly<Record<string, string | bigint | number>>;

interface Encoding<K extends IntentKind> {
  readonly contract: ContractName;
  readonly method: string;
  readonly params: (args: IntentArgs<K>, deployment: Deployment) => readonly unknown[];
  /** The event that shows that it was done, with what it must say; absent where doing it twice does no harm. */
  readonly proof?: { readonly event: string; readonly says: (args: IntentArgs<K>, deployment: Deployment) => Values };
}

const assetAddress = (asset: 'ETH' | 'CARBON', { contracts }: Deployment): string =>
  asset === 'ETH' ? ZeroAddress : contracts.CarbonToken.address;

/** Which call of which contract carries a kind of intent out: the only place that knows. */
const encodings: { readonly [K in Exclude<IntentKind, 'NONCE_FILL'>]: Encoding<K> } = {
  ACCOUNT_REGISTER_USER: {
    contract: 'CarbonAccount',
    method: 'registerUser',
    params: ({ userKey }) => [userKey],
    proof: { event: 'UserRegistered', says: ({ userKey }) => ({ userKey }) },
  },
  ACCOUNT_LINK_WALLET: {
    contract: 'CarbonAccount',
    method: 'linkWallet',
    params: ({ userKey, wallet, deadline, signature }) => [userKey, wallet, deadline, signature],
    proof: { event: 'WalletLinked', says: ({ userKey, wallet }) => ({ userKey, wallet }) },
  },
  ACCOUNT_UNLINK_WALLET: {
    contract: 'CarbonAccount',
    method: 'unlinkWallet',
    params: ({ wallet }) => [wallet],
    proof: { event: 'WalletUnlinked', says: ({ wallet }) => ({ wallet }) },
  },
  ACCOUNT_CREDIT_CARBON: {
    contract: 'CarbonAccount',
    method: 'creditCarbon',
    params: ({ wallet, amount, sourceRef }) => [wallet, amount, sourceRef],
    proof: { event: 'CarbonCredited', says: ({ wallet, amount, sourceRef }) => ({ wallet, amount, sourceRef }) },
  },
  PROJECT_RECORD: {
    contract: 'CreditRegistry',
    method: 'mintProjectRecord',
    params: ({ projectKey, uri }) => [projectKey, uri],
    proof: { event: 'ProjectRecordMinted', says: ({ projectKey, uri }) => ({ projectKey, uri }) },
  },
  CREDITS_MINT: {
    contract: 'CreditRegistry',
    method: 'mint',
    params: (a) => [a.projectKey, a.vintage, a.to, a.amount, a.serialBlockHash, a.sourceRef],
    proof: { event: 'CreditsMinted', says: (a) => a },
  },
  PAYMENT_CONFIRM: {
    contract: 'CarbonPayment',
    method: 'confirmPayment',
    params: ({ paymentRef, user, fiatAmount, carbonAmount }) => [paymentRef, user, fiatAmount, carbonAmount],
    proof: { event: 'PaymentConfirmed', says: (args) => args },
  },
  PAYMENT_CONVERT: {
    contract: 'CarbonPayment',
    method: 'convertAndMint',
    params: ({ user, fiatAmount, paymentRef }) => [user, fiatAmount, paymentRef],
    proof: { event: 'CarbonConverted', says: (args) => args },
  },
  PRICE_SET: { contract: 'CarbonPayment', method: 'setPrice', params: ({ weiPerCarbon }) => [weiPerCarbon] },
  CUSTODY_PAY_OUT: {
    contract: 'CarbonCustody',
    method: 'payOut',
    params: ({ ref, asset, to, amount }, deployment) => [ref, assetAddress(asset, deployment), to, amount],
    proof: { event: 'PaidOut', says: (args, deployment) => ({ ...args, asset: assetAddress(args.asset, deployment) }) },
  },
  CUSTODY_RETIRE: {
    contract: 'CarbonCustody',
    method: 'retireCredits',
    params: (a) => [a.ref, a.batchId, a.amount, a.beneficiaryHash, a.reason, a.message],
    proof: { event: 'CreditsRetiredFor', says: ({ ref, batchId, amount }) => ({ ref, batchId, amount }) },
  },
  PROOF_ANCHOR: {
    contract: 'CreditRegistry',
    method: 'anchorProof',
    params: ({ projectKey, sequence, commitment }) => [projectKey, sequence, commitment],
    proof: { event: 'ProofAnchored', says: (args) => args },
  },
};

/** A call as it is put into a transaction. */
export interface Call {
  readonly to: Hex;
  readonly data: Hex;
  readonly value: bigint;
}

/** The transaction's content that carries an intent out. `self` is the signer, to whom NONCE_FILL sends nothing. */
export function callOf<K extends IntentKind>(kind: K, args: IntentArgs<K>, deployment: Deployment, self: Hex): Call {
  if (kind === 'NONCE_FILL') return emptyCall(self);
  const { contract, method, params } = encodingOf(kind);
  const data = interfaces[contract].encodeFunctionData(method, [...params(args, deployment)]) as Hex;
  return { to: deployment.contracts[contract].address, data, value: 0n };
}

/** What takes the place of a transaction that is not wanted any more. */
export const emptyCall = (self: Hex): Call => ({ to: self, data: '0x', value: 0n });

/** Where to look for the event that shows that an intent was carried out before, and how to know it. */
export interface Proof {
  readonly address: Hex;
  /** The filter of eth_getLogs; null stands for anything. */
  readonly topics: readonly (Hex | null)[];
  /** Whether a log of this filter says all that ours would. */
  readonly matches: (log: { readonly topics: readonly Hex[]; readonly data: Hex }) => boolean;
}

/** Undefined for a kind that leaves no lasting proof. */
export function proofOf<K extends IntentKind>(kind: K, args: IntentArgs<K>, deployment: Deployment): Proof | undefined {
  if (kind === 'NONCE_FILL') return undefined;
  const { contract, proof } = encodingOf(kind);
  if (!proof) return undefined;
  const iface = interfaces[contract];
  const fragment = iface.getEvent(proof.event);
  if (!fragment) throw new Error(`${contract} has no event ${proof.event}`);
  const says = proof.says(args, deployment);
  const wanted = fragment.inputs.map((input) => says[input.name] ?? null);
  return {
    address: deployment.contracts[contract].address,
    topics: iface.encodeFilterTopics(
      fragment,
      fragment.inputs.map((input, i) => (input.indexed ? wanted[i] : null)),
    ) as (Hex | null)[],
    matches: ({ topics, data }) => {
      const values = iface.decodeEventLog(fragment, data, topics) as readonly unknown[];
      return wanted.every((value, i) => value === null || same(value, values[i]));
    },
  };
}

const same = (wanted: unknown, given: unknown): boolean => String(wanted).toLowerCase() === String(given).toLowerCase();

const encodingOf = <K extends IntentKind>(kind: K): Encoding<K> =>
  encodings[kind as Exclude<IntentKind, 'NONCE_FILL'>] as unknown as Encoding<K>;
