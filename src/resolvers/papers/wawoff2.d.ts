declare module 'wawoff2' {
  /** A font of WOFF 2.0 as plain TrueType. Throws Error where it is none. */
  export function decompress(woff2: Uint8Array): Promise<Uint8Array>;
}
