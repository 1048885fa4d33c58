import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { SlowConsumer } from '../resolvers/feed.ts';
import { InputInvalid, RateLimited, Refusal } from '../resolvers/errors.ts';

/** What a client is told of an error that no result union lists. What is unexpected is logged and masked. */
export function toClientError(error: GraphQLError, log: Logger, requestId: string): GraphQLFormattedError {
  const { message, locations, path } = error;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const cause = error.originalError ?? undefined;
  // Without a cause: the operation or its variables are wrong, unless it has a path, for then it came out of our own code.
  if ((cause === undefined && !path) || cause instanceof GraphQLError) {
    const extensions = { code: 'BAD_USER_INPUT', ...cause?.extensions, ...error.extensions };
    return { message, ...where, extensions };
  }
  if (cause instanceof Refusal) {
    return { message: cause.message, ...where, extensions: refusalExtensions(cause) };
  }
  if (cause instanceof SlowConsumer) return { message: cause.message, ...where, extensions: { code: 'SLOW_CONSUMER' } };
  log.error({ err: cause ?? error, path }, 'unexpected error');
  return {
    message: `Something went wrong on our side. If you report it, name the request ${requestId}.`,
    ...where,
    extensions: { code: 'INTERNAL', requestId },
  };
}

function refusalExtensions(refusal: Refusal): Record<string, unknown> {
  return {
    code: refusal.code,
    retryable: refusal.retryable,
    ...(refusal instanceof InputInvalid && { issues: refusal.issues }),
    ...(refusal instanceof RateLimited && { retryAfterS: refusal.retryAfterS }),
  };
}
