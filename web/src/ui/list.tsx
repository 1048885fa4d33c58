import type { ComponentChildren } from 'preact';
import type { Pages } from '../api/use-pages.ts';
import { Button } from './button.tsx';
import { Loading, Problem } from './states.tsx';

interface ListProps<N, R> {
  readonly of: Pages<N, R>;
  /** What stands there while the list is empty. */
  readonly empty: ComponentChildren;
  readonly lines?: number;
  readonly children: (nodes: readonly N[]) => ComponentChildren;
}

/** A list with its states: being read, failed, empty, and more to be had. */
export function List<N, R>({ of: pages, empty, lines = 5, children }: ListProps<N, R>) {
  const { first, nodes, hasMore, loadingMore, moreError, more } = pages;
  if (first.data === undefined && first.loading) return <Loading lines={lines} />;
  return (
    <>
      {first.error && <Problem error={first.error} onRetry={first.reload} />}
      {first.data !== undefined && nodes.length === 0 && empty}
      {nodes.length > 0 && children(nodes)}
      {moreError && <Problem error={moreError} onRetry={more} />}
      {hasMore && !moreError && (
        <div class="row more">
          <Button busy={loadingMore} onClick={more}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
