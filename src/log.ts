/** An error as the log keeps it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of PostgreSQL (SQLSTATE) or the system, such as `23505` or `ECONNREFUSED`. */
  readonly code?: string;
  readonly constraint?: string;
  readonly cause?: LoggedError;
}

const DEEPEST = 5;

/**
 * Keeps of an error what helps to find the mistake and leaves out what it carries of people: Drizzle writes every
 * parameter of a statement into its message, PostgreSQL the values that broke a constraint into its detail, and both may
 * be passwords' hashes, tokens' hashes and addresses.
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: undefined };
  const { cause } = error;
  if (isFailedQuery(error) && cause instanceof Error) return describeError(cause, depth);
  const { code, constraint_name: constraint } = error as { code?: unknown; constraint_name?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(cause !== undefined && depth < DEEPEST && { cause: describeError(cause, depth + 1) }),
  };
}

const isFailedQuery = (error: Error): boolean => error.name === 'DrizzleQueryError';
