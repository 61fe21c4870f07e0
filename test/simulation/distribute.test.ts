import { describe, expect, test } from 'vitest';
import type { LabSnapshot } from '../../source/lab/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { completionMetric } from '../../source/workloads/distribute.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { expectBalance, runLab, withLab, working } from './simulated-lab.ts';

const file = { workload: 'distribute', fileBytes: 256 * 1024, pieceBytes: 4096 } as const;
const pieces = 64;

function completions({ workload }: LabSnapshot): number {
  return workload.figures.find(({ metric }) => metric === completionMetric)?.n ?? 0;
}

describe.each(['client-server', 'peer-to-peer'] as const)('one file for everybody, %s', (mode) => {
  test('reaches every node, whole, each piece once, for every seed', async () => {
    await eachSeedInTurn(4, async (seed) => {
      const snapshot = await runLab({ ...file, mode, seed }, 2_000);
      expectBalance(snapshot);
      expect(completions(snapshot)).toBe(7);
      expect([...snapshot.workload.progress.values()]).toEqual(Array(7).fill({ done: pieces, total: pieces }));
      expect(snapshot.requests.succeeded).toBe(7 * pieces);
      expect(snapshot.placement.items.map(({ name, holders }) => [name, holders.size])).toEqual([['file', 8]]);
    });
  });

  test('reaches who joins late and who comes back', async () => {
    await withLab({ ...file, mode }, async (lab) => {
      await working(lab);
      lab.dispatch({ type: 'kill-node', node: nodeId(4) });
      await lab.elapsed(1_000).done;
      lab.dispatch({ type: 'restart-node', node: nodeId(4) });
      lab.dispatch({ type: 'add-node' });
      await lab.elapsed(2_000).done;
      const [item] = lab.source.current().placement.items;
      expect([...(item?.holders.keys() ?? [])].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(nodeId));
    });
  });
});

describe('a swarm', () => {
  test('goes on when its source dies after everybody together has all pieces', async () => {
    await withLab({ ...file, mode: 'peer-to-peer', freeRiders: 0 }, async (lab) => {
      await working(lab);
      await lab.elapsed(1_000).done;
      lab.dispatch({ type: 'kill-node', node: nodeId(1) });
      await lab.elapsed(500).done;
      lab.dispatch({ type: 'add-node' });
      await lab.elapsed(2_000).done;
      expect(lab.source.current().placement.items[0]?.holders.has(nodeId(9))).toBe(true);
    });
  });

  test('is served by the source alone when all others are free riders', async () => {
    const { nodes } = await runLab({ ...file, mode: 'peer-to-peer', nodes: 4, freeRiders: 0.9 }, 3_000);
    const givers = nodes.filter(({ requestsServed }) => requestsServed > 0).map(({ id }) => id);
    expect(givers).toContain('n1');
    expect(nodes.filter(({ duty }) => duty === 'free rider').map(({ requestsServed }) => requestsServed)).toEqual(
      nodes.filter(({ duty }) => duty === 'free rider').map(() => 0),
    );
  });
});

test('the machines turn from sharing files to distributing one and back, and each time begin anew', async () => {
  await withLab({ fileBytes: file.fileBytes, pieceBytes: file.pieceBytes }, async (lab) => {
    await working(lab);
    lab.dispatch({ type: 'switch-workload' });
    await working(lab);
    await lab.elapsed(1_000).done;
    expect(lab.source.current()).toMatchObject({ generation: 2, comparison: undefined });
    expect(completions(lab.source.current())).toBe(7);
    lab.dispatch({ type: 'switch-workload' });
    await working(lab);
    await lab.elapsed(500).done;
    expect(lab.source.current().settings.workload).toBe('files');
    expect(lab.source.current().placement.items.length).toBeGreaterThan(1);
  });
});
