import type { App, Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { publicUrl } from '../documents/links.ts';
import { type Content, digestOf } from './content.ts';
import { printInTurn } from './press.ts';
import { printCertificate } from './print.ts';
import { logoIssue, lookOf, templateInput, type TemplateWish } from './rules.ts';

/**
 * How a certificate would look by a template, as PDF in base64: with made-up credits, and SPECIMEN across the page. Nothing is
 * kept. Throws InputInvalid, Forbidden, Busy.
 */
export async function previewCertificateTemplate(ctx: Context, input: unknown): Promise<string> {
  await permitCaller(ctx, 'certificate-template.publish');
  const wish = readInput(templateInput(ctx.app.config), input);
  await permitFor(ctx, 'certificate-template.publish', wish.organizationId);
  return Buffer.from(await printSpecimen(ctx.app, wish)).toString('base64');
}

/** Prints a specimen. Throws InputInvalid where the logo is no picture, Busy. */
export async function printSpecimen(app: App, wish: TemplateWish): Promise<Uint8Array> {
  const refuse = (message: string) => new InputInvalid([{ path: ['logo'], message }]);
  const issue = wish.logo && logoIssue(wish.logo, app.config.CERTIFICATE_LOGO_BYTES);
  if (issue !== undefined) throw refuse(issue);
  const content = specimen(app, wish);
  const print = (template: ReturnType<typeof lookOf>) =>
    printInTurn(app, () => printCertificate({ content, digest: digestOf(content), status: 'SPECIMEN', template }));
  try {
    return await print(lookOf(wish));
  } catch (error) {
    // A picture that begins like one and is none is all that can fail here; without it everything is printed.
    if (!wish.logo) throw error;
    await print({ ...lookOf(wish), logo: null });
    throw refuse('cannot be read as a picture');
  }
}

const NOBODY = '00000000-0000-7000-8000-000000000000';
const NOTHING = `0x${'0'.repeat(64)}` as const;
const NOWHERE = `0x${'0'.repeat(40)}` as const;

function specimen(app: App, { fields }: TemplateWish): Content {
  const url = publicUrl(app);
  return {
    format: 'ecocoin-certificate/v1',
    id: NOBODY,
    version: '1',
    supersedes: null,
    issuedAt: '2026-01-02T09:00:00Z',
    issuer: { url, name: app.config.CERTIFICATE_ISSUER_NAME },
    url: `${url}/certificates/${NOBODY}`,
    retirement: {
      id: NOBODY,
      quantity: '1234',
      reason: 'ENVIRONMENTAL_BENEFIT',
      message: 'This is a specimen: nothing was retired.',
      retiringEntity: null,
      retiredAt: '2026-01-01T09:00:00Z',
      consumption: { country: 'DE', from: '2025-01-01', to: '2025-12-31' },
    },
    beneficiary: {
      kind: 'PUBLIC',
      name: 'Specimen GmbH',
      country: 'DE',
      identifier: { scheme: 'OTHER', value: 'SPECIMEN' },
      hash: NOTHING,
    },
    credits: {
      project: {
        id: NOBODY,
        name: 'Specimen of a project',
        registry: 'SPECIMEN',
        nativeId: '1',
        country: 'BR',
        type: 'ARR',
      },
      methodologies: [{ program: 'SPECIMEN', code: 'AR-0', version: '1' }],
      vintage: { start: '2024-01-01', end: '2024-12-31' },
      serials: [{ text: 'SPECIMEN-1-1234', quantity: '1234' }],
    },
    chain: {
      chainId: '0',
      contract: NOWHERE,
      transactionHash: NOTHING,
      blockNumber: '0',
      logIndex: '0',
      batchId: '0',
      account: NOWHERE,
    },
    poai: null,
    fields: fields.map(({ name, value }) => ({ name, value })),
  };
}
