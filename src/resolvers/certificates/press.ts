import { LRUCache } from 'lru-cache';
import { toHex } from '../proofs/bundle.ts';
import type { App, Context } from '../context.ts';
import { Busy } from '../errors.ts';
import type { Disclosure } from './content.ts';
import { contentOf, fileOf, type IssuedRow } from './file.ts';
import { printCertificate } from './print.ts';

/** Prints one at a time: what takes tens of milliseconds of the processor must not pile up before everything else. */
interface Press {
  readonly printed: LRUCache<string, Promise<Uint8Array>>;
  waiting: number;
  last: Promise<unknown>;
}

const presses = new WeakMap<App, Press>();

function pressOf(app: App): Press {
  const known = presses.get(app);
  if (known) return known;
  const press: Press = {
    printed: new LRUCache({ max: app.config.CERTIFICATE_PAPERS }),
    waiting: 0,
    last: Promise.resolve(),
  };
  presses.set(app, press);
  return press;
}

/** Prints in turn. Throws Busy where too many wait already. */
export async function printInTurn(app: App, work: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const press = pressOf(app);
  if (press.waiting >= app.config.CERTIFICATE_PAPERS_AT_ONCE) throw new Busy();
  press.waiting += 1;
  const turn = press.last.then(work, work);
  press.last = turn.catch(() => undefined);
  try {
    return await turn;
  } finally {
    press.waiting -= 1;
  }
}

/**
 * A certificate as PDF, with the file that programs verify inside. The same certificate in the same standing is the same
 * PDF, and is printed once as long as it is kept in mind; one that discloses who a beneficiary is, is kept nowhere. Throws
 * Busy.
 */
export async function certificatePdf(ctx: Context, row: IssuedRow, disclosure?: Disclosure): Promise<Uint8Array> {
  const { app } = ctx;
  const work = async (): Promise<Uint8Array> => {
    // The logo of an owner says who they are, and so perhaps who a private beneficiary is: that is for whom it is disclosed to.
    const isPlain = contentOf(row).beneficiary.kind === 'PRIVATE' && !disclosure;
    const template =
      row.templateId === null || isPlain ? undefined : await ctx.loaders.certificateTemplates.load(row.templateId);
    return printCertificate({
      content: contentOf(row),
      digest: toHex(row.digest),
      status: row.status,
      endReason: row.endReason,
      template,
      disclosure,
      file: JSON.stringify(fileOf(row, disclosure)),
    });
  };
  if (disclosure) return printInTurn(app, work);
  const { printed } = pressOf(app);
  const key = `${row.id}/${row.status}`;
  let paper = printed.get(key);
  if (!paper) {
    paper = printInTurn(app, work);
    printed.set(key, paper);
    // What failed is tried again by whoever asks next.
    paper.catch(() => printed.delete(key));
  }
  return paper;
}
