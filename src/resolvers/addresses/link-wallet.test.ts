import { id as keccakOf } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ChainPermit,
  linkedBy,
  sign,
  signedForChain,
  signedLink,
  signedLogin,
  type SignedMessage,
  walletOf,
} from '../../../test/addresses.ts';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { asContract, deployContractWallet, type Manner } from '../../../test/erc1271-wallet.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { ChainUnavailable, InputInvalid } from '../errors.ts';
import {
  AddressUnavailable,
  LinkPermitInvalid,
  SignatureInvalid,
  SiweLoginRefused,
  TooManyAddresses,
} from './errors.ts';
import { issueSiweNonce } from './issue-siwe-nonce.ts';
import { linkWallet } from './link-wallet.ts';
import { loginSiwe } from './login-siwe.ts';
import { prepareWalletLink } from './prepare-wallet-link.ts';
import { myAddresses } from './read.ts';
import { addressOf } from './rules.ts';

let chain: TestChain;
let t: TestApp;
let alice: TestUser;
let bob: TestUser;
const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);

beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ LINKED_ADDRESSES_PER_USER: '50', LOGIN_FAILURES_PER_ACCOUNT: '1000' }, chain);
  [alice, bob] = [await t.user('alice'), await t.user('bob')];
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const mailsAbout = async (address: string): Promise<unknown[]> => [
  ...(await t.db.sql`select user_id, kind from mails where about = ${address}`),
];

describe('a wallet with a key', () => {
  test('is linked by its signature, recorded, told of and mailed about', async () => {
    const wallet = walletOf('key');
    const events = t.app.feed.subscribe({ topic: 'linkedAddress' });
    const link = await linkedBy(alice, wallet);
    expect(link).toMatchObject({ userId: alice.id, kind: 'EOA', chainState: 'NONE', unlinkedAt: null });
    expect(addressOf(link.address)).toBe(wallet.address);
    expect(await myAddresses(alice.ctx)).toEqual([link]);
    await t.broadcast();
    expect((await events.next()).value).toMatchObject({ payload: { id: link.id, userId: alice.id } });
    await events.return?.();
    const audit = await t.db.sql`
      select actor_id, action, subject_type, detail from audit_log where subject_id = ${link.id}`;
    expect(audit).toEqual([
      {
        actorId: alice.id,
        action: 'ADDRESS_LINKED',
        subjectType: 'LinkedAddress',
        detail: { address: wallet.address, kind: 'EOA' },
      },
    ]);
    expect(await mailsAbout(wallet.address)).toEqual([{ userId: alice.id, kind: 'ADDRESS_LINKED' }]);
    await expect(loginSiwe(t.nobody, await signedLogin(t.nobody, wallet))).resolves.toMatchObject({ userId: alice.id });
  });

  test('that is linked already stays linked, and no second time', async () => {
    const wallet = walletOf('twice');
    const first = await linkedBy(alice, wallet);
    expect(await linkedBy(alice, wallet)).toEqual(first);
    expect(await mailsAbout(wallet.address)).toHaveLength(1);
    const audit = await t.db.sql`select from audit_log where subject_id = ${first.id}`;
    expect(audit.count).toBe(1);
  });

  test('of somebody else cannot be linked, in words that do not say whose it is', async () => {
    const wallet = walletOf('taken');
    await linkedBy(alice, wallet);
    const refused = await linkedBy(bob, wallet).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AddressUnavailable);
    expect((refused as Error).message).toBe('This address cannot be linked to your account.');
    expect(await myAddresses(bob.ctx)).toEqual([]);
  });

  test('goes to one of two users who link it at the same moment', async () => {
    const wallet = walletOf('raced');
    const signed = [await signedLink(alice.ctx, wallet), await signedLink(bob.ctx, wallet)] as const;
    const outcomes = await Promise.allSettled([linkWallet(alice.ctx, signed[0]), linkWallet(bob.ctx, signed[1])]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const rows = await t.db.sql`
      select from linked_addresses where address = ${Buffer.from(wallet.address.slice(2), 'hex')}`;
    expect(rows.count).toBe(1);
  });
});

describe('refuses', () => {
  test('a signature of another key', async () => {
    const { message } = await prepareWalletLink(alice.ctx, { address: walletOf('victim').address });
    const { signature } = await walletOf('thief')
      .request({ method: 'personal_sign', params: [message, walletOf('thief').address] })
      .then((text) => ({ signature: text as string }));
    await expect(linkWallet(alice.ctx, { message, signature })).rejects.toThrow(SignatureInvalid);
    // As for a login, where neither the unknown address nor the wrong signature may be told apart.
    const challenge = await issueSiweNonce(t.nobody, { address: walletOf('victim').address });
    const login = await sign(walletOf('thief'), challenge.message ?? '');
    await expect(loginSiwe(t.nobody, login)).rejects.toThrow(SiweLoginRefused);
  });

  test('a message that links to the account of somebody else, and one to sign in with', async () => {
    const wallet = walletOf('mistaken');
    const forAlice = await signedLink(alice.ctx, wallet);
    await expect(linkWallet(bob.ctx, forAlice)).rejects.toMatchObject({ fault: 'OTHER_STATEMENT' });
    const login = await signedLogin(t.nobody, wallet);
    await expect(linkWallet(bob.ctx, login)).rejects.toMatchObject({ fault: 'OTHER_STATEMENT' });
  });

  test('a message that was used, or of another chain', async () => {
    const wallet = walletOf('again');
    const signed = await signedLink(alice.ctx, wallet);
    await linkWallet(alice.ctx, signed);
    await expect(linkWallet(alice.ctx, signed)).rejects.toMatchObject({ fault: 'NONCE_REFUSED' });
    const { message } = await prepareWalletLink(alice.ctx, { address: wallet.address });
    const other = await sign(wallet, message.replace('Chain ID: 31337', 'Chain ID: 1'));
    await expect(linkWallet(alice.ctx, other)).rejects.toMatchObject({ fault: 'OTHER_CHAIN' });
  });

  test('more addresses than an account may have', async () => {
    await using small = await openTestApp({ LINKED_ADDRESSES_PER_USER: '1' });
    const carol = await small.user('carol');
    await linkedBy(carol, walletOf('one'));
    await expect(linkedBy(carol, walletOf('two'))).rejects.toThrow(TooManyAddresses);
    await expect(linkedBy(carol, walletOf('one'))).resolves.toMatchObject({ userId: carol.id });
  });
});

describe('a contract wallet (ERC-1271)', () => {
  const owner = walletOf('the owner of contracts');

  test('is linked by what it accepts, and signs in by it', async () => {
    const wallet = asContract(owner, await deployContractWallet(chain, owner.address));
    expect(await linkedBy(alice, wallet)).toMatchObject({ kind: 'CONTRACT', userId: alice.id });
    await expect(loginSiwe(t.nobody, await signedLogin(t.nobody, wallet))).resolves.toMatchObject({ userId: alice.id });
    const stranger = asContract(walletOf('not the owner'), wallet.address);
    await expect(loginSiwe(t.nobody, await signedLogin(t.nobody, stranger))).rejects.toThrow(SiweLoginRefused);
  });

  test.each<Manner>(['OTHER_MAGIC', 'REVERTING', 'EATING_GAS', 'TALKATIVE', 'SILENT'])(
    'is refused when it is %s',
    async (manner) => {
      const wallet = asContract(owner, await deployContractWallet(chain, owner.address, manner));
      await expect(linkedBy(alice, wallet)).rejects.toThrow(SignatureInvalid);
    },
  );

  test('is none where the chain answers with what it was asked (the precompile at 4)', async () => {
    const wallet = asContract(owner, '0x0000000000000000000000000000000000000004');
    await expect(linkedBy(alice, wallet)).rejects.toThrow(SignatureInvalid);
  });

  test('cannot be asked where there is no chain: the message may be sent again', async () => {
    const wallet = asContract(owner, await deployContractWallet(chain, owner.address));
    const signed = await signedLink(alice.ctx, wallet);
    const chainless = { ...alice.ctx, app: { ...t.app, chain: undefined } };
    await expect(linkWallet(chainless, signed)).rejects.toThrow(ChainUnavailable);
    await expect(linkWallet(alice.ctx, signed)).resolves.toMatchObject({ kind: 'CONTRACT' });
  });
});

interface Intent {
  readonly kind: string;
  readonly reference: string;
  readonly args: Readonly<Record<string, string>>;
  readonly afterIntentId: string | null;
  readonly id: string;
}
const intentsOf = (user: TestUser): Promise<Intent[]> =>
  t.db.sql<Intent[]>`
    select id, kind, reference, args, after_intent_id from chain_intents where user_id = ${user.id} order by id`;

describe('the second signature', () => {
  test.each(['a key', 'a contract'])(
    'of %s is one that CarbonAccount takes, and is carried there by intents',
    async (kind) => {
      const user = await t.user(`chained-${kind.replace(' ', '-')}`);
      const key = walletOf(`chained ${kind}`, call);
      const wallet = kind === 'a key' ? key : asContract(key, await deployContractWallet(chain, key.address));
      const link = await linkWallet(user.ctx, await signedForChain(user.ctx, wallet));
      expect(link.chainState).toBe('PENDING');

      const [register, written, ...others] = await intentsOf(user);
      const userKey = keccakOf(user.id);
      expect(register).toMatchObject({ kind: 'ACCOUNT_REGISTER_USER', reference: user.id, args: { userKey } });
      expect(written).toMatchObject({ kind: 'ACCOUNT_LINK_WALLET', afterIntentId: register?.id });
      expect(others).toEqual([]);

      await chain.send('CarbonAccount', 'registerUser', [register?.args['userKey']]);
      const { wallet: address, deadline, signature } = written?.args ?? {};
      await chain.send('CarbonAccount', 'linkWallet', [userKey, address, deadline, signature]);
      expect(await chain.contract('CarbonAccount').getFunction('userOf')(wallet.address)).toBe(userKey);
    },
  );

  test('may come later, for a link that is there', async () => {
    const wallet = walletOf('later', call);
    const link = await linkedBy(alice, wallet);
    const again = await linkWallet(alice.ctx, await signedForChain(alice.ctx, wallet));
    expect(again).toMatchObject({ id: link.id, chainState: 'PENDING' });
    const written = await intentsOf(alice);
    // What is on its way is not asked for a second time.
    await linkWallet(alice.ctx, await signedForChain(alice.ctx, wallet));
    expect(await intentsOf(alice)).toEqual(written);
  });

  const cases: [
    string,
    (signed: SignedMessage & ChainPermit) => object,
    typeof LinkPermitInvalid | typeof InputInvalid,
  ][] = [
    [
      'with another deadline',
      (s) => ({ ...s, deadline: new Date(Date.parse(s.deadline) + 1_000).toISOString() }),
      LinkPermitInvalid,
    ],
    ['that has run out', (s) => ({ ...s, deadline: new Date(Date.now() + 30_000).toISOString() }), LinkPermitInvalid],
    ['over something else', (s) => ({ ...s, linkSignature: s.signature }), LinkPermitInvalid],
    ['without its deadline', ({ deadline: _, ...s }) => s, InputInvalid],
    ['of which there is only the deadline', ({ linkSignature: _, ...s }) => s, InputInvalid],
  ];
  test.each(cases)('%s is refused, and nothing is linked', async (name, change, refusal) => {
    const wallet = walletOf(name, call);
    const signed = await signedForChain(alice.ctx, wallet);
    await expect(linkWallet(alice.ctx, change(signed))).rejects.toThrow(refusal);
    const mine = await myAddresses(alice.ctx);
    expect(mine.map((link) => addressOf(link.address))).not.toContain(wallet.address);
  });

  test('with a nonce that the contract has used is refused', async () => {
    const wallet = walletOf('used', call);
    const signed = await signedForChain(alice.ctx, wallet);
    const carol = await t.user('carol-used');
    // The same wallet is linked on the chain meanwhile, which uses its nonce up.
    await linkOnChainAs(carol, await signedForChain(carol.ctx, wallet), wallet.address);
    await expect(linkWallet(alice.ctx, signed)).rejects.toThrow(LinkPermitInvalid);
  });
});

async function linkOnChainAs(user: TestUser, signed: ChainPermit, address: string): Promise<void> {
  const userKey = keccakOf(user.id);
  await chain.send('CarbonAccount', 'registerUser', [userKey]);
  const deadline = Date.parse(signed.deadline) / 1_000;
  await chain.send('CarbonAccount', 'linkWallet', [userKey, address, deadline, signed.linkSignature]);
}
