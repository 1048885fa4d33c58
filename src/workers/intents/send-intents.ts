import type { AttemptRow } from '../../db/chain-intents.ts';
import {
  claimIntent,
  type ClaimedIntent,
  noteWaiting,
  releaseIntent,
  selectAttempts,
  takeNonce,
} from '../../db/chain-sending.ts';
import { RpcError } from '../../resolvers/chain/client.ts';
import { readArgs } from '../../resolvers/intents/args.ts';
import { callOf, emptyCall } from '../../resolvers/intents/calls.ts';
import { meaningOf } from '../../resolvers/intents/refusals.ts';
import { isGivenUp, roleOf, signerRoles } from '../../resolvers/intents/rules.ts';
import { type Signer, SignerError } from '../outside/signers.ts';
import { AnswersDisagree } from '../chain/answers.ts';
import { toBytes } from './answers.ts';
import { type Desk, NO_SLOT, NOT_MINED, putOff, step, waitedS } from './desk.ts';
import { askMarket, feeLimits, highestOf, raiseFees } from './fees.ts';
import { findProof } from './find-proof.ts';
import { type Preflight, preflight } from './preflight.ts';
import { type Given, giveToChain, signAttempt, type ToSign, wantedOf } from './sign.ts';

/** An empty transaction to an account without code: the intrinsic gas of a transfer. */
const EMPTY_GAS = 21_000n;

/**
 * Sends the intents that are due, one after another; gives how many. Nothing is open in the database while the chain or
 * a signer is waited for. A chain or a signer that does not answer ends the pass, so that it costs one time-out.
 */
export async function passSend(desk: Desk, stopping?: AbortSignal): Promise<number> {
  const { db, config, log } = desk.ctx.app;
  let taken = 0;
  while (taken < config.CHAIN_INTENT_BATCH && !stopping?.aborted) {
    const intent = await claimIntent(db, { chainId: desk.chain.chainId, claimS: config.CHAIN_CLAIM_S });
    if (!intent) break;
    taken += 1;
    try {
      await advance(desk, intent);
    } catch (error) {
      const outage = isOutage(error);
      // Our own fault, or a handler's: without a pause this intent would be taken first again and again.
      if (!outage) log.error({ err: error, intentId: intent.id }, 'a transaction could not be sent');
      await putOff(desk, intent, outage ? `${error.name}: ${error.message}` : 'an error inside; the log has it');
      if (outage) break;
    } finally {
      await releaseIntent(db, intent);
    }
  }
  return taken;
}

/** Somebody outside does not answer, or not in a way that makes sense: later it may. */
export const isOutage = (error: unknown): error is Error =>
  error instanceof RpcError || error instanceof SignerError || error instanceof AnswersDisagree;

async function advance(desk: Desk, intent: ClaimedIntent): Promise<void> {
  const [newest, ...others] = await selectAttempts(desk.ctx.app.db, intent);
  if (newest) return resume(desk, intent, [newest, ...others]);
  if (intent.cancelRequestedAt && intent.status === 'PREPARED') {
    return void (await step(desk, intent, 'CANCEL', NO_SLOT));
  }
  // It was found on the chain, carried out by a transaction that we no longer have: it is to be sent after all.
  if (intent.status === 'ORPHANED') return void (await step(desk, intent, 'REPREPARE', { ...NO_SLOT, ...NOT_MINED }));
  if (intent.afterStatus && isGivenUp(intent.afterStatus)) {
    const reason = { errorCode: 'AFTER_FAILED', errorText: 'what it comes after was given up' };
    return void (await step(desk, intent, 'FAIL', { ...reason, ...NO_SLOT }));
  }
  return prepare(desk, intent);
}

/**
 * It was signed before: the same bytes again. Whether they are mined already, the receipts will tell. Where it is to be
 * cancelled, an empty transaction goes out at once: what was signed may never have left.
 */
async function resume(
  desk: Desk,
  intent: ClaimedIntent,
  attempts: readonly [AttemptRow, ...AttemptRow[]],
): Promise<void> {
  const patch = intent.status === 'ORPHANED' ? NOT_MINED : {};
  const newest = wantedOf(intent, attempts);
  if (!intent.cancelRequestedAt || newest.purpose === 'CANCEL') return handOver(desk, intent, newest, patch);
  const fees = raiseFees(highestOf(attempts), await askMarket(desk.chain.rpc), feeLimits(desk.ctx.app.config));
  const cancel = fees && (await signCancel(desk, intent, { nonce: newest.nonce, fees }));
  await handOver(desk, intent, cancel ?? newest, patch);
}

async function handOver(desk: Desk, intent: ClaimedIntent, attempt: AttemptRow, patch = {}): Promise<void> {
  const given = await giveToChain(desk, attempt);
  if (await step(desk, intent, 'BROADCAST', patch)) await noteGiven(desk, intent.id, given);
}

/** Says in the intent that the chain has not taken it, if it has not. */
export async function noteGiven({ ctx }: Desk, id: string, given: Given): Promise<void> {
  const waitingFor = given === 'GIVEN' ? null : given === 'UNKNOWN' ? 'the chain did not answer' : given.refused;
  await noteWaiting(ctx.app.db, id, waitingFor);
}

async function prepare(desk: Desk, intent: ClaimedIntent): Promise<void> {
  const signer = await signerOf(desk, intent);
  if (!signer) return putOff(desk, intent, 'SignerError: nobody signs for its address any more');
  if (intent.signer && !intent.signer.equals(toBytes(signer.address))) {
    // Nothing was signed with that nonce, and the key has changed since.
    return putOff(desk, intent, 'its key has changed', { counts: false });
  }
  const { deployment } = desk.chain;
  const call = callOf(intent.kind, readArgs(intent.kind, intent.args), deployment, signer.address);
  const flight = await preflight({ chain: desk.chain, config: desk.ctx.app.config }, signer.address, call);
  if (!flight.ok) return refused(desk, intent, flight);
  const nonce = intent.nonce ?? (await nonceFor(desk, intent, signer, flight));
  if (nonce === undefined) return;
  const { gasLimit, fees } = flight;
  await signAndHandOver(desk, intent, { signer, purpose: 'SEND', call, nonce, gasLimit, fees });
}

async function signAndHandOver(desk: Desk, intent: ClaimedIntent, what: ToSign): Promise<void> {
  const attempt = await signAttempt(desk, intent, what);
  if (attempt) await handOver(desk, intent, attempt);
}

/** The signer of the intent's role; for a nonce that is to be filled, whoever has that address. */
export async function signerOf(desk: Desk, intent: Pick<ClaimedIntent, 'kind' | 'args'>): Promise<Signer | undefined> {
  const role = roleOf(intent.kind);
  if (role) return desk.keys(role);
  const { signer } = readArgs('NONCE_FILL', intent.args);
  let failure: SignerError | undefined;
  for (const role of signerRoles) {
    try {
      const known = await desk.keys(role);
      if (known.address.toLowerCase() === signer) return known;
    } catch (error) {
      // A key that is not there (any more) may be another's than the one that is wanted.
      if (!(error instanceof SignerError)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
  return undefined;
}

type Refused = Extract<Preflight, { ok: false }>;

async function refused(desk: Desk, intent: ClaimedIntent, flight: Refused): Promise<void> {
  if (!('revert' in flight)) {
    const { code, text } = flight;
    if (!('hopeless' in flight)) return putOff(desk, intent, `${code}: ${text}`);
    return fail(desk, intent, code, text);
  }
  const { name, text } = flight.revert;
  const meaning = meaningOf(intent.kind, readArgs(intent.kind, intent.args), flight.revert);
  if (meaning === 'WAIT') return putOff(desk, intent, `${name}: ${text}`);
  // Counted from the first time that it is missing: before, this intent may have waited long for something else.
  const anew = !intent.waitingFor?.startsWith(`${name}: `);
  const { CHAIN_PATIENCE_S, CHAIN_RETRY_S } = desk.ctx.app.config;
  if (meaning === 'PATIENCE' && waitedS(CHAIN_RETRY_S, anew ? 0 : intent.tries) < CHAIN_PATIENCE_S) {
    return putOff(desk, intent, `${name}: ${text}`, { anew });
  }
  const found = meaning === 'DONE' ? await findProof(desk, intent) : undefined;
  if (!found) return fail(desk, intent, name, text);
  desk.ctx.app.log.warn({ intentId: intent.id, kind: intent.kind }, 'a transaction had been carried out before');
  await step(desk, intent, 'FIND', { ...found, ...NO_SLOT }, (_, now) => now.claim === intent.claim);
}

/** Nothing is signed for it, so its nonce, if it has one, goes to the next. */
async function fail(desk: Desk, intent: ClaimedIntent, errorCode: string, errorText: string): Promise<void> {
  const { log } = desk.ctx.app;
  const patch = { errorCode, errorText, ...NO_SLOT };
  const failed = await step(desk, intent, 'FAIL', patch, (_, now) => now.claim === intent.claim);
  if (failed) log.error({ intentId: intent.id, kind: intent.kind, errorCode, errorText }, 'a transaction failed');
}

type Cleared = Extract<Preflight, { ok: true }>;

async function nonceFor(
  desk: Desk,
  intent: ClaimedIntent,
  signer: Signer,
  { minedNonce, balance }: Cleared,
): Promise<bigint | undefined> {
  const { db, config } = desk.ctx.app;
  const only = intent.kind === 'NONCE_FILL' ? readArgs('NONCE_FILL', intent.args).nonce : undefined;
  const taken = await db.transact((tx) =>
    takeNonce(tx, {
      chainId: intent.chainId,
      signer: toBytes(signer.address),
      minedNonce,
      balance,
      inFlight: config.CHAIN_INTENTS_IN_FLIGHT,
      intent,
      ...(only !== undefined && { only }),
    }),
  );
  if (taken === 'FULL')
    await putOff(desk, intent, 'too many transactions of its key wait to be mined', { counts: false });
  // Somebody else filled the nonce meanwhile: there is nothing left to do.
  if (taken === 'LOST' && only !== undefined) await step(desk, intent, 'CANCEL');
  return typeof taken === 'bigint' ? taken : undefined;
}

/** Signs an empty transaction in the place of what was signed, so that whichever is mined first decides. */
export async function signCancel(
  desk: Desk,
  intent: ClaimedIntent,
  how: Pick<ToSign, 'nonce' | 'fees'>,
): Promise<AttemptRow | undefined> {
  const signer = await signerOf(desk, intent);
  if (!signer) throw new SignerError('nobody signs for its address any more');
  const call = emptyCall(signer.address);
  return signAttempt(desk, intent, { ...how, signer, purpose: 'CANCEL', call, gasLimit: EMPTY_GAS });
}
