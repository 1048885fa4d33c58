import type { Page } from 'playwright-core';
import { localAccounts } from '../../src/local/local-plan.ts';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import type { RunningPlatform } from '../platform.ts';
import { asker, dialogOf, press } from './visits.ts';

/** Alice withdraws CARBON to her address of the chain, and grace lets it go out; so there is something to stake. */
export async function giveCarbon({ url }: RunningPlatform): Promise<void> {
  const [alice, grace] = [await asker(url, 'alice'), await asker(url, 'grace')];
  const asked = await alice(`mutation { withdrawalRequest(input: { asset: CARBON, amount: "10",
    destination: "${localAccounts.alice.address}", idempotencyKey: "carbon-to-stake" }) {
    ... on WithdrawalRequestPayload { withdrawal { id } } ... on Error { message } } }`);
  const id = textAt(asked, 'data', 'withdrawalRequest', 'withdrawal', 'id');
  await grace(`mutation { withdrawalApprove(input: { withdrawalId: "${id}", idempotencyKey: "let-it-go-out" }) {
    __typename ... on Error { message } } }`);
  const balance = `{ tokenBalances(address: "${localAccounts.alice.address}") { asset balance } }`;
  await until(async () => /"CARBON","balance":"10(\.0+)?"/.test(JSON.stringify(await alice(balance))));
}

/** Stakes 5 CARBON on the page of staking, with two signatures of the wallet, and waits until the page shows it. */
export async function stakeFive(page: Page): Promise<void> {
  await press(page, 'Stake');
  await dialogOf(page).getByLabel('How much').fill('5');
  await press(dialogOf(page), 'Prepare the transaction');
  await dialogOf(page)
    .getByText(/First your wallet lets the staking contract/)
    .waitFor();
  await press(dialogOf(page), 'Sign and send with Test wallet');
  await dialogOf(page)
    .getByText(/First your wallet lets/)
    .waitFor({ state: 'detached' });
  await press(dialogOf(page), 'Sign and send with Test wallet');
  await dialogOf(page)
    .getByText(/^Sent as/)
    .waitFor();
  await press(dialogOf(page), 'Done');
  await page.getByText('5 CARBON', { exact: true }).first().waitFor();
}
