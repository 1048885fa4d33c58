import { useState } from 'preact/hooks';
import { words } from '../lib/words.ts';
import { Button } from './button.tsx';
import { SelectField, TextField } from './field.tsx';
import { Form } from './form.tsx';

interface KindProps<T extends string> {
  readonly kindLabel: string;
  readonly kinds: readonly T[];
  readonly kind: T | '';
  readonly onKind: (kind: T | '') => void;
}

/** One picks from names of the API, or all of them. */
export const KindField = <T extends string>({ kindLabel, kinds, kind, onKind }: KindProps<T>) => (
  <SelectField
    label={kindLabel}
    value={kind}
    options={[['', 'All'], ...kinds.map((each) => [each, words(each)] as const)]}
    onPick={onKind}
  />
);

interface SearchProps<T extends string> extends KindProps<T> {
  /** What one types. */
  readonly label: string;
  readonly onSearch: (text: string) => void;
}

/** A list is searched by words, which count once they are sent, and by one of a few kinds, which counts at once. */
export function Search<T extends string>({ label, onSearch, ...kind }: SearchProps<T>) {
  const [text, setText] = useState('');
  return (
    <Form
      search
      onSend={() => {
        onSearch(text.trim());
      }}
    >
      <TextField label={label} type="search" value={text} onText={setText} />
      <KindField {...kind} />
      <div class="field-end">
        <Button type="submit" look="main">
          Search
        </Button>
      </div>
    </Form>
  );
}
