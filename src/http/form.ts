import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import type { Config } from '../config.ts';
import { UploadIncomplete } from '../resolvers/documents/errors.ts';
import { type Arrived, handleOf } from '../resolvers/documents/upload-files.ts';
import { type Asked, type Bad, isBad, readObject } from './asked.ts';

/** An operation and the files that come with it. */
export interface Form {
  readonly asked: Asked;
  /** Lets go of what of the body was not taken. */
  end(): void;
}

export const isForm = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.toLowerCase().startsWith('multipart/form-data') === true;

/** Either of them makes a browser ask first (CORS), as it does for JSON and would not for a form. */
const PREFLIGHTS = ['graphql-require-preflight', 'apollo-require-preflight'];
/** The specification has two fields: `operations` and `map`. */
const FIELDS = 2;
const FIELD_NAME_BYTES = 100;
const HEADER_PAIRS = 20;
const PATH_DEPTH = 8;
/** What was not taken stands in the way of what comes after it, for it is kept nowhere. */
const ORDER = 'its files must come in the order in which the operation takes them, and each be taken';

const bad = (status: number, ...problems: readonly string[]): Bad => ({ status, problems });

interface Slot {
  isThere: boolean;
  isOpened: boolean;
  readonly arrival: PromiseWithResolvers<Arrived>;
}

/**
 * Reads a request of the GraphQL multipart request specification (https://github.com/jaydenseric/graphql-multipart-request-spec)
 * as far as its files: those come as the operation takes them, no faster, and are kept nowhere. Fields come first, as the
 * specification has it, within `fieldsWithinMs`.
 */
export async function readForm(req: IncomingMessage, config: Config, fieldsWithinMs: number): Promise<Form | Bad> {
  if (!PREFLIGHTS.some((name) => req.headers[name])) {
    return bad(400, 'Send the header "GraphQL-Require-Preflight: 1" with a form, so that no other site can send one.');
  }
  const parser = parserOf(req, config);
  if (!parser) return bad(400, 'The form has no boundary.');
  const reading = createReading(parser, config);
  const late = setTimeout(() => {
    reading.fail('its fields took too long');
  }, fieldsWithinMs);
  // Whoever breaks off sends no end, and the parser would wait for it.
  const brokenOff = (): void => {
    if (!req.complete) reading.fail('it broke off before its end');
  };
  req.once('close', brokenOff).once('error', brokenOff);
  req.pipe(parser);
  const end = (): void => {
    req.off('close', brokenOff).unpipe(parser).resume();
    reading.fail('the operation has ended');
  };
  const asked = await reading.fields;
  clearTimeout(late);
  if (isBad(asked)) end();
  return isBad(asked) ? asked : { asked, end };
}

function parserOf({ headers }: IncomingMessage, config: Config): Busboy | undefined {
  const { BODY_BYTES, DOCUMENT_UPLOAD_FILES: files, DOCUMENT_UPLOAD_BYTES } = config;
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      // A name that is a path is to be seen as one.
      preservePath: true,
      isPartAFile: (_, __, fileName) => fileName !== undefined,
      limits: {
        fieldNameSize: FIELD_NAME_BYTES,
        fieldSize: BODY_BYTES,
        fields: FIELDS,
        // One byte more than may come, so that who takes it sees that it is too much.
        fileSize: DOCUMENT_UPLOAD_BYTES + 1,
        files,
        parts: FIELDS + files,
        headerPairs: HEADER_PAIRS,
      },
    });
  } catch {
    return undefined;
  }
}
type Busboy = InstanceType<typeof Busboy>;

function createReading(parser: Busboy, { DOCUMENT_UPLOAD_FILES: mostFiles }: Config) {
  const slots = createSlots();
  const fields = Promise.withResolvers<Asked | Bad>();
  let operations: unknown;

  function fail(why: string): void {
    fields.resolve(bad(400, `The form cannot be read: ${why}.`));
    slots.fail(new UploadIncomplete(why));
  }

  parser.on('field', (name, value, _, isCut) => {
    if (isCut) return fail('a field is too long');
    const content = parseJson(value);
    if (content === undefined) return fail(`\`${name.slice(0, 40)}\` is not JSON`);
    if (name === 'operations' && operations === undefined) operations = content;
    else if (name === 'map' && operations !== undefined) fields.resolve(place(operations, content, mostFiles, slots));
    else fail('it has `operations` first, then `map`, then files');
  });
  parser.on('file', (name, stream, fileName, _, mediaType) => {
    // An error of a stream that nobody reads must not end the process.
    stream.on('error', () => {});
    const isExpected = slots.arrive(name, { stream, fileName, mediaType });
    if (!isExpected) fail('it has a file that `map` does not name, or one before `map`');
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
    parser.on(limit, () => {
      fail(`it has more than ${FIELDS} fields and ${mostFiles} files`);
    });
  }
  parser.on('error', () => {
    fail('it is not made as forms are');
  });
  parser.on('finish', () => {
    fields.resolve(bad(400, 'The form has no `operations` and `map`.'));
    slots.finish();
  });
  return { fields: fields.promise, fail };
}

interface Slots {
  /** What stands for the file of this name. */
  add(name: string): object;
  /** False for a file that is not expected. */
  arrive(name: string, file: { stream: BusboyFileStream; fileName: string; mediaType: string }): boolean;
  /** No more files come. */
  finish(): void;
  fail(error: UploadIncomplete): void;
}

/** The files that the map names, in its order: each is waited for by the operation, and comes when it comes. */
function createSlots(): Slots {
  const slots = new Map<string, Slot>();
  let current: BusboyFileStream | undefined;

  async function open(slot: Slot): Promise<Arrived> {
    if (slot.isOpened) throw new UploadIncomplete('a file is taken once');
    slot.isOpened = true;
    const all = [...slots.values()];
    const isSkipping = all.slice(0, all.indexOf(slot)).some((other) => !other.isOpened);
    const isBehind = !slot.isThere && all.some((other) => other.isThere && !other.isOpened);
    if (isSkipping || isBehind) throw new UploadIncomplete(ORDER);
    return slot.arrival.promise;
  }

  return {
    add(name) {
      const slot: Slot = { isThere: false, isOpened: false, arrival: Promise.withResolvers() };
      slot.arrival.promise.catch(() => {});
      slots.set(name, slot);
      return handleOf(() => open(slot));
    },
    arrive(name, { stream, fileName, mediaType }) {
      const slot = slots.get(name);
      if (!slot || slot.isThere) return false;
      current = stream;
      slot.isThere = true;
      // Left before its end, a stream that is destroyed would keep the parser waiting.
      slot.arrival.resolve({ fileName, mediaType, bytes: stream.iterator({ destroyOnReturn: false }) });
      const waiting = [...slots.values()].find((other) => other.isOpened && !other.isThere);
      if (!slot.isOpened) waiting?.arrival.reject(new UploadIncomplete(ORDER));
      return true;
    },
    finish() {
      for (const { arrival, isThere } of slots.values()) {
        if (!isThere) arrival.reject(new UploadIncomplete('a file that `map` names is missing'));
      }
    },
    fail(error) {
      current?.destroy(error);
      for (const { arrival } of slots.values()) arrival.reject(error);
    },
  };
}

/** Puts what stands for each file into the places that the map names. */
function place(asked: unknown, map: unknown, mostFiles: number, slots: Slots): Asked | Bad {
  const read = Array.isArray(asked) ? bad(400, 'A form holds one operation.') : readObject(asked);
  if (isBad(read)) return read;
  const entries = isObject(map) ? Object.entries(map) : [];
  if (entries.length === 0 || entries.length > mostFiles) return bad(400, `\`map\` names 1 to ${mostFiles} files.`);
  for (const [name, paths] of entries) {
    const handle = slots.add(name);
    const isPlaced = Array.isArray(paths) && paths.length > 0 && paths.every((path) => put(asked, path, handle));
    if (!isPlaced) return bad(400, '`map` names places among `variables` where `operations` has null.');
  }
  return read;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `variables.input.file`: every step must be there, and null at its end. */
function put(root: unknown, path: unknown, handle: object): boolean {
  const steps = typeof path === 'string' ? path.split('.') : [];
  const last = steps.pop();
  if (steps[0] !== 'variables' || last === undefined || steps.length >= PATH_DEPTH) return false;
  let at = root;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = (at as Record<string, unknown>)[step];
  }
  if (typeof at !== 'object' || at === null || !Object.hasOwn(at, last)) return false;
  const holder = at as Record<string, unknown>;
  if (holder[last] !== null) return false;
  holder[last] = handle;
  return true;
}
