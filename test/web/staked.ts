import type { Page } from 'playwright-core';
import { localAccounts } from '../../src/local/local-plan.ts';
import { until } from '../clients.ts';
import { textAt } from '../journeys/answers.ts';
import type { RunningPlatform } from '../platform.ts';
import { giveWallet } from './browser-wallet.ts';
import type { Opened } from './opened.ts';
import { asker, dialogOf, press, type Visit, visit } from './visits.ts';

/** Alice withdraws CARBON to her address of the chain, and grace lets it go out; so there is something to stake. */
async function giveCarbon({ url }: RunningPlatform): Promise<void> {
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

/** Opens the page of staking as alice, who signed in with the wallet of her browser, and has something to stake. */
export async function openStaking({ platform, browser }: Opened): Promise<Visit> {
  await giveCarbon(platform);
  const before = giveWallet(platform, localAccounts.alice.index);
  const on = await visit(browser, platform.url, '/sign-in?to=/staking', { before });
  await press(on.page, 'Sign in with Test wallet');
  await on.page.getByRole('button', { name: 'Stake', exact: true }).waitFor();
  return on;
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
