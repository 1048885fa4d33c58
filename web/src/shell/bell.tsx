import { useEffect } from 'preact/hooks';
import { NotificationReceivedText, UnreadCountText } from '../../operations.generated.ts';
import { useLive, useRead } from '../api/use-read.ts';
import { unread } from '../lib/unread.ts';
import { plural } from '../lib/words.ts';
import { Icon } from '../ui/icons.tsx';
import { say } from '../ui/toasts.tsx';

/** How much is new, counted as it comes; and a word of each as it does. */
export function Bell() {
  const read = useRead(UnreadCountText, {});
  useLive(
    NotificationReceivedText,
    {},
    ({ notificationReceived: { notification } }) => {
      read.reload();
      if (notification) say(notification.title);
    },
    read.reload,
  );
  useEffect(() => {
    if (read.data) unread.value = read.data.notificationUnreadCount;
  }, [read.data]);
  const { value } = unread;
  return (
    <a
      class="button icon-button bell"
      data-look="plain"
      href="/notifications"
      aria-label={value === 0 ? 'Notifications' : `Notifications, ${plural(value, 'new one')}`}
    >
      <Icon name="bell" />
      {value > 0 && <span class="bell-count">{value > 99 ? '99+' : value}</span>}
    </a>
  );
}
