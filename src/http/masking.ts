import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Context } from '../resolvers/context.ts';
import { SlowConsumer } from '../resolvers/feed.ts';
import { InputInvalid, RateLimited, Refusal } from '../resolvers/errors.ts';

/** A result as a client gets it. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** The result with its errors as a client may see them. */
export function tellErrors(result: ExecutionResult, ctx: Context): Result {
  if (!result.errors) return result as Result;
  return { ...result, errors: result.errors.map((error) => toClientError(error, ctx)) };
}

/** What is told of a failure that kept an operation from having a result. */
export const tellFailure = (error: unknown, ctx: Context): Result =>
  tellErrors({ errors: [toGraphQLError(error)] }, ctx);

/** What a client is told of an error that no result union lists. What is unexpected is logged and masked. */
export function toClientError(error: GraphQLError, ctx: Context): GraphQLFormattedError {
  const { locations, path } = error;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const cause = error.originalError ?? undefined;
  // Without a cause: the operation or its variables are wrong, unless it has a path, for then it came out of our own code.
  if ((cause === undefined && !path) || cause instanceof GraphQLError) {
    const extensions = { code: 'BAD_USER_INPUT', ...cause?.extensions, ...error.extensions };
    return { message: withoutHints(error.message, ctx), ...where, extensions };
  }
  if (cause instanceof Refusal) return { message: cause.message, ...where, extensions: refusalExtensions(cause) };
  if (cause instanceof SlowConsumer) return { message: cause.message, ...where, extensions: { code: 'SLOW_CONSUMER' } };
  const { app, request } = ctx;
  app.log.error({ err: cause ?? error, path, requestId: request.id }, 'unexpected error');
  return {
    message: `Something went wrong on our side. If you report it, name the request ${request.id}.`,
    ...where,
    extensions: { code: 'INTERNAL', requestId: request.id },
  };
}

/** Suggestions help people who write an operation; in production they would spell the schema out to whoever guesses. */
const withoutHints = (message: string, { app }: Context): string =>
  app.config.NODE_ENV === 'production' ? message.replace(/ Did you mean .*$/s, '') : message;

function refusalExtensions(refusal: Refusal): Record<string, unknown> {
  return {
    code: refusal.code,
    retryable: refusal.retryable,
    ...(refusal instanceof InputInvalid && { issues: refusal.issues }),
    ...(refusal instanceof RateLimited && { retryAfterS: refusal.retryAfterS }),
  };
}

export function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

export const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
