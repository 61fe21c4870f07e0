import { describe, expect, it } from 'vitest';
import { impossibleFigure } from '../../../source/lab/live/report-figures.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { aBatch } from '../../telemetry/a-batch.ts';
import { afterReport } from './lying-node.ts';

const n2 = nodeId(2);
const sample = { metric: 'frame', counts: [], max: 1, sum: 1 };

describe('the figures of a batch', () => {
  it('cannot fall, be below nothing, or be more than anything is', () => {
    expect(impossibleFigure(aBatch({ busyMs: -1e6 }), aBatch({ busyMs: 1e6 }))).toBe(
      'busyMs of -1000000 after 1000000',
    );
    expect(impossibleFigure(aBatch({ made: 3 }), aBatch({ made: 4 }))).toBe('made of 3 after 4');
    expect(impossibleFigure(aBatch({ busyMs: -1 }), undefined)).toBe('busyMs of -1 after 0');
    expect(impossibleFigure(aBatch({ served: 1e16 }), undefined)).toBe('served of 10000000000000000 after 0');
    expect(impossibleFigure(aBatch({ sentBytes: [0, -1] }), undefined)).toBe('sentBytes of -1');
    expect(impossibleFigure(aBatch({ rssBytes: -1 }), undefined)).toBe('rssBytes of -1');
    expect(impossibleFigure(aBatch({ rtts: [{ node: n2, rttMs: -1 }] }), undefined)).toBe('a round trip of -1 ms');
    expect(impossibleFigure(aBatch({ samples: [{ ...sample, sum: -1e16 }] }), undefined)).toContain('frame of -1');
  });

  it('may stand still, rise, and begin anew with a process', () => {
    const before = aBatch({ made: 4, busyMs: 10 });
    expect(impossibleFigure(before, before)).toBeUndefined();
    expect(impossibleFigure(aBatch({ made: 1e15, busyMs: 1e6, samples: [sample] }), before)).toBeUndefined();
    expect(impossibleFigure(aBatch(), undefined)).toBeUndefined();
  });

  it('cost a node its life when they cannot be, and the lab nothing', async () => {
    const { texts } = await afterReport((at) => ({
      type: 'telemetry',
      generation: 1,
      batch: aBatch({ at, busyMs: -1e6 }),
    }));
    expect(texts.join()).toMatch(/reports \w+ of .* after .*, which cannot be: the lab kills it/);
  });
});
