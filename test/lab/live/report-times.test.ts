import { describe, expect, it } from 'vitest';
import { aheadMsMax, impossibleTime, waitMsMax } from '../../../source/lab/live/report-times.ts';
import type { Report } from '../../../source/protocol/control/reports.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { aBatch } from '../../telemetry/a-batch.ts';
import { afterReport } from './lying-node.ts';

const now = 5_000;
const n2 = nodeId(2);
const hash = '00'.repeat(32) as never;

function reports(at: number): readonly Report[] {
  const telemetry = (changes: object): Report => ({ type: 'telemetry', generation: 1, batch: aBatch(changes) });
  const operation = { type: 'operation', operation: 'fetch', item: 'a', outcome: 'done', latencyMs: 1 } as const;
  const served = { servedBy: n2, hops: 1 };
  const step = { from: n2, to: n2, message: 'query', at } as const;
  const inspection = { at: 1, connections: [], connectionsTotal: 0, tables: [], frames: [] };
  const frame = { isSent: true, node: n2, type: 'x', bytes: 1, fields: [], fieldsTotal: 0 };
  return [
    telemetry({ at }),
    telemetry({ firstServedAt: at }),
    telemetry({ events: [{ type: 'notice', at, text: 'x' }] }),
    telemetry({ events: [{ ...operation, ...served, at: 1, route: [step] }] }),
    {
      type: 'history',
      generation: 1,
      acknowledged: [{ name: 'a', hash, servedBy: n2, at }],
      counts: { begun: 1, done: 1, refused: 0, indefinite: 0 },
    },
    { type: 'inspected', generation: 1, inspection: { ...inspection, at } },
    { type: 'inspected', generation: 1, inspection: { ...inspection, frames: [{ ...frame, at }] } },
    { type: 'next', sequence: 1, at, held: 0, messages: [], text: '' },
    { type: 'next', sequence: 1, at: 1, held: 1, messages: [{ from: n2, to: n2, kind: 'content', at }], text: '' },
  ];
}

describe('the times of a report', () => {
  it('are known for what cannot be, wherever they stand', () => {
    for (const at of [-1, 1e308, now + waitMsMax + 1]) {
      for (const report of reports(at)) expect(impossibleTime(report, now), JSON.stringify(report)).toBe(at);
    }
  });

  it('may be of any moment since the session began, a little ahead, and for what is to come far ahead', () => {
    for (const at of [0, now, now + aheadMsMax])
      for (const report of reports(at)) expect(impossibleTime(report, now)).toBeUndefined();
    const far = reports(now + waitMsMax).map((report) => impossibleTime(report, now) === undefined);
    expect(far.filter((isFine) => isFine)).toHaveLength(2);
  });

  it.each([1e308, -5])('of %d ms cost the node its life, and the lab nothing', async (at) => {
    const { snapshot, texts } = await afterReport(() => ({ type: 'telemetry', generation: 1, batch: aBatch({ at }) }));
    expect(snapshot.now).toBeLessThan(60_000);
    expect(texts).toContain(`reports something at ${at} ms, which cannot be: the lab kills it`);
  });
});
