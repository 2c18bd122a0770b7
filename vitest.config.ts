import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/current-validators.ts'],
    testTimeout: 30_000,
    // On two cores vitest would take one: much of a test's time is waiting.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
