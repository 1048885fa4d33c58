import { computed, signal } from '@preact/signals';
import { type CredentialPartsFragment, RefreshSessionText, type WhoAmIQuery } from '../../operations.generated.ts';
import { AskError, askAs } from './send.ts';

const KEPT_AS = 'ecocoin.session';
/** A token with less left than this is renewed before it is used. */
const RENEW_BEFORE_MS = 30_000;

/** Roles are not known before they are asked for: they may change while one is signed in. */
export type Person = CredentialPartsFragment['user'] & Partial<Pick<WhoAmIQuery['me'], 'roles'>>;

export interface Session {
  readonly accessToken: string;
  /** By this machine's clock, which may be wrong: what counts is how long the token lives. */
  readonly expiresAtMs: number;
  readonly refreshToken: string;
  readonly user: Person;
}

const session = signal<Session | undefined>(read());
/** Why somebody who was signed in is not any more. */
export const sessionNote = signal<string | undefined>(undefined);
export const me = computed<Person | undefined>(() => session.value?.user);

// Another tab signs in, out, or renews: refresh tokens serve once, so all tabs have the same one.
addEventListener('storage', ({ key }) => {
  if (key === KEPT_AS || key === null) session.value = read();
});

export function keepSession({ accessToken, refreshToken, user }: CredentialPartsFragment): void {
  const { value: known } = session;
  const roles = known?.user.id === user.id ? known.user.roles : undefined;
  const person = roles === undefined ? user : { ...user, roles };
  const next = { accessToken, expiresAtMs: Date.now() + lifetimeMs(accessToken), refreshToken, user: person };
  localStorage.setItem(KEPT_AS, JSON.stringify(next));
  sessionNote.value = undefined;
  session.value = next;
}

export function forgetSession(why?: string): void {
  localStorage.removeItem(KEPT_AS);
  sessionNote.value = why;
  session.value = undefined;
}

/** What was granted or changed meanwhile. */
export function updatePerson(user: Partial<Person>): void {
  const { value } = session;
  if (!value) return;
  session.value = { ...value, user: { ...value.user, ...user } };
  localStorage.setItem(KEPT_AS, JSON.stringify(session.value));
}

/** A token that serves for a while, renewed if need be; not `refused`. Undefined for nobody. */
export async function freshToken(refused?: string): Promise<string | undefined> {
  const isGood = (known: Session | undefined): known is Session =>
    known !== undefined && known.accessToken !== refused && known.expiresAtMs - Date.now() > RENEW_BEFORE_MS;
  if (!session.value) return undefined;
  if (isGood(session.value)) return session.value.accessToken;
  return exclusively(async () => {
    // While this tab waited, another may have renewed it.
    session.value = read();
    if (!session.value) return undefined;
    if (!isGood(session.value)) await renew(session.value);
    return session.value?.accessToken;
  });
}

async function renew({ refreshToken, accessToken, expiresAtMs }: Session): Promise<void> {
  try {
    const { sessionRefresh } = await askAs(RefreshSessionText, { input: { refreshToken } });
    if (sessionRefresh.__typename === 'SessionRefreshPayload') keepSession(sessionRefresh.credentials);
    else forgetSession('Your session has ended. Sign in again.');
  } catch (error) {
    // Not reachable just now: the token serves as long as it lives.
    if (error instanceof AskError && accessToken && expiresAtMs > Date.now()) return;
    throw error;
  }
}

let last: Promise<unknown> = Promise.resolve();
/** One at a time, of all tabs where the browser can tell (only on TLS and this machine), else of this tab. */
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const alone = async (): Promise<T> => ('locks' in navigator ? navigator.locks.request(KEPT_AS, work) : work());
  const next = last.then(alone, alone);
  last = next.catch(() => undefined);
  return next;
}

/** How long a JWT lives from its making, whatever this machine takes for now. */
function lifetimeMs(token: string): number {
  const [, payload = ''] = token.split('.');
  const { exp, iat } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as {
    exp: number;
    iat: number;
  };
  return (exp - iat) * 1_000;
}

function read(): Session | undefined {
  try {
    return (JSON.parse(localStorage.getItem(KEPT_AS) ?? 'null') as Session | null) ?? undefined;
  } catch {
    return undefined;
  }
}
