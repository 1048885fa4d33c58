import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from 'graphql-ws';
import { inject } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/client.ts';
import type { App } from '../../src/resolvers/context.ts';
import { changeRole, lockAdmins } from '../../src/resolvers/users/roles.ts';
import { selectUserByUsername } from '../../src/db/users.ts';
import { startPlatform } from '../../src/run.ts';
import { walletOf } from '../addresses.ts';
import { startTestChain, type TestChain, type TestChainOptions } from '../chain.ts';
import { until } from '../clients.ts';
import { cloneDatabase } from '../databases.ts';
import type { Eip1193Wallet } from '../eip1193-wallet.ts';
import { at, textAt } from './answers.ts';

/** The platform as it runs: its doors, its workers, its indexer and its sender, on a chain and a database of its own. */
export interface WholePlatform extends AsyncDisposable {
  readonly chain: TestChain;
  readonly db: Database;
  /** Its process, for what an operator's commands do. */
  readonly app: App;
  readonly url: string;
  /** Variables of a command that is to work on the same database and chain. */
  readonly env: Record<string, string>;
  /** A person who has registered and logged in, with a wallet that has ten ether. */
  person(name: string): Promise<Person>;
  /** Makes somebody the first administrator, as `npm run admin` does. */
  makeAdmin(username: string): Promise<void>;
  /** What /ready answers. It is kept for a second, so ask until it says what is waited for. */
  ready(): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Waits until the index has arrived at the block that the chain is at, and gives its number. */
  indexed(): Promise<number>;
}

/** What a person does with a browser and a wallet. */
export interface Person {
  readonly id: string;
  readonly username: string;
  readonly wallet: Eip1193Wallet;
  ask(query: string, variables?: object): Promise<unknown>;
  /** Carries a mutation out and gives its result, with what `more` asks of it. */
  mutate(field: string, input: object, more: string): Promise<unknown>;
  /** Follows a subscription from now on: it is under way when this resolves. */
  watch(subscription: string): Promise<Watched>;
  /** Has the wallet sign what a `*Prepare` mutation gives for this input, and waits until it is mined. */
  sendPrepared(noun: string, input: object): Promise<Sent>;
  /** Has the wallet send a transaction as it is, and waits until it is mined. Throws if it fails. */
  send(transaction: object): Promise<Sent>;
  /** Links the wallet, on the platform and on the chain, and waits until the chain has it. */
  linkWallet(): Promise<void>;
}

export interface Sent {
  readonly hash: string;
  readonly blockNumber: number;
}

/** The results of a subscription, in the order in which they came. */
export interface Watched {
  readonly heard: readonly unknown[];
  /** The first result after the ones that were taken before for which `wanted` holds. */
  next(wanted: (result: unknown) => boolean): Promise<unknown>;
  end(): void;
}

const PREPARED = 'prepared { transaction summary }';
const INTENTS = '{ chainIntents(first: 20) { edges { node { kind status errorText } } } }';

export async function startWholePlatform(
  env: Record<string, string> = {},
  options: TestChainOptions = {},
): Promise<WholePlatform> {
  const chain = await startTestChain(options);
  const database = await cloneDatabase(inject('postgresUrl'));
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-whole-'));
  const config = loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    PORT: '0',
    PRICE_SOURCES: '',
    PASSWORD_HASH_MEMORY_KIB: '16',
    RATE_LIMIT_STRICT: '1000',
    CHAIN_POLL_MS: '100',
    CLOCK_PASS_MS: '100',
    CHAIN_RESERVE_CHECK_S: '1',
    ...chain.env,
    ...env,
  });
  const log = createLog(config);
  const roles = ['api', 'workers'] as const;
  const platform = await startPlatform({ config, databaseUrl: database.url, log, chain: chain.chain, roles });
  const { db } = platform.app;
  const url = platform.api?.url ?? '';
  const clients: Client[] = [];
  return {
    chain,
    db,
    app: platform.app,
    url,
    env: { ...chain.env, DATABASE_URL: database.url, DATA_DIR: dataDir },
    person: (name) => personOf({ url, chain, clients }, name),
    async makeAdmin(username) {
      const user = await selectUserByUsername(db, username);
      if (!user) throw new Error(`there is no ${username}`);
      const change = { to: 'GRANTED', userId: user.id, role: 'PLATFORM_ADMIN', actorId: null } as const;
      await db.transact(async (tx) => changeRole(tx, await lockAdmins(tx), change));
    },
    async ready() {
      const response = await fetch(`${url}/ready`);
      return { status: response.status, body: await response.json() };
    },
    async indexed() {
      const head = await chain.height();
      await until(async () => {
        const answer = await post(url, '{ chain { indexedBlock } }');
        return Number(at(answer, 'data', 'chain', 'indexedBlock')) >= head;
      });
      return head;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.dispose();
      await platform.stop();
      await database[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
      await chain[Symbol.asyncDispose]();
    },
  };
}

async function post(url: string, query: string, variables: object = {}, token?: string): Promise<unknown> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...authorization };
  const body = JSON.stringify({ query, variables });
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
}

interface Place {
  readonly url: string;
  readonly chain: TestChain;
  /** What has to be closed at the end. */
  readonly clients: Client[];
}

async function personOf({ url, chain, clients }: Place, username: string): Promise<Person> {
  const { call } = chain.chain.rpc;
  const wallet = walletOf(username, (method, params) => call(method, params));
  await call('anvil_setBalance', [wallet.address, '0x8ac7230489e80000']);
  const password = `the long password of ${username}`;
  const mutateAs = async (token: string | undefined, field: string, input: object, more: string): Promise<unknown> => {
    const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { result: ${field}(input: $input) {
      __typename ${more} ... on Error { code message retryable } } }`;
    const answer = await post(url, query, { input }, token);
    return at(answer, 'data', 'result') ?? answer;
  };
  const registered = await mutateAs(
    undefined,
    'userRegister',
    { username, email: `${username}@example.org`, password },
    '... on UserRegisterPayload { user { id } }',
  );
  const id = textAt(registered, 'user', 'id');
  const credentials = '... on SessionLoginPayload { credentials { accessToken } }';
  const login = await mutateAs(undefined, 'sessionLogin', { login: username, password }, credentials);
  const token = textAt(login, 'credentials', 'accessToken');
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  clients.push(client);

  const person: Person = {
    id,
    username,
    wallet,
    ask: (query, variables) => post(url, query, variables, token),
    mutate: (field, input, more) => mutateAs(token, field, input, more),
    watch: (subscription) => watch(url, client, subscription),
    async sendPrepared(noun, input) {
      const name = noun.charAt(0).toUpperCase() + noun.slice(1);
      const more = `... on ${name}PreparePayload { ${PREPARED} }`;
      const prepared = await person.mutate(`${noun}Prepare`, { from: wallet.address, ...input }, more);
      return person.send(JSON.parse(textAt(prepared, 'prepared', 'transaction')) as object);
    },
    async send(transaction) {
      const hash = (await wallet.request({ method: 'eth_sendTransaction', params: [transaction] })) as string;
      let receipt: unknown;
      await until(async () => (receipt = await call('eth_getTransactionReceipt', [hash])) !== null);
      if (at(receipt, 'status') !== '0x1') throw new Error(`${hash} failed: ${JSON.stringify(receipt)}`);
      return { hash, blockNumber: Number(textAt(receipt, 'blockNumber')) };
    },
    linkWallet: () => linkWallet(person),
  };
  return person;
}

/** As a page with MetaMask does it: two signatures, and then the platform's own transactions are waited for. */
async function linkWallet(person: Person): Promise<void> {
  const { wallet } = person;
  const { address } = wallet;
  const fields = '... on WalletLinkPreparePayload { challenge { message typedData deadline } }';
  const prepared = await person.mutate('walletLinkPrepare', { address }, fields);
  const message = textAt(prepared, 'challenge', 'message');
  const typedData = textAt(prepared, 'challenge', 'typedData');
  const linked = await person.mutate(
    'walletLink',
    {
      message,
      signature: await wallet.request({ method: 'personal_sign', params: [message, address] }),
      linkSignature: await wallet.request({ method: 'eth_signTypedData_v4', params: [address, typedData] }),
      deadline: textAt(prepared, 'challenge', 'deadline'),
    },
    '... on WalletLinkPayload { linkedAddress { address chainState } }',
  );
  textAt(linked, 'linkedAddress', 'address');
  await until(async () => {
    const now = await person.ask('{ myAddresses { address chainState } }');
    const mine = (at(now, 'data', 'myAddresses') as readonly unknown[]).find((one) => at(one, 'address') === address);
    const state = textAt(mine, 'chainState');
    if (state === 'FAILED') throw new Error(JSON.stringify(await person.ask(INTENTS)));
    return state === 'LINKED';
  });
}

async function watch(url: string, client: Client, query: string): Promise<Watched> {
  const before = await subscriptionsAt(url);
  const heard: unknown[] = [];
  let taken = 0;
  let failure: unknown;
  const end = client.subscribe(
    { query },
    {
      next: (result) => {
        if (result.errors) failure = new Error(JSON.stringify(result.errors));
        heard.push(result.data);
      },
      error: (error) => {
        failure = error;
      },
      complete: () => {},
    },
  );
  const orFail = (isSo: boolean): boolean => {
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error(JSON.stringify(failure));
    return isSo;
  };
  await until(async () => orFail((await subscriptionsAt(url)) > before));
  return {
    heard,
    end,
    async next(wanted) {
      let found: unknown;
      await until(() => {
        while (found === undefined && taken < heard.length) {
          const result = heard[taken];
          taken += 1;
          if (wanted(result)) found = result;
        }
        return orFail(found !== undefined);
      });
      return found;
    },
  };
}

/** How many subscriptions are under way: what happens once it has grown is heard. */
async function subscriptionsAt(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^ecocoin_subscriptions (\d+)$/m.exec(metrics)?.[1]);
}
