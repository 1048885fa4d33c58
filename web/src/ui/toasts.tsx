import { signal } from '@preact/signals';

const SHOWN_MS = 7_000;
const MOST = 4;

const shown = signal<readonly { readonly id: number; readonly text: string }[]>([]);
let next = 0;

/** Says something that is over by itself, and that needs no answer. */
export function say(text: string): void {
  const id = (next += 1);
  shown.value = [...shown.value, { id, text }].slice(-MOST);
  setTimeout(() => {
    shown.value = shown.value.filter((each) => each.id !== id);
  }, SHOWN_MS);
}

export const Toasts = () => (
  <div class="toasts" role="status" aria-live="polite">
    {shown.value.map(({ id, text }) => (
      <div key={id} class="toast">
        {text}
      </div>
    ))}
  </div>
);
