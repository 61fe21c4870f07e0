import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}'],
    // A run that found no test has checked nothing, and must not look as if it had.
    passWithNoTests: false,
    watch: false,
    // Tests start real processes: forks keep them apart from one another, and two leave the machine room for those processes.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
