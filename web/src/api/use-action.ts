import { useState } from 'preact/hooks';
import type { Text, WrongFragment } from '../../operations.generated.ts';
import { ask } from './ask.ts';
import { AskError } from './send.ts';

/** A refusal that the verb lists: it is data for the API, and a reason for the person. */
export class RefusedError extends Error {
  readonly code: string;
  readonly issues: readonly { readonly path: readonly string[]; readonly message: string }[];

  /** Of SECOND_FACTOR_REQUIRED: what the code of the second factor is given with. */
  readonly challenge: string | undefined;

  constructor({ code, message, issues, factorChallenge }: Refusal) {
    super(message);
    this.code = code;
    this.issues = issues ?? [];
    this.challenge = factorChallenge;
  }
}

type Refusal = Pick<WrongFragment, 'code' | 'message'> & {
  readonly issues?: readonly { readonly path: readonly string[]; readonly message: string }[];
  readonly factorChallenge?: string;
};
type Results<R> = R[keyof R & string];
/** What the verb gives when it is carried out: the member of its union that is no error. */
export type Done<R> = Exclude<Results<R>, { readonly code: string }>;

export interface Action<R, V> {
  /** Carries it out. Gives undefined when it was refused or not answered; `error` says why. */
  readonly run: (variables: V) => Promise<Done<R> | undefined>;
  readonly busy: boolean;
  readonly error: Error | undefined;
  /** No answer came, so it is not known whether it was carried out: with the same key it can be sent again. */
  readonly unsure: boolean;
  readonly clear: () => void;
}

const isRefusal = (result: object): result is Refusal => 'code' in result && 'message' in result;

/** A mutation of the API. */
export function useAction<R extends object, V>(text: Text<R, V>): Action<R, V> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | undefined>(undefined);
  return {
    busy,
    error,
    unsure: error instanceof AskError && error.code === 'UNREACHABLE',
    clear: () => {
      setError(undefined);
    },
    run: async (variables) => {
      setBusy(true);
      setError(undefined);
      try {
        return await carryOut(text, variables);
      } catch (error) {
        setError(error as Error);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** The same without a page around it: throws what `useAction` keeps. */
export async function carryOut<R extends object, V>(text: Text<R, V>, variables: V): Promise<Done<R>> {
  const [result] = Object.values(await ask(text, variables)) as [object];
  if (isRefusal(result)) throw new RefusedError(result);
  return result as Done<R>;
}

/** What is wrong with one field of the input, if the refusal says so. */
export function issueOf(error: Error | undefined, ...path: string[]): string | undefined {
  if (!(error instanceof RefusedError)) return undefined;
  return error.issues.find((issue) => path.every((part, index) => issue.path[index] === part))?.message;
}
