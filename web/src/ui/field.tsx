import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldParts {
  readonly label: string;
  readonly help?: ComponentChildren;
  /** What is wrong with it. */
  readonly wrong?: string | undefined;
}

interface FieldProps extends FieldParts {
  readonly children: (parts: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': 'true' | undefined;
  }) => ComponentChildren;
}

/** A control with its label, what helps with it, and what is wrong, all tied together for who does not see them. */
function Field({ label, help, wrong, children }: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  const wrongId = `${id}-wrong`;
  const described = [help !== undefined && helpId, wrong !== undefined && wrongId].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': wrong === undefined ? undefined : 'true',
      })}
      {help !== undefined && (
        <span class="help" id={helpId}>
          {help}
        </span>
      )}
      {wrong !== undefined && (
        <span class="wrong" id={wrongId}>
          {wrong}
        </span>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldParts {
  readonly value: string;
  readonly type?: 'text' | 'password' | 'email' | 'date' | 'search' | 'time' | 'tel';
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly placeholder?: string;
  readonly autocomplete?: string;
  readonly inputMode?: 'decimal' | 'numeric' | 'email' | 'tel';
  readonly maxLength?: number;
  readonly unit?: string | undefined;
  readonly onText: (value: string) => void;
}

export const TextField = ({ label, help, wrong, unit, onText, ...rest }: TextFieldProps) => (
  <Field label={label} help={help} wrong={wrong}>
    {(parts) => (
      <div class={unit === undefined ? undefined : 'with-unit'}>
        <input
          // Typed one by one above; as a whole the browser's types of inputs exclude each other.
          {...(rest as object)}
          {...parts}
          class="input num"
          onInput={({ currentTarget }) => {
            onText(currentTarget.value);
          }}
        />
        {unit !== undefined && <span aria-hidden="true">{unit}</span>}
      </div>
    )}
  </Field>
);

interface AreaFieldProps extends FieldParts {
  readonly value: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly onText: (value: string) => void;
}

export const AreaField = ({ label, help, wrong, onText, ...rest }: AreaFieldProps) => (
  <Field label={label} help={help} wrong={wrong}>
    {(parts) => (
      <textarea
        {...rest}
        {...parts}
        class="input"
        onInput={({ currentTarget }) => {
          onText(currentTarget.value);
        }}
      />
    )}
  </Field>
);

interface FileFieldProps extends FieldParts {
  /** Types and endings, as browsers take them. */
  readonly accept: string;
  readonly onFile: (file: File | undefined) => void;
}

export const FileField = ({ label, help, wrong, accept, onFile }: FileFieldProps) => (
  <Field label={label} help={help} wrong={wrong}>
    {(parts) => (
      <input
        {...parts}
        type="file"
        accept={accept}
        class="input"
        onChange={({ currentTarget: { files } }) => {
          onFile(files?.[0]);
        }}
      />
    )}
  </Field>
);

interface SelectFieldProps<T extends string> extends FieldParts {
  readonly value: T;
  readonly disabled?: boolean;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onPick: (value: T) => void;
}

export const SelectField = <T extends string>({
  label,
  help,
  wrong,
  value,
  options,
  onPick,
  ...rest
}: SelectFieldProps<T>) => (
  <Field label={label} help={help} wrong={wrong}>
    {(parts) => (
      <select
        {...rest}
        {...parts}
        class="input"
        value={value}
        onChange={({ currentTarget }) => {
          onPick(currentTarget.value as T);
        }}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    )}
  </Field>
);

interface CheckFieldProps {
  readonly checked: boolean;
  readonly onCheck: (checked: boolean) => void;
  readonly children: ComponentChildren;
}

export const CheckField = ({ checked, onCheck, children }: CheckFieldProps) => (
  <label class="check">
    <input
      type="checkbox"
      checked={checked}
      onChange={({ currentTarget }) => {
        onCheck(currentTarget.checked);
      }}
    />
    <span>{children}</span>
  </label>
);

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onPick: (value: T) => void;
}

/** One of a few, as buttons side by side. */
export const Segments = <T extends string>({ label, value, options, onPick }: SegmentsProps<T>) => (
  <div class="segments" role="group" aria-label={label}>
    {options.map(([each, text]) => (
      <button
        key={each}
        type="button"
        aria-pressed={each === value}
        onClick={() => {
          onPick(each);
        }}
      >
        {text}
      </button>
    ))}
  </div>
);
