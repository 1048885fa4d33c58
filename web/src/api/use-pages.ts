import { useEffect, useRef, useState } from 'preact/hooks';
import type { MoreFragment, Text } from '../../operations.generated.ts';
import { ask } from './ask.ts';
import { type Read, useRead } from './use-read.ts';

interface Connection<N> {
  readonly edges: readonly { readonly node: N }[];
  readonly pageInfo: MoreFragment;
}

export interface Pages<N, R> {
  readonly first: Read<R>;
  readonly nodes: readonly N[];
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly loadingMore: boolean;
  readonly moreError: Error | undefined;
  readonly reload: () => void;
  /** Changes what is listed by what is known for certain, such as an event. */
  readonly change: (to: (nodes: readonly N[]) => readonly N[]) => void;
}

/** A list that is read page by page, as far as somebody asks for more. */
export function usePages<N, R, V extends { readonly after?: string | null | undefined }>(
  text: Text<R, V>,
  variables: V | null,
  pick: (data: R) => Connection<N> | null | undefined,
): Pages<N, R> {
  const first = useRead(text, variables);
  const [nodes, setNodes] = useState<readonly N[]>([]);
  const [end, setEnd] = useState<MoreFragment | undefined>(undefined);
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<Error | undefined>(undefined);
  const turn = useRef(0);

  useEffect(() => {
    const page = first.data === undefined ? undefined : pick(first.data);
    turn.current += 1;
    setNodes(page?.edges.map(({ node }) => node) ?? []);
    setEnd(page?.pageInfo);
    setMoreError(undefined);
  }, [first.data]);

  async function more(): Promise<void> {
    if (variables === null || end?.endCursor == null) return;
    const asked = turn.current;
    setLoadingMore(true);
    try {
      const page = pick(await ask(text, { ...variables, after: end.endCursor }));
      // The list was read anew meanwhile: what was asked for continues another one.
      if (turn.current !== asked || !page) return;
      setNodes((nodes) => [...nodes, ...page.edges.map(({ node }) => node)]);
      setEnd(page.pageInfo);
      setMoreError(undefined);
    } catch (error) {
      setMoreError(error as Error);
    } finally {
      setLoadingMore(false);
    }
  }

  return {
    first,
    nodes,
    hasMore: end?.hasNextPage === true,
    more: () => void more(),
    loadingMore,
    moreError,
    reload: first.reload,
    change: setNodes,
  };
}
