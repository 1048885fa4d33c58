import {
  type DocumentNode,
  getIntrospectionQuery,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { Config } from '../config.ts';
import { measure, type Measure } from './measure.ts';
import { checkLiterals, checkVariables } from './values.ts';

/** How large an operation may be. Everything but the cost of its variables is decided once a document. */
export interface Limits {
  /** Throws a GraphQLError for a text that is no GraphQL or too long. */
  parse(source: string): DocumentNode;
  /** Measures every operation of a document; throws for one that is too large whatever its variables say. */
  measure(document: DocumentNode): ReadonlyMap<OperationDefinitionNode, Measure>;
  validate(document: DocumentNode): readonly GraphQLError[];
  /** Throws where the variables of one request make the operation too large, or hold what nothing could store. */
  checkVariables(measured: Measure, variables: Readonly<Record<string, unknown>>): void;
}

const MOST_ERRORS = 20;

export function createLimits(schema: GraphQLSchema, config: Config): Limits {
  const sizes = { page: config.PAGE_SIZE, list: config.QUERY_LIST_SIZE };
  const hideSuggestions = config.NODE_ENV === 'production';
  const introspection = measureIntrospection(schema, sizes);

  function check(measured: Measure): Measure {
    hold('depth', measured.depth, config.QUERY_DEPTH);
    hold('aliases', measured.aliases, config.QUERY_ALIASES);
    hold('directives', measured.directives, config.QUERY_DIRECTIVES);
    hold('introspection depth', measured.introspectionDepth, introspection.introspectionDepth);
    hold('introspection cost', measured.introspectionCost, introspection.introspectionCost);
    return measured;
  }

  return {
    parse(source) {
      try {
        return parse(source, { maxLexicalTokens: config.QUERY_TOKENS });
      } catch (error) {
        // It stops at the first token too many, so how many there are is not known.
        if (error instanceof GraphQLError && /Document contains more tha\w \d+ tokens/.test(error.message)) {
          throw tooComplex('tokens', `more than ${config.QUERY_TOKENS}`, config.QUERY_TOKENS);
        }
        throw error;
      }
    },

    measure(document) {
      checkLiterals(document);
      const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
      return new Map(
        operations.map((operation) => {
          const measured = check(measure(schema, document, operation, sizes));
          // The least that any variables can make of it: with that it stays small enough to be compiled.
          hold('cost', measured.cost(leastOf(operation)), config.QUERY_COST);
          return [operation, measured];
        }),
      );
    },

    validate: (document) => validate(schema, document, undefined, { maxErrors: MOST_ERRORS, hideSuggestions }),

    checkVariables(measured, variables) {
      checkVariables(variables);
      hold('cost', measured.cost(variables), config.QUERY_COST);
    },
  };
}

/** What tools such as GraphiQL ask of the schema is the most that may be asked of it. */
function measureIntrospection(schema: GraphQLSchema, sizes: Parameters<typeof measure>[3]): Measure {
  const document = parse(
    getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }),
  );
  return measure(schema, document, document.definitions[0] as OperationDefinitionNode, sizes);
}

const leastOf = (operation: OperationDefinitionNode): Record<string, number> =>
  Object.fromEntries((operation.variableDefinitions ?? []).map(({ variable }) => [variable.name.value, 1]));

function hold(limit: string, value: number, most: number): void {
  if (value > most) throw tooComplex(limit, value, most);
}

const tooComplex = (limit: string, value: number | string, most: number): GraphQLError =>
  new GraphQLError(
    `The operation is too large: its ${limit} is ${value}, and ${most} is the most. Ask for less at once.`,
    {
      extensions: { code: 'QUERY_TOO_COMPLEX', limit, value, most },
    },
  );
