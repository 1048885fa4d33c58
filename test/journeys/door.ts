import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Api } from '../../src/http/api.ts';
import { at } from './answers.ts';

export interface Caller {
  readonly token: string;
}

/** The API as pages and programs call it. */
export interface Door {
  ask(by: Caller | null, query: string, variables?: object): Promise<unknown>;
  /** Carries a mutation out, which must succeed, and gives its payload with what `more` asks of it. */
  mutate(by: Caller, field: string, input: object, more: string): Promise<unknown>;
  /** Subscribes at the first call; each gives the first event that has not been seen yet and is as asked for. */
  follow(by: Caller | null, query: string, variables: Record<string, unknown>): Follow;
  close(): Promise<void>;
}

export type Follow = (isWanted: (event: unknown) => boolean) => Promise<unknown>;

export function doorOf(api: Api): Door {
  const clients: Client[] = [];
  const headerOf = (by: Caller | null) => (by ? { authorization: `Bearer ${by.token}` } : {});
  const ask: Door['ask'] = async (by, query, variables = {}) => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headerOf(by) },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  };
  return {
    ask,
    async mutate(by, field, input, more) {
      const name = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
      const query = `mutation ($input: ${name}Input!) { result: ${field}(input: $input) {
        __typename ... on ${name}Payload { ${more} } ... on Error { code message } } }`;
      const answer = await ask(by, query, { input });
      const result = at(answer, 'data', 'result');
      if (at(result, '__typename') !== `${name}Payload`) throw new Error(`${field}: ${JSON.stringify(answer)}`);
      return result;
    },
    follow(by, query, variables) {
      const url = `${api.url.replace('http', 'ws')}/graphql`;
      const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: headerOf(by) });
      clients.push(client);
      const events = client.iterate({ query, variables });
      return async (isWanted) => {
        for (;;) {
          const item = await events.next();
          if (item.done) throw new Error('the subscription has ended');
          const event = at(item.value, 'data');
          if (isWanted(event)) return event;
        }
      };
    },
    async close() {
      for (const client of clients) await client.dispose();
    },
  };
}
