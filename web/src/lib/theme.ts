import { effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark' | 'system';

const KEPT_AS = 'ecocoin.theme';
const isTheme = (value: string | null): value is Theme => value === 'light' || value === 'dark' || value === 'system';

const kept = localStorage.getItem(KEPT_AS);
export const theme = signal<Theme>(isTheme(kept) ? kept : 'system');
/** Counts up whenever colours change: what is drawn on a canvas must be drawn again. */
export const palette = signal(0);

effect(() => {
  localStorage.setItem(KEPT_AS, theme.value);
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  palette.value = palette.peek() + 1;
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  palette.value += 1;
});

/** A colour of the style sheets as a canvas takes it. */
export function colour(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
