import { relative } from 'node:path';
import { expect } from 'vitest';
import { createRandom, type Random } from '../../source/base/random.ts';

/** The seeds of a law: 1 … count, or the one in STARMESH_SEED. */
export function seedsOf(count: number): number[] {
  const only = process.env['STARMESH_SEED'];
  return only === undefined ? Array.from({ length: count }, (_, index) => index + 1) : [Number(only)];
}

/** Checks a law for many seeds; the error of the first that breaks it names the seed and the command that replays it. */
export function eachSeed(count: number, check: (random: Random, seed: number) => void): void {
  for (const seed of seedsOf(count)) {
    try {
      check(createRandom(seed), seed);
    } catch (error) {
      throw replayable(seed, error);
    }
  }
}

/** As `eachSeed`, for a check that takes its time; one seed after the other. */
export async function eachSeedInTurn(count: number, check: (seed: number) => Promise<void>): Promise<void> {
  for (const seed of seedsOf(count)) {
    try {
      await check(seed);
    } catch (error) {
      throw replayable(seed, error);
    }
  }
}

function replayable(seed: number, cause: unknown): Error {
  const { testPath = '', currentTestName = '' } = expect.getState();
  const name = currentTestName.split(' > ').at(-1) ?? '';
  const command = `STARMESH_SEED=${seed} npx vitest run ${relative(process.cwd(), testPath)} -t ${JSON.stringify(name)}`;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new Error(`seed ${seed}: ${text}\nreplay: ${command}`, { cause });
}
