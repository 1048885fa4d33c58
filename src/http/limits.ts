import type { GraphQLSchema } from 'graphql';
import { specifiedRules } from 'graphql';
import type { Config } from '../config.ts';
import type { PipelineOptions } from './pipeline.ts';

/** How large an operation may be, from the configuration. */
export function limitsOf(schema: GraphQLSchema, config: Config): Omit<PipelineOptions, 'schema'> {
  void schema;
  return {
    rules: specifiedRules,
    maxTokens: config.QUERY_TOKENS,
    cacheSize: config.DOCUMENT_CACHE,
    timeoutMs: config.OPERATION_TIMEOUT_MS,
    checkCost: () => {},
    tellInvalid: (error) => error,
  };
}
