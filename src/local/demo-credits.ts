import { myAnnouncements } from '../resolvers/announcements/read.ts';
import { draftAnnouncement } from '../resolvers/announcements/draft-announcement.ts';
import { openAnnouncement } from '../resolvers/announcements/open-announcement.ts';
import { importCredits } from '../resolvers/batches/import-credits.ts';
import { creditMappings } from '../resolvers/batches/mapping.ts';
import { creditsBySerial } from '../resolvers/batches/read.ts';
import type { Context } from '../resolvers/context.ts';
import { depositCredits } from '../resolvers/credits/deposit-credits.ts';
import { encodeId } from '../resolvers/ids.ts';
import type { RegistryFileRow } from '../resolvers/registry-import.ts';

interface DemoBlock {
  readonly year: number;
  readonly first: number;
  readonly last: number;
  /** Who has them; left out: nobody here yet. */
  readonly holder?: 'SELLER' | 'PLATFORM';
}

/** Of the demo's registered project. Invented like it: the registry has given no block this prefix. */
const PREFIX = '99001';
const PROJECT = 'DEMO-1';
const blocks: readonly DemoBlock[] = [
  { year: 2024, first: 1, last: 2_000, holder: 'SELLER' },
  { year: 2024, first: 2_001, last: 5_000, holder: 'PLATFORM' },
  { year: 2024, first: 5_001, last: 6_000 },
  { year: 2025, first: 6_001, last: 9_000, holder: 'PLATFORM' },
];

const OFFER = {
  title: 'Demo: Mangroves of Gazi Bay, 2024',
  quantity: '1000',
  currency: 'EUR',
  price: { fixed: '9.20' },
};

const serialOf = ({ year, first, last }: DemoBlock): string =>
  `${PREFIX}-${first}-${last}-VCS-VCU-1-VER-KE-14-1-0101${year}-3112${year}-1`;

/** The blocks as the registry's own list would have them. */
async function* rowsOfList(listed: readonly DemoBlock[]): AsyncGenerator<RegistryFileRow> {
  for (const [index, block] of listed.entries()) {
    const cells = {
      ID: PROJECT,
      'Issuance Date': `${block.year + 1}-06-30`,
      'Vintage Start': `${block.year}-01-01`,
      'Vintage End': `${block.year}-12-31`,
      'Quantity Issued': String(block.last - block.first + 1),
      'Serial Number': serialOf(block),
      'Retirement/Cancellation Date': '',
      'Retirement Beneficiary': '',
      'Retirement Reason': '',
      'Retirement Details': '',
    };
    yield { line: index + 2, cells };
  }
}

/** The block that has the first of these credits now: what was retired since may have split them into very many. */
async function blockOf(ctx: Context, demo: DemoBlock) {
  const [found] = await creditsBySerial(ctx, serialOf({ ...demo, last: demo.first }));
  return found?.block;
}

/**
 * Gives the demo credits with serial numbers: some in the seller's holding, of which a part is announced, some in the stock of
 * the platform, some in nobody's hands here. Begun again, it does what is missing.
 */
export async function fillDemoCredits({ seller, admin }: { readonly seller: Context; readonly admin: Context }) {
  const mapping = creditMappings.find(({ registry }) => registry === 'VERRA');
  if (!mapping) throw new Error('lists of VERRA cannot be read');
  const unknown: DemoBlock[] = [];
  for (const demo of blocks) if (!(await blockOf(admin, demo))) unknown.push(demo);
  const { refusals } = await importCredits(admin, { mapping, rows: rowsOfList(unknown) });
  if (refusals[0]) throw new Error(`the demo's credits were refused: ${refusals[0].reason}`);
  let batchId = '';
  for (const demo of blocks) {
    const block = await blockOf(admin, demo);
    if (!block) throw new Error(`the demo's credits ${serialOf(demo)} are not there`);
    if (demo.holder === 'SELLER') batchId = encodeId('CreditBatch', block.batchId);
    // What is in custody was deposited, and so was what is in parts: some of it was retired since.
    const isWhole = block.blockEnd === BigInt(demo.last);
    if (!demo.holder || !isWhole || block.holder === 'PLATFORM_CUSTODY') continue;
    const reference = `DEMO-${serialOf(demo)}`;
    await depositCredits(admin, {
      ...(demo.holder === 'SELLER' && { ownerId: encodeId('User', seller.viewer?.userId ?? '') }),
      blockId: encodeId('CreditSerialBlock', block.id),
      reference,
      idempotencyKey: reference,
    });
  }
  const made = await myAnnouncements(seller, { first: 100, filterBy: { batchId } }, {});
  if (made.items.some(({ title, status }) => title === OFFER.title && status !== 'DRAFT')) return;
  const { id } = await draftAnnouncement(seller, { ...OFFER, batchId });
  await openAnnouncement(seller, { announcementId: encodeId('Announcement', id), idempotencyKey: `DEMO-open-${id}` });
}
