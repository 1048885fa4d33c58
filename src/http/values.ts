import { type ASTNode, GraphQLError, Kind, visit } from 'graphql';

/** No input of the schema is nested anywhere near as deep. */
const DEEPEST = 16;
const BROKEN = 'holds a broken character (a lone surrogate)';
const NUL = 'holds a NUL character, which no text may';

/**
 * Throws for a value that could not be stored or compared, whatever it is meant for: NUL (PostgreSQL's text has none),
 * half a character, a number that JSON reads as infinite (1e400), nesting without end, and the name `__proto__`.
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>): void {
  for (const name in variables) check(variables[name], name, 0);
  checkNames(variables, '');
}

function check(value: unknown, at: string, depth: number): void {
  if (typeof value === 'string') {
    const problem = problemOf(value);
    if (problem) throw badValue(at, problem);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw badValue(at, 'is a number too large to be one');
  } else if (typeof value === 'object' && value !== null) {
    if (depth === DEEPEST) throw badValue(at, `is nested deeper than ${DEEPEST} levels`);
    if (Array.isArray(value)) for (const item of value) check(item, at, depth + 1);
    else {
      checkNames(value, at);
      for (const [name, item] of Object.entries(value)) check(item, `${at}.${name.slice(0, 100)}`, depth + 1);
    }
  }
}

function checkNames(object: object, at: string): void {
  if (Object.hasOwn(object, '__proto__')) throw badValue(at || 'variables', 'holds the name "__proto__"');
}

/** The same for text that is written into the document. Numbers there are checked against their type. */
export function checkLiterals(document: ASTNode): void {
  visit(document, {
    [Kind.STRING]({ value }) {
      const problem = problemOf(value);
      if (problem) throw badValue('A text in the operation', problem);
    },
  });
}

const problemOf = (text: string): string | undefined =>
  text.includes('\0') ? NUL : text.isWellFormed() ? undefined : BROKEN;

const badValue = (at: string, problem: string): GraphQLError =>
  new GraphQLError(`${at.slice(0, 200)} ${problem}.`, { extensions: { code: 'BAD_USER_INPUT' } });
