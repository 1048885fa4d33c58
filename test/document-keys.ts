/** What production asks for and makes nowhere by itself. */
export const documentKeys = {
  DOCUMENT_LINK_KEY: Buffer.alloc(32, 1).toString('base64'),
  DOCUMENT_MASTER_KEYS: `2026:${Buffer.alloc(32, 2).toString('base64')}`,
};
