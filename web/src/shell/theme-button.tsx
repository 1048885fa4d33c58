import { type Theme, theme } from '../lib/theme.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const NAMES: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

export const ThemeButton = () => (
  <Button
    look="plain"
    class="icon-button"
    aria-label={`Colours: ${NAMES[theme.value]}. Change to ${NAMES[NEXT[theme.value]]}`}
    onClick={() => {
      theme.value = NEXT[theme.value];
    }}
  >
    <Icon name={ICONS[theme.value]} />
  </Button>
);
