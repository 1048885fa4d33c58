import { issueCertificates } from '../resolvers/certificates/issue-certificates.ts';
import type { Context } from '../resolvers/context.ts';
import type { Pass } from './keep.ts';

/** The passes of certificates, by name. */
export function certificatePasses(ctx: Context): readonly Pass[] {
  const { CLOCK_PASS_MS: everyMs, CERTIFICATE_BATCH: most } = ctx.app.config;
  return [{ name: 'certificates', everyMs, run: async () => (await issueCertificates(ctx)) >= most }];
}
