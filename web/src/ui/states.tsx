import type { ComponentChildren } from 'preact';
import { AskError } from '../api/send.ts';
import type { Read } from '../api/use-read.ts';
import { Button } from './button.tsx';

/** What went wrong, in the API's own words, and a way to try again. */
export function Problem({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  const more = error instanceof AskError ? error : undefined;
  return (
    <div class="problem" role="alert">
      <span>
        {error.message}
        {more?.retryAfterS !== undefined && ` Try again in ${more.retryAfterS} s.`}
        {more?.requestId !== undefined && <span class="small"> Request {more.requestId}</span>}
      </span>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

export const Empty = ({ title, children }: EmptyProps) => (
  <div class="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

/** The place of what is still being read; it is as high as what will be there. */
export const Loading = ({ lines = 4 }: { readonly lines?: number }) => (
  <div class="stack" role="status" aria-label="Loading">
    {Array.from({ length: lines }, (_, index) => (
      <span key={index} class="skeleton" style={{ width: `${100 - ((index * 17) % 45)}%` }} />
    ))}
  </div>
);

interface ShownProps<R> {
  readonly of: Read<R>;
  readonly lines?: number;
  readonly children: (data: R) => ComponentChildren;
}

/** What was read; its place while it is read; what went wrong beside what was read before. */
export function Shown<R>({ of: { data, error, loading, reload }, lines, children }: ShownProps<R>) {
  return (
    <>
      {error && <Problem error={error} onRetry={reload} />}
      {data !== undefined && children(data)}
      {data === undefined && loading && <Loading {...(lines !== undefined && { lines })} />}
    </>
  );
}
