import type { Config } from './config.ts';
import type { Database } from './db/client.ts';
import { openDevelopmentProcessor } from './resolvers/payments/development-processor.ts';
import type { CardProcessor } from './resolvers/payments/processor.ts';
import { openStripe } from './workers/stripe.ts';

/** Who takes cards here; undefined where nobody does. */
export function openCards(config: Config, db: Database): CardProcessor | undefined {
  if (config.STRIPE_SECRET_KEY !== undefined) {
    return openStripe({
      secretKey: config.STRIPE_SECRET_KEY,
      url: config.STRIPE_URL,
      webhookSecrets: config.STRIPE_WEBHOOK_SECRETS,
      webhookToleranceS: config.STRIPE_WEBHOOK_TOLERANCE_S,
      timeoutMs: config.STRIPE_TIMEOUT_MS,
      attempts: config.STRIPE_ATTEMPTS,
    });
  }
  return config.simulateCards ? openDevelopmentProcessor(db) : undefined;
}
