import { describe, expect, test } from 'vitest';
import { createGenerations } from '../../../source/lab/live/generation.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { aBatch } from '../../telemetry/a-batch.ts';

const n1 = nodeId(1);
const star = { mode: 'client-server', overlay: 'kademlia', workload: 'files' } as const;
const mesh = { ...star, mode: 'peer-to-peer' } as const;

describe('generations', () => {
  test('begin with figures of their own, and keep those of the one before for comparison', () => {
    const generations = createGenerations(star);
    expect(generations.before).toBeUndefined();
    generations.fold(n1, aBatch({ made: 4, succeeded: 3 }), false);
    expect(generations.begin(mesh, 500, [n1])).toBe('peer-to-peer (kademlia)');
    expect(generations.before).toMatchObject({ mode: 'client-server', overlay: undefined, success: 0.75 });
    expect(generations.current).toMatchObject({ mode: 'peer-to-peer', overlay: 'kademlia', startedAt: 500 });
    expect(generations.current.metrics.sum('made')).toBe(0);
  });

  test('compare nothing with other work, and name that', () => {
    const generations = createGenerations(star);
    expect(generations.begin({ ...mesh, workload: 'game' }, 500, [n1])).toBe('game');
    expect(generations.before).toBeUndefined();
    expect(generations.current.overlay).toBeUndefined(); // a game looks for nothing
  });

  test('measure links while there is work, and not while a lab drains', () => {
    const generations = createGenerations(star);
    const batch = (at: number, upBytes: number) => aBatch({ at, upBytes, rtts: [{ node: nodeId(2), rttMs: at }] });
    generations.fold(n1, batch(40, 1_000), false);
    const atWork = generations.current.achieved.of(n1);
    expect(atWork.rttMs).toBe(40);
    generations.fold(n1, batch(90, 1_000), true);
    expect(generations.current.achieved.of(n1)).toEqual(atWork);
  });
});
