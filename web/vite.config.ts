import { defineConfig } from 'vite';

/** Where `npm run web` finds the API while the pages are worked on. */
const API = process.env['API_URL'] ?? 'http://127.0.0.1:4000';
const SERVED_BY_API = [
  '/graphql',
  '/certificates',
  '/documents',
  '/invoices',
  '/auth',
  '/health',
  '/ready',
  '/.well-known',
];

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy: Object.fromEntries(SERVED_BY_API.map((path) => [path, { target: API, ws: path === '/graphql' }])) },
  build: {
    target: ['chrome130', 'firefox130', 'safari18'],
    // The policy of the page allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
