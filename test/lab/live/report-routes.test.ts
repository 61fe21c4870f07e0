import { expect, test } from 'vitest';
import { createReportRoutes } from '../../../source/lab/live/report-routes.ts';
import type { Report } from '../../../source/protocol/control/reports.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { aBatch } from '../../telemetry/a-batch.ts';

const n1 = nodeId(1);
const counts = { begun: 0, done: 0, refused: 0, indefinite: 0 };

/** Where each report goes; the lab is in its second generation. */
function routed(...reports: readonly Report[]): string[] {
  const heard: string[] = [];
  const write = (what: string) => () => void heard.push(what);
  const route = createReportRoutes({
    generation: () => 2,
    fold: write('figures'),
    acknowledgements: () => ({ heard: write('acknowledgements') }),
    readBack: { onChecked: write('reading back') },
    inspector: { heard: write('inspector') },
    stepping: { heard: write('stepping') },
    settling: { onPong: write('settling') },
    outside: { onPong: write('outside') },
    others: (_node, { type }, isLate) => void heard.push(`${type}${isLate ? ', late' : ''}`),
  });
  for (const report of reports) route(n1, report);
  return heard;
}

test('each goes to the part that asked for it, and all else to the rules', () => {
  const generation = 2;
  expect(
    routed(
      { type: 'telemetry', generation, batch: aBatch() },
      { type: 'history', generation, acknowledged: [], counts },
      { type: 'checked', generation, number: 1, findings: [] },
      { type: 'pong', sequence: 1 },
      { type: 'ready', pid: 7 },
      { type: 'joined', generation },
    ),
  ).toEqual(['figures', 'acknowledgements', 'reading back', 'settling', 'outside', 'ready', 'joined']);
});

test('figures of an older generation are dropped, and the rules are told what is late', () => {
  const generation = 1;
  expect(
    routed(
      { type: 'telemetry', generation, batch: aBatch() },
      { type: 'history', generation, acknowledged: [], counts },
      { type: 'checked', generation, number: 1, findings: [] },
      { type: 'joined', generation },
    ),
  ).toEqual(['joined, late']);
});
