import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ShownOnceProps {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
  /** What whoever has it can do with it. */
  readonly children: ComponentChildren;
}

/** A secret that the API gives this once. Only by saying that one has it one leaves: nothing brings it back. */
export function ShownOnce({ title, secret, onClose, children }: ShownOnceProps) {
  const [copied, setCopied] = useState<string | undefined>(undefined);
  const copy = (): Promise<void> =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied('Copied.'),
      () => setCopied('This browser does not let it be copied: select it.'),
    );
  return (
    <Dialog title={title} locked onClose={onClose}>
      <p>It is shown this once. {children}</p>
      <p class="card" data-flat>
        <code>{secret}</code>
      </p>
      <div class="actions">
        <span role="status" class="small soft">
          {copied}
        </span>
        {/* A page that came without TLS from elsewhere has no clipboard. */}
        {isSecureContext && <Button onClick={copy}>Copy</Button>}
        <Button look="main" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}
