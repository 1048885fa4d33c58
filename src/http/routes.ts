import type { IncomingMessage, ServerResponse } from 'node:http';
import { AUTH, createAuthDoor } from './auth.ts';
import { createCertificateDoor, isCertificatePath } from './certificates.ts';
import { createDashboardDoor, isDashboardPath } from './dashboard.ts';
import { createDocumentDoor, DOCUMENTS } from './documents.ts';
import { createDoor, type DoorParts, wantsStream } from './door.ts';
import { createGraphiqlPage, wantsPage } from './graphiql-page.ts';
import type { Headers } from './headers.ts';
import { createInvoiceDoor, INVOICES } from './invoices.ts';
import { UNSUBSCRIBE } from '../resolvers/notifications/unsubscribe-links.ts';
import { createUnsubscribeDoor } from './unsubscribe.ts';
import { createRestDoor, isRestPath } from './rest.ts';
import { createWebhookDoor, STRIPE_WEBHOOK } from './webhooks.ts';
import { createYogaDoor } from './yoga.ts';

export const PATH = '/graphql';

/** A page beside /graphql. The headers are those that go with every answer. */
export type Page = (req: IncomingMessage, res: ServerResponse, headers: Headers) => Promise<void> | void;

/** Pages by path. */
export type Pages = Readonly<Record<string, Page>>;

/** Which door a request goes to. */
export interface Routes {
  take(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Answers in words, for people. */
  say(req: IncomingMessage, res: ServerResponse, status: number, text: string, more?: Headers): void;
}

export const pathOf = (req: IncomingMessage): string => (req.url ?? '/').split('?', 1)[0] ?? '/';

const isAsking = ({ method }: IncomingMessage): boolean => method === 'POST' || method === 'GET' || method === 'HEAD';

/** The doors of one port by path; a page goes before what else is there. */
export function createRoutes(parts: DoorParts, pages: Pages): Routes {
  const { app, guard, headers } = parts;
  const door = createDoor(parts);
  const yoga = createYogaDoor(parts);
  const documents = createDocumentDoor(app, guard, headers);
  const certificates = createCertificateDoor(app, guard, headers);
  const webhooks = createWebhookDoor(app);
  const invoices = createInvoiceDoor(app, guard);
  const unsubscribing = createUnsubscribeDoor(app, guard);
  const rest = createRestDoor(parts);
  const auth = createAuthDoor(app, guard, headers);
  const graphiql = createGraphiqlPage();
  const dashboard = createDashboardDoor();
  const known = new Map(Object.entries(pages));

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = pathOf(req);
    const page = known.get(path);
    if (page) await page(req, res, headers.of(req));
    else if (path.startsWith(DOCUMENTS)) await documents(req, res, path);
    else if (isCertificatePath(path)) await certificates(req, res, path);
    else if (path.startsWith(INVOICES)) await invoices(req, res, headers.of(req), path);
    else if (path.startsWith(UNSUBSCRIBE)) await unsubscribing(req, res, headers.of(req), path);
    else if (path === STRIPE_WEBHOOK) await webhooks(req, res, headers.of(req));
    else if (path.startsWith(AUTH)) await auth(req, res, path);
    else if (isRestPath(path)) await rest(req, res, path);
    else if (path === PATH && req.method === 'OPTIONS') res.writeHead(204, headers.ofOptions(req)).end();
    else if (path === PATH && wantsPage(req)) await graphiql(req, res, headers.of(req));
    else if (path === PATH && req.method === 'GET' && !wantsStream(req)) await yoga(req, res);
    else if (path === PATH && isAsking(req)) await door(req, res);
    else if (path === PATH) say(req, res, 405, 'Ask by POST or GET.', { allow: 'GET, POST, OPTIONS' });
    else if (isDashboardPath(req, path)) await dashboard(req, res, headers.of(req), path);
    else say(req, res, 404, `There is nothing here: the API is at ${PATH}.`);
  }

  function say(req: IncomingMessage, res: ServerResponse, status: number, text: string, more: Headers = {}): void {
    res
      .writeHead(status, { ...headers.of(req), 'content-type': 'text/plain; charset=utf-8', ...more })
      .end(`${text}\n`);
  }

  return { take, say };
}
