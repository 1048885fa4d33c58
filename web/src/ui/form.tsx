import type { ComponentChildren } from 'preact';

interface FormProps {
  /** Fields of a search lie beside each other, in a card of their own. */
  readonly search?: boolean;
  readonly onSend: () => void | Promise<void>;
  readonly children: ComponentChildren;
}

/** Fields that are sent together, by the button or by Enter; the page stays. */
export const Form = ({ search = false, onSend, children }: FormProps) => (
  <form
    class={search ? 'card filters' : 'form'}
    role={search ? 'search' : undefined}
    onSubmit={(event) => {
      event.preventDefault();
      void onSend();
    }}
  >
    {children}
  </form>
);
