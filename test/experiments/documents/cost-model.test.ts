import { describe, expect, it } from 'vitest';
import { copiesFor, costModel, type PriceTable } from '../../../source/experiments/documents/cost-model.ts';
import type { RunDocument } from '../../../source/experiments/documents/run-document.ts';

const prices: PriceTable = { currency: 'EUR', cpuHour: 3_600, gbMonth: 730 * 3_600, gbOut: 10, source: 'a test' };

function run(
  nodes: readonly { cpuMs: number | undefined; rssBytes: number | undefined; bytesSent: number }[],
): RunDocument {
  return {
    seed: 7,
    measuredOn: 'processes',
    durationMs: 1_000,
    requests: { succeeded: 1_000 },
    nodes,
  } as unknown as RunDocument;
}

describe('the cost model', () => {
  it('multiplies measured use with prices, for a million operations', () => {
    // At these prices a second of CPU costs 1, and a GB of memory for a second 1.
    const star = run([
      { cpuMs: 500, rssBytes: 2e9, bytesSent: 3e8 },
      { cpuMs: 250, rssBytes: 1e9, bytesSent: 1e8 },
    ]);
    const { rows, note } = costModel(star, star, prices);
    const amounts = rows.map(({ clientServer }) => clientServer);
    expect(amounts.slice(0, 3).map((one) => one?.toFixed(6))).toEqual(['750.000000', '3000.000000', '4000.000000']);
    expect(amounts[3]).toBeCloseTo(1000 * (0.5 + 2 + 3));
    expect(amounts[4]).toBeCloseTo(0.75);
    expect(note).toContain('a model: price x measured use');
  });

  it('says nothing of what was not measured', () => {
    const simulated = run([{ cpuMs: undefined, rssBytes: undefined, bytesSent: 1e8 }]);
    const { rows } = costModel(simulated, simulated, prices);
    expect(rows.map(({ clientServer }) => clientServer === undefined)).toEqual([
      true,
      true,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('knows how many copies three nines take', () => {
    // Rodrigues and Liskov 2005: k = 26 / 10 / 6 / 3 / 2 at these availabilities.
    expect([0.24, 0.5, 0.7, 0.9, 0.99].map((a) => copiesFor(0.999, a))).toEqual([26, 10, 6, 3, 2]);
  });
});
