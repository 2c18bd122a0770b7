import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/current-validators.ts'],
    testTimeout: 30_000,
  },
});
