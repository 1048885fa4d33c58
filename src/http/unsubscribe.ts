import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../resolvers/context.ts';
import { unsubscribe, whatUnsubscribes } from '../resolvers/notifications/unsubscribe.ts';
import { UNSUBSCRIBE } from '../resolvers/notifications/unsubscribe-links.ts';
import { triggerNames } from '../resolvers/notifications/trigger-words.ts';
import { readBytes } from './body.ts';
import { contextOf } from './callers.ts';
import type { Guard } from './guard.ts';
import type { Headers } from './headers.ts';

type Language = keyof typeof triggerNames;
type Trigger = keyof (typeof triggerNames)[Language];

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 36rem; padding: 2rem 1.5rem; }
button { font: inherit; padding: 0.6rem 1.2rem; }
`;
/** Nothing is loaded or run; the one form leads back here. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
const FORM_BYTES = 4_096;

interface Words {
  readonly title: string;
  readonly ask: string;
  readonly button: string;
  readonly done: string;
  readonly none: string;
}

const words: Readonly<Record<Language, Words>> = {
  EN: {
    title: 'Mails from EcoCoin',
    ask: 'You get no more mails about:',
    button: 'End these mails',
    done: 'Done: you get no more mails about:',
    none: 'This link is not one of ours, or not all of it. Copy it from the mail once more.',
  },
  DE: {
    title: 'Nachrichten von EcoCoin',
    ask: 'Sie erhalten keine Mails mehr zu:',
    button: 'Diese Mails beenden',
    done: 'Erledigt: Sie erhalten keine Mails mehr zu:',
    none: 'Dieser Link ist keiner von uns, oder nicht der ganze. Kopieren Sie ihn noch einmal aus der Mail.',
  },
  FR: {
    title: 'Messages d’EcoCoin',
    ask: 'Vous ne recevrez plus de messages sur :',
    button: 'Mettre fin à ces messages',
    done: 'C’est fait : vous ne recevrez plus de messages sur :',
    none: 'Ce lien n’est pas un des nôtres, ou pas en entier. Copiez-le de nouveau depuis le message.',
  },
};

/**
 * The door that links in mails lead to. GET shows what would end, and ends nothing: mail scanners open links. POST ends it,
 * from the page's button or by a mail program alone (RFC 8058); who has the link needs no sign-in.
 */
export function createUnsubscribeDoor(
  app: App,
  guard: Guard,
): (req: IncomingMessage, res: ServerResponse, headers: Headers, path: string) => Promise<void> {
  return async (req, res, headers, path) => {
    const give = (status: number, body: string, more: Headers = {}): void => {
      res.writeHead(status, {
        ...headers,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
        'cache-control': 'no-store',
        ...more,
      });
      res.end(req.method === 'HEAD' ? undefined : body);
    };
    const isPost = req.method === 'POST';
    if (!isPost && req.method !== 'GET' && req.method !== 'HEAD') return give(405, '', { allow: 'GET, HEAD, POST' });
    const ctx = await contextOf(app, req);
    const waitS = await guard.count(ctx);
    if (waitS > 0) return give(429, '', { 'retry-after': String(waitS) });
    // Whatever stands in the form, the link says it all; it is read so that the connection can go on.
    if (isPost && typeof (await readBytes(req, FORM_BYTES)) === 'string') return give(413, '', { connection: 'close' });
    const token = path.slice(UNSUBSCRIBE.length);
    const link = await whatUnsubscribes(ctx, token);
    if (!link) return give(404, pageOf('EN', words.EN.none));
    if (isPost) await unsubscribe(ctx, token);
    const { language, triggers } = link;
    const { ask, done, button } = words[language];
    const form = `<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${button}</button></form>`;
    give(200, pageOf(language, isPost ? done : ask, triggers, isPost ? '' : form));
  };
}

function pageOf(language: Language, text: string, triggers: readonly Trigger[] = [], form = ''): string {
  const { title } = words[language];
  const items = triggers.map((trigger) => `<li>${triggerNames[language][trigger]}</li>`).join('');
  return `<!doctype html>
<html lang="${language.toLowerCase()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${items === '' ? '' : `<ul>${items}</ul>`}
${form}
</main>
</body>
</html>
`;
}
