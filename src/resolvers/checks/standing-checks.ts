import type { TwinFact } from '../../db/poai-facts.ts';
import { formatDecimal } from '../amounts.ts';
import { batchesRead, blocksRead, type Facts, projectRead } from './facts.ts';
import { fail, listed, notApplicable, type Outcome, pass, unclear } from './outcome.ts';

/**
 * SINGLE_PROGRAM: by what was reported of duplicates under two registries, and what people decided of it. Those that were
 * dismissed do not count.
 */
export function singleProgram(facts: Facts): Outcome {
  const { project, duplicates } = facts;
  const { twins, isQueued } = duplicates;
  const read = [projectRead(facts), `${twins.length} reports of project_duplicate_reports that hold or are confirmed`];
  const shown = (found: readonly TwinFact[]): string =>
    listed(found.map(({ kind, registry, nativeId, name }) => `${registry} ${nativeId} "${name}" (${kind})`));
  const confirmed = twins.filter(({ status }) => status === 'CONFIRMED');
  if (confirmed.length > 0) return fail(`Another program holds the activity: ${shown(confirmed)}.`, read);
  const open = twins.filter(({ status }) => status === 'OPEN');
  if (open.length > 0) return unclear(`Whether it is one with these is not decided: ${shown(open)}.`, read);
  if (project.registry === null) return unclear('No registry names the project, so it was compared with none.', read);
  if (isQueued) return unclear('The project has changed and was not compared with others since.', read);
  if (project.west === null || project.creditingStart === null) {
    return unclear('No project of another program is like it. Place or period are not known to compare by.', read);
  }
  const dismissed = twins.length > 0 ? ` ${twins.length} reports were dismissed.` : '';
  return pass(`No project of another program is like it in place, period, type and name.${dismissed}`, read);
}

/**
 * CORRESPONDING_ADJUSTMENT: what a host country lets others count, it adds to its own balance (decision 2/CMA.3, annex);
 * and nothing else.
 */
export function correspondingAdjustment(facts: Facts): Outcome {
  const { hostAuthorization: host, correspondingAdjustment: adjustment } = facts.project;
  const read = [projectRead(facts)];
  const said = `The authorization is ${host}, the adjustment ${adjustment}`;
  if (host === 'REQUESTED') return unclear(`${said}: the host country has not decided yet.`, read);
  const isOwed = adjustment !== 'NOT_APPLICABLE';
  if (host === 'AUTHORIZED') {
    return isOwed ? pass(`${said}.`, read) : fail(`${said}: what is authorized needs an adjustment.`, read);
  }
  return isOwed
    ? fail(`${said}: there is an adjustment, and nothing that stands is authorized.`, read)
    : notApplicable(`${said}: nothing was authorized for use elsewhere.`, read);
}

const TOKEN_SCALE = 18;
const tonnes = (amount: bigint): string => formatDecimal(amount, TOKEN_SCALE, 0);

/** SUPPLY_IN_CUSTODY: of each vintage there are no more tokens than credits that the platform holds for them. */
export function supplyInCustody(facts: Facts): Outcome {
  const { chain } = facts;
  if (!chain) return notApplicable('The platform has no chain, and so no tokens.', [projectRead(facts)]);
  const block = chain.supplies[0]?.blockNumber;
  const place = `chain ${chain.chainId}${block === undefined ? '' : ` at block ${block}`}`;
  const read = [`credit_batches, credit_balances and reserve_moves of ${place}`, blocksRead(facts)];
  const supplies = chain.supplies.filter(({ supply }) => supply > 0n);
  if (supplies.length === 0) return notApplicable('There are no tokens of these credits.', read);
  const shown = supplies.map(
    ({ vintage, supply, inCustody, alive, contractHolds }) =>
      `${vintage}: ${tonnes(supply)} t of tokens (${tonnes(contractHolds)} of them in the custody’s contract), ` +
      `${inCustody} t in custody of ${alive} t known`,
  );
  const unit = 10n ** BigInt(TOKEN_SCALE);
  const finding = `${listed(shown)}.`;
  // More tokens than credits that exist is wrong wherever they are; the rest depends on whether custody is recorded.
  const isOver = supplies.some(
    ({ supply, inCustody, alive }) => supply > alive * unit || (inCustody > 0n && supply > inCustody * unit),
  );
  if (isOver) return fail(`There are more tokens than credits behind them. ${finding}`, read);
  if (supplies.every(({ supply, inCustody }) => supply <= inCustody * unit)) return pass(finding, read);
  return unclear(`It is not recorded whose account holds the credits behind the tokens. ${finding}`, read);
}

/**
 * NO_FREEZE: neither project nor credits are halted, here or on the chain. The platform reads no list of sanctions, so it
 * finds what speaks against and leaves the rest to a person.
 */
export function noFreeze(facts: Facts): Outcome {
  const { project, blocks = [], chain } = facts;
  const read = [projectRead(facts), blocksRead(facts), batchesRead(facts)];
  if (chain) {
    const mark = chain.freeze ? `as of block ${chain.freeze.blockNumber}` : 'none';
    read.push(`the suspension of the project on chain ${chain.chainId}: ${mark}`);
  }
  const halted = blocks.filter(({ state }) => state === 'ON_HOLD').map(({ serial }) => serial);
  const found = [
    ...(project.suspended ? ['the project is suspended'] : []),
    ...(['WITHDRAWN', 'REJECTED', 'DEREGISTERED'].includes(project.status) ? [`the project is ${project.status}`] : []),
    ...(halted.length > 0 ? [`on hold: ${listed(halted, { between: ', ' })}`] : []),
    ...(chain?.freeze?.suspended ? ['the chain has suspended its credits'] : []),
  ];
  return found.length > 0
    ? fail(`A freeze applies: ${listed(found)}.`, read)
    : unclear('No freeze applies here or on the chain. Lists of sanctions are to be searched for the parties.', read);
}
