import { defineConfig } from 'drizzle-kit';

// Tables stand beside the statements of their noun, so every file of the floor is read, and tests are not.
export default defineConfig({ dialect: 'postgresql', schema: ['./src/db/!(*.test).ts'], out: './drizzle' });
