import { useLocation } from 'preact-iso';
import type { ProjectOrder, ProjectSearch, ProjectStatus } from '../../../operations.generated.ts';

/** What is looked for, as it stands in the address: it can be kept, sent to others and gone back to. */
export interface Wanted {
  readonly text: string;
  readonly country: string;
  readonly type: string;
  readonly registry: string;
  readonly status: string;
  readonly sdg: string;
  readonly from: string;
  readonly to: string;
  readonly credits: boolean;
  readonly order: ProjectOrder;
}

const ORDERS: readonly ProjectOrder[] = ['RELEVANCE', 'NEWEST', 'NAME', 'REDUCTIONS'];
const NOTHING: Wanted = {
  text: '',
  country: '',
  type: '',
  registry: '',
  status: '',
  sdg: '',
  from: '',
  to: '',
  credits: false,
  order: 'RELEVANCE',
};

export function useWanted() {
  const { query, route } = useLocation();
  const wanted: Wanted = {
    text: query['text'] ?? '',
    country: query['country'] ?? '',
    type: query['type'] ?? '',
    registry: query['registry'] ?? '',
    status: query['status'] ?? '',
    sdg: query['sdg'] ?? '',
    from: query['from'] ?? '',
    to: query['to'] ?? '',
    credits: query['credits'] === 'yes',
    order: ORDERS.find((order) => order === query['order']) ?? NOTHING.order,
  };
  const want = (change: Partial<Wanted>): void => {
    const { credits, ...texts } = { ...wanted, ...change };
    const kept = Object.entries(texts).filter(([name, value]) => value !== NOTHING[name as keyof Wanted]);
    const params = new URLSearchParams(kept);
    if (credits) params.set('credits', 'yes');
    route(`/projects${params.size > 0 ? `?${params}` : ''}`, true);
  };
  const isFiltered = Object.entries(wanted).some(
    ([name, value]) => name !== 'order' && value !== NOTHING[name as keyof Wanted],
  );
  return { wanted, want, isFiltered, clear: () => route('/projects', true) };
}

const year = (text: string): number | null => (/^\d{4}$/.test(text) ? Number(text) : null);
const oneOf = <T extends string>(value: string): T[] | null => (value === '' ? null : [value as T]);

/** The same as the API takes it. */
export const searchOf = (wanted: Wanted): ProjectSearch => ({
  text: wanted.text.trim() === '' ? null : wanted.text.trim(),
  countries: oneOf(wanted.country),
  types: oneOf(wanted.type),
  registries: oneOf(wanted.registry),
  statuses: oneOf<ProjectStatus>(wanted.status),
  sdgs: wanted.sdg === '' ? null : [Number(wanted.sdg)],
  vintageFrom: year(wanted.from),
  vintageTo: year(wanted.to),
  hasActiveCredits: wanted.credits || null,
});
