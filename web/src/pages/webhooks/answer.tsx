import type { WebhookMessagePartsFragment } from '../../../operations.generated.ts';

type Attempts = WebhookMessagePartsFragment['attempts'];

/** What came of an attempt, in a few words. */
export const answerOf = ({ error, status }: Attempts[number]): string => error ?? `answered ${status ?? 'nothing'}`;

/** What came of the last attempt, in words. */
export const LastAnswer = ({ of }: { readonly of: Attempts }) => {
  const last = of.at(-1);
  return <span class="small soft">{last === undefined ? 'not tried yet' : answerOf(last)}</span>;
};
