import { z } from 'zod';
import { count, flag, url } from './config-kinds.ts';

export const signer = z
  .string()
  .regex(
    /^(?:keystore:.+|external:0x[0-9a-fA-F]{40}|anvil:\d{1,3})$/,
    'is none of keystore:FILE, external:ADDRESS, anvil:INDEX',
  )
  .optional();

/** The variables of the chain: which one, how it is read, who sends and how, and the local one. */
export const chainVariables = {
  RPC_URL: url.optional().describe('JSON-RPC of an existing chain; without it `npm start` brings a local one along'),
  RPC_WS_URL: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe('WebSocket of the same chain, which then tells its new blocks; without it the chain is polled'),
  CHAIN_ID: count(1, 2_147_483_647).default(31_337).describe('id of the chain (EIP-155); 31337 is a local one'),
  CHAIN_LOCAL: flag.default(true).describe('`npm start` brings a local chain along unless RPC_URL is set'),
  CHAIN_DEPLOYMENT: z
    .string()
    .optional()
    .describe('where the contracts are (default: contracts/deployments/, a local chain: DATA_DIR/chain/)'),
  CHAIN_CONFIRMATIONS: count(1, 10_000)
    .optional()
    .describe('blocks, its own included, after which a deposit counts (default: 1 on chain 31337, else 12)'),
  CHAIN_FINALITY_BLOCKS: count(0, 100_000)
    .default(64)
    .describe('blocks behind the head that count as final where the RPC knows no `finalized` block'),
  CHAIN_TOKENS: z
    .string()
    .optional()
    .describe('outside tokens to follow: JSON list of {"name", "address", "events": ["event Transfer(...)"]}'),
  CHAIN_RANGE_BLOCKS: count(1, 1_000_000).default(2_000).describe('blocks that one request for logs spans at most'),
  CHAIN_RANGE_LOGS: count(1, 100_000).default(10_000).describe('logs that one transaction of the indexer should take'),
  CHAIN_REQUESTS_IN_FLIGHT: count(1, 64).default(4).describe('ranges of blocks that are read at the same time'),
  CHAIN_ATTEMPTS: count(1, 100)
    .default(5)
    .describe('times that the same blocks are asked for before the pass gives up'),
  CHAIN_BACKOFF_MS: count().default(250).describe('first pause after the chain failed; doubles up to a minute'),
  CHAIN_POLL_MS: count().default(1_000).describe('the indexer looks for a new head at least this often'),
  CHAIN_LIVE_BLOCKS: count().default(256).describe('logs this near to the head are told one by one to subscribers'),
  CHAIN_SHORTER_MS: count(0)
    .optional()
    .describe('time for which a head may be behind us before it counts as a reorganisation (local: 0, else 30000)'),
  CHAIN_GAP_BLOCKS: count(1, 100_000).default(500).describe('final blocks that one pass looks at a second time'),
  CHAIN_GAP_POLL_S: count().default(15).describe('pause between such passes once all was looked at'),
  CHAIN_RPC_TIMEOUT_MS: count().default(15_000).describe('time that the chain has to answer a call'),
  CHAIN_RPC_BYTES: count(1_024).default(67_108_864).describe('bytes of one answer of the chain'),
  CHAIN_RPC_BATCH: count(1, 1_000).default(50).describe('calls that one request to the chain carries'),
  CHAIN_SOCKET_BACKOFF_MS: count()
    .default(500)
    .describe('first pause before RPC_WS_URL is tried again; doubles to 30 s'),
  CHAIN_SOCKET_SILENCE_MS: count()
    .default(60_000)
    .describe('a WebSocket of the chain from which nothing came for this long is opened anew'),
  CHAIN_OPERATOR: signer.describe(
    'key that sends for the platform: `keystore:FILE`, `external:ADDRESS`, `anvil:INDEX`',
  ),
  CHAIN_REGISTRAR: signer.describe('key that links addresses; another than the operator on a real chain'),
  CHAIN_CONFIRMER: signer.describe('key that confirms payments; another than the operator on a real chain'),
  CHAIN_PRICE_SETTER: signer.describe('key that sets the price of CARBON'),
  CHAIN_KEYSTORE_PASSWORD: z.string().optional().describe('password of the keystores (Web3 secret storage)'),
  CHAIN_KEYSTORE_PASSWORD_FILE: z.string().optional().describe('file that holds it, instead'),
  CHAIN_SIGNER_URL: url
    .optional()
    .describe('signer of `external` keys, JSON-RPC with eth_signTransaction (web3signer)'),
  CHAIN_SIGNER_TOKEN: z.string().optional().describe('bearer token for it'),
  CHAIN_SIGNER_TIMEOUT_MS: count().default(15_000).describe('time that it has for one signature'),
  CHAIN_MAX_FEE_GWEI: count().default(200).describe('most that a unit of gas may cost; beyond it we wait'),
  CHAIN_MIN_TIP_WEI: count(0).default(10_000_000).describe('least that a proposer is offered for a unit of gas'),
  CHAIN_GAS_LIMIT: count(21_000).default(3_000_000).describe('gas that one transaction may use at most'),
  CHAIN_GAS_MARGIN_PERCENT: count(0, 300).default(25).describe('gas added to what the chain estimates'),
  CHAIN_STUCK_S: count()
    .default(90)
    .describe('a transaction that is next and not mined for this long gets a higher fee'),
  CHAIN_RESEND_S: count().default(30).describe('the same bytes are given to the chain again after this time'),
  CHAIN_RETRY_S: count()
    .default(5)
    .describe('first pause after a transaction could not be sent; doubles to 10 minutes'),
  CHAIN_PATIENCE_S: count(0).default(900).describe('time for which something that must be mined before may be missing'),
  CHAIN_INTENT_BATCH: count(1, 1_000).default(50).describe('transactions that one pass of the sender takes on'),
  CHAIN_INTENTS_IN_FLIGHT: count(1, 64).default(16).describe('transactions of one key that wait to be mined at most'),
  CHAIN_CLAIM_S: count().default(120).describe('a sender that died leaves a transaction to the others after this time'),
  CHAIN_INTENT_ALARM_S: count().default(1_800).describe('/ready fails when a transaction is not mined for this long'),
  CHAIN_RESERVE_CHECK_S: count().default(10).describe('pause between looks whether the custody holds what is owed'),
  CHAIN_PRICE_DRIFT_BPS: count(1, 10_000).default(100).describe('the price on the chain follows the market from here'),
  DEPLOY_PLAN: z.string().optional().describe('who may do what on the chain that contracts are deployed to (JSON)'),
  DEPLOY_KEYSTORE: z.string().optional().describe("the deployer's key (Web3 secret storage); chain 31337 needs none"),
  DEPLOY_PASSWORD: z.string().optional().describe('password of DEPLOY_KEYSTORE'),
  DEPLOY_PASSWORD_FILE: z.string().optional().describe('file that holds it, instead'),
  DEPLOY_TIMEOUT_S: count().default(600).describe('time that a transaction of a deployment may take into a block'),
  CHAIN_LOCAL_PORT: count(0, 65_535).default(8_545).describe('port of the local chain if it is free, else another'),
  CHAIN_LOCAL_HISTORY_BLOCKS: count().default(1_000).describe('blocks whose state the local chain keeps'),
  CHAIN_LOCAL_STATE_S: count().default(15).describe('seconds between copies of the local chain to DATA_DIR'),
  ANVIL_PATH: z
    .string()
    .optional()
    .describe('anvil to run the local chain with (default: the packaged one, else PATH)'),
};
