import { useEffect, useState } from 'preact/hooks';
import { wire } from '../api/live.ts';
import { clockOf } from '../lib/time.ts';
import { plural } from '../lib/words.ts';

/** A connection that is renewed, as each one is when its token ends, is not worth a word. */
const SAY_AFTER_MS = 1_500;
const BACK_SHOWN_MS = 12_000;

const WORDS = { IDLE: 'Not live', CONNECTING: 'Connecting', LIVE: 'Live', LOST: 'Connection lost' } as const;

export const WireState = () => (
  <span class="wire" data-state={wire.value.state}>
    <i class="wire-dot" />
    {WORDS[wire.value.state]}
  </span>
);

/** Says that the connection was cut, since when, and what became of what was missed. */
export function WireNotice() {
  const { state, sinceMs, caughtUp, readAnew } = wire.value;
  const [said, setSaid] = useState<'lost' | 'back' | undefined>(undefined);
  useEffect(() => {
    if (state === 'LOST') {
      const timer = setTimeout(setSaid, SAY_AFTER_MS, 'lost');
      return () => {
        clearTimeout(timer);
      };
    }
    setSaid((said) => (said === 'lost' && state === 'LIVE' ? 'back' : said));
    const timer = setTimeout(setSaid, BACK_SHOWN_MS, undefined);
    return () => {
      clearTimeout(timer);
    };
  }, [state, sinceMs]);
  return (
    <div role="status">
      {said === 'lost' && state === 'LOST' && (
        <p class="notice" data-kind="lost">
          <strong>The connection was lost at {clockOf(sinceMs)}.</strong> What you see is from then. Reconnecting…
        </p>
      )}
      {said === 'back' && state === 'LIVE' && (
        <p class="notice" data-kind="back">
          <strong>Connected again.</strong> {missedWords(caughtUp ?? 0, readAnew)}
        </p>
      )}
    </div>
  );
}

function missedWords(caughtUp: number, readAnew: boolean): string {
  if (caughtUp > 0 && readAnew) return `${plural(caughtUp, 'missed change')} caught up; the rest was read anew.`;
  if (caughtUp > 0) return `${plural(caughtUp, 'missed change')} caught up.`;
  return readAnew ? 'What you see was read anew.' : 'Nothing was missed.';
}
