import { brokenConstraint } from '../../db/client.ts';
import { openWallets } from '../../db/ledger.ts';
import { insertMember, insertOrganization, type OrganizationRow } from '../../db/organizations.ts';
import { assets } from '../../db/wallets.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { LeiTaken } from './errors.ts';
import { createOrganizationInput, organizationChanged } from './rules.ts';

/**
 * Founds an organization with a wallet of each asset, for an ENTERPRISE_USER, who becomes its first ADMIN. Throws
 * InputInvalid, LeiTaken.
 */
export async function createOrganization(ctx: Context, input: unknown): Promise<OrganizationRow> {
  const { userId } = await permit(ctx, 'organization.create');
  const wish = readInput(createOrganizationInput, input);
  const work = transact(ctx, async (tx) => {
    const organization = await insertOrganization(tx, { ...wish, createdBy: userId });
    const { id, legalName, country, lei } = organization;
    await insertMember(tx, { organizationId: id, userId, role: 'ADMIN' });
    await openWallets(tx, id, assets);
    await tell(tx, [organizationChanged(id, 'CREATED', { userId, role: 'ADMIN' })]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'ORGANIZATION_CREATED',
      subjectType: 'Organization',
      subjectId: id,
      detail: { legalName, country, lei },
    });
    return organization;
  });
  return refuseTakenLei(work);
}

/** Throws LeiTaken for what broke the constraint: of two that take the same LEI at once, one gets it. */
export async function refuseTakenLei<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (brokenConstraint(error) === 'organizations_lei') throw new LeiTaken();
    throw error;
  }
}
