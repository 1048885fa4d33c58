// Shows what is pushed while no page is open, and opens the notifications when somebody clicks on it.

self.addEventListener('push', (event) => {
  const { title, body, tag } = event.data?.json() ?? { title: 'EcoCoin' };
  event.waitUntil(self.registration.showNotification(title, { body, tag }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openNotifications());
});

async function openNotifications() {
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (!page) return self.clients.openWindow('/notifications');
  // Whether it comes to the front is the browser's to say; what is in it is ours.
  await page.focus().catch(() => undefined);
  return page.navigate('/notifications');
}
