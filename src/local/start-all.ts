import { createLog } from '../app.ts';
import type { Config } from '../config.ts';
import { migrateDatabase } from '../db/client.ts';
import { startPlatform, stopOnSignals } from '../run.ts';
import { keep } from '../workers/keep.ts';
import { buildDashboard } from './dashboard.ts';
import { backDemoData } from './demo-chain.ts';
import { linkDemoPeople } from './demo-links.ts';
import { fillDemoProof } from './demo-proof.ts';
import { demoLogins, dropDemoMails, fillDemoData } from './demo.ts';
import { localChainPasses } from './finish-chain.ts';
import type { Services } from './services.ts';

/** Runs the API and the workers in this process on what is brought along, and says so. If a part fails, none is left. */
export async function startAll(config: Config, starting: Promise<Services>): Promise<void> {
  const log = createLog(config);
  const building = buildDashboard();
  const services = await starting;
  const { databaseUrl, chain, isLocalChain, chainWords } = services;
  try {
    await migrateDatabase(databaseUrl);
    const platform = await startPlatform({
      config,
      databaseUrl,
      log,
      chain,
      roles: ['api', 'workers'],
      prepare: async (app) => {
        if (!config.DEMO_DATA) return;
        await fillDemoData(app);
        if (chain && isLocalChain) {
          await backDemoData(app, chain);
          await linkDemoPeople(app);
          await fillDemoProof(app);
        }
        await dropDemoMails(app);
      },
    });
    const adding = chain && isLocalChain ? localChainPasses(platform.app, chain).map((pass) => keep(pass, log)) : [];
    stopOnSignals(log, async () => {
      await Promise.all(adding.map((kept) => kept.stop()));
      await platform.stop();
      await services.stop();
    });
    const unbuilt = await building;
    if (unbuilt !== undefined) log.warn({ output: unbuilt }, 'the dashboard could not be built');
    process.stdout.write(greeting(config, platform.api?.url, chainWords));
  } catch (error) {
    await services.stop();
    throw error;
  }
}

function cardWords({ simulateCards, STRIPE_SECRET_KEY }: Config): string {
  if (simulateCards) return 'the development gateway: no card is real and no money moves; `paymentSimulate` pays';
  return STRIPE_SECRET_KEY === undefined ? 'none are taken' : 'Stripe';
}

const greeting = (config: Config, url: string | undefined, chainWords: string): string => `
EcoCoin is up.

  Dashboard       ${url}/
  GraphiQL, API   ${url}/graphql    (WebSocket at the same path)
  Health          ${url}/health     /ready   /metrics
  Data            ${config.dataDir}
  Chain           ${chainWords}
  Cards           ${cardWords(config)}

${config.DEMO_DATA ? demoLogins.map((login) => `  Demo login      ${login}\n`).join('') : ''}
Stop with Ctrl-C.
`;
