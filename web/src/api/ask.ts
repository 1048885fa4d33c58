import type { Text } from '../../operations.generated.ts';
import { AskError, askAs } from './send.ts';
import { forgetSession, freshToken } from './session.ts';

/** Asks the API in the name of who is signed in. A refusal that a verb lists is data; all else is thrown as AskError. */
export async function ask<R, V>(text: Text<R, V>, variables: V, signal?: AbortSignal): Promise<R> {
  const token = await freshToken();
  try {
    return await askAs(text, variables, token, signal);
  } catch (error) {
    if (!(error instanceof AskError) || error.code !== 'UNAUTHENTICATED' || token === undefined) throw error;
    // The session may have been ended elsewhere while its token was still good.
    const renewed = await freshToken(token);
    if (renewed === undefined) {
      forgetSession('Your session has ended. Sign in again.');
      throw error;
    }
    return askAs(text, variables, renewed, signal);
  }
}
