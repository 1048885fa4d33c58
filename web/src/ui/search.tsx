import { useState } from 'preact/hooks';
import { words } from '../lib/words.ts';
import { Button } from './button.tsx';
import { SelectField, TextField } from './field.tsx';
import { Form } from './form.tsx';

interface SearchProps<T extends string> {
  /** What one types. */
  readonly label: string;
  readonly onSearch: (text: string) => void;
  /** What one picks from names of the API, or all of them. */
  readonly kindLabel: string;
  readonly kinds: readonly T[];
  readonly kind: T | '';
  readonly onKind: (kind: T | '') => void;
}

/** A list is searched by words, which count once they are sent, and by one of a few kinds, which counts at once. */
export function Search<T extends string>({ label, onSearch, kindLabel, kinds, kind, onKind }: SearchProps<T>) {
  const [text, setText] = useState('');
  return (
    <Form
      search
      onSend={() => {
        onSearch(text.trim());
      }}
    >
      <TextField label={label} type="search" value={text} onText={setText} />
      <SelectField
        label={kindLabel}
        value={kind}
        options={[['', 'All'], ...kinds.map((each) => [each, words(each)] as const)]}
        onPick={onKind}
      />
      <div class="field-end">
        <Button type="submit" look="main">
          Search
        </Button>
      </div>
    </Form>
  );
}
