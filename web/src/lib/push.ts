// What a browser shows while no page is open: a service worker that the push service of the browser wakes.

const WORKER = '/service-worker.js';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** The one address of a script that is no module of the page; the policy of the page allows this name. */
const trusted = ((globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('ecocoin', {
  createScriptURL: (url) => {
    if (url !== WORKER) throw new TypeError(`${url} is no script of this page`);
    return url;
  },
}) ?? { createScriptURL: (url: string) => url }) satisfies ReturnType<TrustedTypes['createPolicy']>;

/** Browsers push only over TLS, or on this machine. */
export const canPush = 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;

export interface Subscribed {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Asks the person, and subscribes this browser with the platform's key. Throws with what to do where it cannot be. */
export async function subscribe(key: string): Promise<Subscribed> {
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('Your browser does not let this page show notifications. Allow it in the settings of the page.');
  }
  const registration = await navigator.serviceWorker.register(trusted.createScriptURL(WORKER));
  await navigator.serviceWorker.ready;
  const subscription = await atPushService(registration, key);
  const { endpoint = '', keys = {} } = subscription.toJSON();
  return { endpoint, p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' };
}

/** What browsers say of their own push service helps nobody. */
async function atPushService({ pushManager }: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch (cause) {
    throw new Error(
      'Your browser could not reach its push service. Check that you are online, that this is no private window, and that ' +
        'pushes are allowed in the settings of the browser; then try again. Until then you are told by mail and here.',
      { cause },
    );
  }
}
