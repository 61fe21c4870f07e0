import { describe, expect, it } from 'vitest';
import { RecordingError } from '../../source/recording/format.ts';
import { openRecording } from '../../source/recording/recording.ts';
import { eachSeed } from '../base/each-seed.ts';
import { withNonsense } from './nonsense.ts';
import { showEverywhere } from './shown-everywhere.ts';
import { someRecording } from './some-recording.ts';

/** Thousands, by hand: STARMESH_ROUNDS=5000. */
const rounds = Number(process.env['STARMESH_ROUNDS'] ?? 100);
const msMax = 2_000;

describe('a recording with nonsense behind right checksums', () => {
  it('is shown, or says where it is damaged, for every seed', { timeout: 60_000 + rounds * 500 }, () => {
    const recording = someRecording(2, [0, 250]);
    let damaged = 0;
    eachSeed(rounds, (random) => {
      const bytes = withNonsense(recording, random);
      const begin = performance.now();
      try {
        showEverywhere(openRecording(bytes));
      } catch (error) {
        if (!(error instanceof RecordingError)) throw error;
        expect(error.message).toMatch(/^damaged in block \d+, at byte \d+: ./);
        damaged++;
      }
      expect(performance.now() - begin).toBeLessThan(msMax);
    });
    expect(damaged).toBeGreaterThan(rounds / 3);
  });
});
