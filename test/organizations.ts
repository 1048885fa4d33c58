import { v7 as newId } from 'uuid';
import { openWallets } from '../src/db/ledger.ts';
import {
  insertMember,
  insertOrganization,
  type MemberRow,
  type OrganizationRole,
  type OrganizationRow,
} from '../src/db/organizations.ts';
import { assets } from '../src/db/wallets.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import type { TestApp, TestUser } from './harness.ts';

export interface TestOrganization {
  readonly row: OrganizationRow;
  /** What clients call it. */
  readonly organizationId: string;
  /** As the owner of wallets, where a test asks for one. */
  readonly owner: TestUser;
  /** By the id of the user. */
  readonly members: ReadonlyMap<string, MemberRow>;
}

/** An organization with wallets and these members, the first of whom must be an ADMIN. */
export async function foundedBy(
  t: TestApp,
  ...given: [admin: TestUser, ...others: [TestUser, OrganizationRole][]]
): Promise<TestOrganization> {
  const [admin, ...others] = given;
  return t.db.transact(async (tx) => {
    const id = newId();
    const row = await insertOrganization(tx, { id, legalName: 'Moss AG', country: 'CH', createdBy: admin.id });
    const members = new Map<string, MemberRow>();
    for (const [user, role] of [[admin, 'ADMIN'] as const, ...others]) {
      const member = await insertMember(tx, { organizationId: id, userId: user.id, role });
      if (member) members.set(user.id, member);
    }
    await openWallets(tx, id, assets);
    return { row, organizationId: encodeId('Organization', id), owner: { ...admin, id }, members };
  });
}
