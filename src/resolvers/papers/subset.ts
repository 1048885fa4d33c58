import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What HarfBuzz's subsetter exports (hb-subset.h): pointers and numbers alike are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize?: () => void;
  readonly malloc: (bytes: number) => number;
  readonly free: (pointer: number) => void;
  readonly hb_blob_create: (data: number, length: number, mode: number, user: number, destroy: number) => number;
  readonly hb_blob_destroy: (blob: number) => void;
  readonly hb_blob_get_data: (blob: number, length: number) => number;
  readonly hb_blob_get_length: (blob: number) => number;
  readonly hb_face_create: (blob: number, index: number) => number;
  readonly hb_face_destroy: (face: number) => void;
  readonly hb_face_reference_blob: (face: number) => number;
  readonly hb_set_add: (set: number, value: number) => void;
  readonly hb_set_clear: (set: number) => void;
  readonly hb_subset_input_create_or_fail: () => number;
  readonly hb_subset_input_destroy: (input: number) => void;
  readonly hb_subset_input_glyph_set: (input: number) => number;
  readonly hb_subset_input_set: (input: number, kind: number) => number;
  readonly hb_subset_input_set_flags: (input: number, flags: number) => void;
  readonly hb_subset_input_pin_axis_location: (input: number, face: number, tag: number, value: number) => number;
  readonly hb_subset_or_fail: (face: number, input: number) => number;
}

/** hb_memory_mode_t: the bytes are ours and stay as they are while the blob lives. */
const READONLY = 1;
/** hb_subset_flags_t: no hinting; glyphs keep their numbers, and the box for what is missing its lines; nothing that only shaping needs. */
const FLAGS = 0x1 | 0x2 | 0x40 | 0x200;
/** hb_subset_sets_t. */
const DROPPED_TABLES = 3;
const LAYOUT_FEATURES = 6;
/** A reader of PDF places glyphs by number: it needs outlines and measures, and nothing else. */
const NEEDLESS = [
  'GSUB',
  'GPOS',
  'GDEF',
  'BASE',
  'STAT',
  'kern',
  'DSIG',
  'MATH',
  'vhea',
  'vmtx',
  'VORG',
  'gasp',
  'meta',
];

export interface SubsetOptions {
  /** The weight of a variable font; it does not vary any more after that. */
  readonly wght?: number | undefined;
}

/** Cuts a TrueType font down to some of its glyphs, which keep their numbers. Throws Error where it is no font. */
export type Subsetter = (font: Uint8Array, glyphs: Iterable<number>, options?: SubsetOptions) => Uint8Array;

const tagOf = (name: string): number => Buffer.from(name, 'latin1').readUInt32BE(0);

async function load(): Promise<Subsetter> {
  const file = createRequire(import.meta.url).resolve('harfbuzzjs/dist/harfbuzz-subset.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file));
  const hb = instance.exports as unknown as Exports;
  hb._initialize?.();

  const inputOf = (face: number, glyphs: Iterable<number>, { wght }: SubsetOptions): number => {
    const input = hb.hb_subset_input_create_or_fail();
    if (input === 0) throw new Error('no memory to cut a font');
    hb.hb_subset_input_set_flags(input, FLAGS);
    const wanted = hb.hb_subset_input_glyph_set(input);
    for (const glyph of glyphs) hb.hb_set_add(wanted, glyph);
    const dropped = hb.hb_subset_input_set(input, DROPPED_TABLES);
    for (const name of NEEDLESS) hb.hb_set_add(dropped, tagOf(name));
    hb.hb_set_clear(hb.hb_subset_input_set(input, LAYOUT_FEATURES));
    if (wght !== undefined) hb.hb_subset_input_pin_axis_location(input, face, tagOf('wght'), wght);
    return input;
  };

  return (font, glyphs, options = {}) => {
    const data = hb.malloc(font.length);
    if (data === 0) throw new Error('no memory to cut a font');
    new Uint8Array(hb.memory.buffer).set(font, data);
    const blob = hb.hb_blob_create(data, font.length, READONLY, 0, 0);
    const face = hb.hb_face_create(blob, 0);
    const input = inputOf(face, glyphs, options);
    const cut = hb.hb_subset_or_fail(face, input);
    try {
      if (cut === 0) throw new Error('the font could not be cut');
      const result = hb.hb_face_reference_blob(cut);
      const start = hb.hb_blob_get_data(result, 0);
      // Memory may have grown, and with it the buffer changed.
      const bytes = new Uint8Array(hb.memory.buffer).slice(start, start + hb.hb_blob_get_length(result));
      hb.hb_blob_destroy(result);
      return bytes;
    } finally {
      if (cut !== 0) hb.hb_face_destroy(cut);
      hb.hb_subset_input_destroy(input);
      hb.hb_face_destroy(face);
      hb.hb_blob_destroy(blob);
      hb.free(data);
    }
  };
}

let shared: Promise<Subsetter> | undefined;

/** The subsetter of this process, loaded when it is first asked for. */
export const subsetter = (): Promise<Subsetter> => (shared ??= load());
