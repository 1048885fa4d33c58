import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type postgres from 'postgres';
import type { ProjectRecord } from '../src/resolvers/projects/mappings/mapping.ts';
import { verra } from '../src/resolvers/projects/mappings/verra.ts';
import { PROJECTS, projectId, userId } from './dataset.ts';
import { randomOf } from './random.ts';

const CSV = join(import.meta.dirname, '../../shared/data/registries/verra_projects.csv');
const CHUNK = 2_000;
/** Verra has half of them, and the rest is spread. */
const REGISTRIES = ['VERRA', 'VERRA', 'VERRA', 'VERRA', 'GOLD_STANDARD', 'GOLD_STANDARD', 'CDM', 'ACR'] as const;
const LABELS = ['ICVCM_CCP', 'CORSIA_FIRST_PHASE', 'CCB'] as const;
/** Goals that some have besides climate action. */
const GOALS = [1, 3, 7, 8, 15] as const;
/** One in so many is a draft, which no search finds; or has a label; or somebody sells credits of all its batches. */
const [DRAFTS, LABELLED, SOLD] = [50, 8, 20] as const;
const SELLER = userId(1);

type Fields = ProjectRecord['fields'];

interface Rows {
  readonly projects: object[];
  readonly methodologies: object[];
  readonly batches: object[];
  readonly labels: object[];
}

/** Projects of which each says what a real one says, in words of several real ones of its type. */
export async function fillSearch(sql: postgres.Sql, say: (line: string) => void): Promise<void> {
  const real = parse<Record<string, string>>(readFileSync(CSV), { columns: true, bom: true })
    .map((cells) => verra.read(cells))
    .flatMap((record) => (typeof record === 'string' ? [] : [record.fields]));
  const make = generator(real);
  // Triggers are off: what is searched is written in larger parts, by the function that they call.
  await sql.unsafe(`set session_replication_role = replica; set synchronous_commit = off; set work_mem = '64MB'`);
  await sql`insert into users (id, username, email, password_hash) values (${SELLER}, 'seller', 'seller@bench.example', '-')`;
  await sql`insert into parties (id, kind) values (${SELLER}, 'USER')`;
  for (let from = 1; from <= PROJECTS; from += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, PROJECTS - from + 1) }, (_, index) => from + index);
    await insert(sql, make(numbers));
    await announce(sql, numbers.filter((number) => number % SOLD === 0).map(projectId));
    await sql`select refresh_project_search(${numbers.map(projectId)}::uuid[])`;
    if ((from - 1) % (CHUNK * 10) === 0) say(`  ${from - 1 + numbers.length} projects`);
  }
  await sql.unsafe('vacuum (analyze)');
  await sql.unsafe('checkpoint');
}

function generator(real: readonly Fields[]): (numbers: readonly number[]) => Rows {
  const ofType = Map.groupBy(real, ({ projectType }) => projectType);
  const words = new Map([...ofType].map(([type, all]) => [type, all.flatMap(({ name }) => name.split(/\s+/))]));
  const below = randomOf(7);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  return (numbers) => {
    const rows: Rows = { projects: [], methodologies: [], batches: [], labels: [] };
    for (const number of numbers) {
      const like = pick(real);
      const sibling = pick(ofType.get(like.projectType) ?? real);
      const pool = words.get(like.projectType) ?? [];
      const id = projectId(number);
      const [longitude, latitude] = [below(36_000) / 100 - 180, below(14_000) / 100 - 60];
      rows.projects.push({
        id,
        registry: pick(REGISTRIES),
        native_id: String(number),
        name: [...half(like.name, 0), ...half(sibling.name, 1)].join(' ').slice(0, 300),
        proponent: pick(real).proponent,
        description: Array.from({ length: 30 + below(30) }, () => pick(pool)).join(' '),
        project_type: like.projectType,
        category: like.category,
        country: like.country,
        region: like.region,
        longitude,
        latitude,
        west: longitude,
        east: longitude,
        south: latitude,
        north: latitude,
        estimated_annual_reductions: like.estimatedAnnualReductions?.toString() ?? null,
        sdgs: [...new Set([13, pick(GOALS), pick(GOALS)])].toSorted((a, b) => a - b),
        status: below(DRAFTS) === 0 ? 'DRAFT' : like.status,
        suspended: like.suspended ?? false,
      });
      for (const methodology of like.methodologies ?? []) rows.methodologies.push({ project_id: id, ...methodology });
      const first = 2008 + below(14);
      for (let year = first; like.status === 'REGISTERED' && year <= first + below(5); year += 1) {
        rows.batches.push({ project_id: id, vintage_start: `${year}-01-01`, vintage_end: `${year}-12-31` });
      }
      if (below(LABELLED) === 0) rows.labels.push({ project_id: id, code: pick(LABELS) });
    }
    return rows;
  };
}

async function announce(sql: postgres.Sql, projectIds: readonly string[]): Promise<void> {
  await sql`
    insert into announcements (seller_id, batch_id, title, quantity, remaining, minimum_fill, currency, price_kind,
      fixed_price, status, expires_at, opened_at)
    select ${SELLER}, id, 'Offer', 1000, 1000, 1, 'EUR', 'FIXED', 9e18, 'ACTIVE', now() + interval '300 days', now()
    from batches where project_id = any(${[...projectIds]}::uuid[])`;
}

/** One half of the words of a name. */
function half(name: string, which: 0 | 1): string[] {
  const words = name.split(/\s+/);
  const middle = Math.ceil(words.length / 2);
  return which === 0 ? words.slice(0, middle) : words.slice(middle);
}

async function insert(sql: postgres.Sql, { projects, methodologies, batches, labels }: Rows): Promise<void> {
  const rows = (list: readonly object[]): string => JSON.stringify(list);
  await sql`
    insert into projects (id, registry, native_id, name, proponent, description, project_type, category, country, region,
      longitude, latitude, west, south, east, north, estimated_annual_reductions, sdgs, status, suspended, published_at)
    select id, registry, native_id, name, proponent, description, project_type, category, country, region,
      longitude, latitude, west, south, east, north, estimated_annual_reductions, sdgs, status, suspended,
      case when status <> 'DRAFT' then now() end
    from jsonb_populate_recordset(null::projects, ${rows(projects)}::text::jsonb)`;
  await sql`
    insert into project_methodologies
    select * from jsonb_populate_recordset(null::project_methodologies, ${rows(methodologies)}::text::jsonb)
    on conflict do nothing`;
  await sql`
    insert into batches (project_id, vintage_start, vintage_end)
    select project_id, vintage_start, vintage_end
    from jsonb_populate_recordset(null::batches, ${rows(batches)}::text::jsonb)`;
  await sql`
    insert into project_labels (project_id, code, valid_from, evidence)
    select project_id, code, '2024-01-01', 'bench'
    from jsonb_populate_recordset(null::project_labels, ${rows(labels)}::text::jsonb)`;
}
