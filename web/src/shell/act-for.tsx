import { MyOrganizationsText } from '../../operations.generated.ts';
import { useRead } from '../api/use-read.ts';
import { acting } from '../lib/acting.ts';

/** For whom one acts: oneself, or an organization of one's own. Who is in none does not see it. */
export function ActFor() {
  const { data } = useRead(MyOrganizationsText, {});
  const organizations = data?.myOrganizations.edges.map(({ node }) => node) ?? [];
  if (organizations.length === 0) return null;
  return (
    <select
      class="input act-for"
      aria-label="You act for"
      value={acting.value?.id ?? ''}
      onChange={({ currentTarget: { value } }) => {
        const picked = organizations.find(({ id }) => id === value);
        acting.value = picked && { id: picked.id, name: picked.legalName };
      }}
    >
      <option value="">Yourself</option>
      {organizations.map(({ id, legalName }) => (
        <option key={id} value={id}>
          {legalName}
        </option>
      ))}
    </select>
  );
}
