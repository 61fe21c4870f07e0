import { defineConfig } from 'vitest/config';

/** These compare processes with a model, in time or in counts that deadlines change: nothing else of ours runs beside them. */
const alone = ['counters', 'overlays', 'workloads'].map((name) => `test/processes/${name}.test.ts`);

export default defineConfig({
  test: {
    environment: 'node',
    // A run that found no test has checked nothing, and must not look as if it had.
    passWithNoTests: false,
    watch: false,
    // Tests start real processes: forks keep them apart from one another, and two leave the machine room for those processes.
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
