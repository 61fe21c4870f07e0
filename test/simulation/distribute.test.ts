import { describe, expect, test } from 'vitest';
import { isEverywhere } from '../../source/experiments/documents/is-everywhere.ts';
import { predictions } from '../../source/experiments/documents/predictions.ts';
import { workloadVerdict } from '../../source/experiments/documents/workload-verdict.ts';
import { parseFault } from '../../source/lab/faults/parse-fault.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { parseLinkPlan } from '../../source/links/link-text.ts';
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
  test('whose nodes come and go reaches all of them when that is over, and not before', {
    timeout: 60_000,
  }, async () => {
    const link = parseLinkPlan('up=4mbit,loss=1%');
    if (link.type !== 'parsed') throw new Error(link.reason);
    const large = { ...file, fileBytes: 8 * 1024 ** 2, pieceBytes: 32 * 1024, link: link.value };
    const faults = [parseFault('5s churn 10s for 40s')];
    await withLab({ ...large, mode: 'peer-to-peer', nodes: 16, freeRiders: 0.3, seed: 2, faults }, async (lab) => {
      await working(lab);
      await lab.elapsed(44_000).done;
      expect(lab.source.current().nodes.some(({ state }) => state === 'down')).toBe(true);
      expect(isEverywhere(lab.source.current())).toBe(false);
      await lab.elapsed(60_000).done;
      expect(lab.source.current().nodes.map(({ state }) => state)).toEqual(Array(16).fill('ready'));
      expect(isEverywhere(lab.source.current())).toBe(true);
      expect(workloadVerdict(lab.source.current())).toMatchObject({ verdict: 'valid' });
    });
  });

  test('without its source, of which nobody has the whole file, is not told to run longer', async () => {
    await withLab({ ...file, fileBytes: 8 * 1024 ** 2, mode: 'peer-to-peer' }, async (lab) => {
      await working(lab);
      await lab.elapsed(20).done;
      lab.dispatch({ type: 'kill-node', node: nodeId(1) });
      await lab.elapsed(1_000).done;
      expect(workloadVerdict(lab.source.current())?.text).toMatch(/^0 of 7 nodes .*, and its source is gone/);
    });
  });

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

test('the machines turn from distributing a file to sharing files, and begin anew', async () => {
  await withLab(file, async (lab) => {
    await working(lab);
    await lab.elapsed(1_000).done;
    expect(completions(lab.source.current())).toBe(7);
    lab.dispatch({ type: 'switch-workload' });
    await working(lab);
    await lab.elapsed(500).done;
    expect(lab.source.current()).toMatchObject({ generation: 2, comparison: undefined, workload: { figures: [] } });
    expect(lab.source.current().settings.workload).toBe('files');
    expect(lab.source.current().placement.items.length).toBeGreaterThan(1);
  });
});

describe('against the bound of Kurose and Ross, with capped links', () => {
  const capped = (text: string): LabSettings['link'] => {
    const parsed = parseLinkPlan(text);
    if (parsed.type !== 'parsed') throw new Error(text);
    return parsed.value;
  };
  const big = { workload: 'distribute', fileBytes: 4 * 1024 ** 2, pieceBytes: 8192, valueSize: 64 } as const;
  const equal = capped('up=8mbit');
  const boundMs = (big.fileBytes / 1_000_000) * 1000;

  async function ratioOf(changes: Partial<LabSettings>, ms: number): Promise<{ ratio: number; snapshot: LabSnapshot }> {
    const snapshot = await runLab({ ...big, ...changes }, ms);
    const [prediction] = predictions(snapshot);
    expect(prediction?.name).toBe('distributionMs');
    return { ratio: prediction?.ratio ?? 0, snapshot };
  }

  test.each([3, 11])(
    'a swarm of %i with equal uplinks takes at most 1.06 of it, and the source sends little more than once',
    async (nodes) => {
      const { ratio, snapshot } = await ratioOf({ mode: 'peer-to-peer', nodes, link: equal }, 6_000);
      expect(ratio).toBeGreaterThan(0.99);
      expect(ratio).toBeLessThan(1.06);
      expect((snapshot.nodes[0]?.bytesSent ?? 0) / big.fileBytes).toBeLessThan(1.1);
    },
  );

  test('a server takes what it must, N times as long', async () => {
    const { ratio } = await ratioOf({ nodes: 4, link: equal }, 16_000);
    expect(ratio).toBeGreaterThan(0.99);
    expect(ratio).toBeLessThan(1.02);
  });

  test('a swarm with unequal uplinks takes at most 1.25 of it', async () => {
    const link = capped('up=8mbit; n2: up=4mbit; n3: up=4mbit; n4: up=16mbit; n5: up=16mbit; n6: up=12mbit');
    const { ratio } = await ratioOf({ mode: 'peer-to-peer', nodes: 7, link }, 9_000);
    expect(ratio).toBeLessThan(1.25);
  });

  test('where the slowest download decides, a swarm gains nothing (R1)', async () => {
    const link = capped(
      'up=4mbit; n1: up=77mbit; n2: up=29mbit,down=21mbit; n3: up=30mbit,down=15mbit; n4: up=30mbit,down=14mbit; n5: up=27mbit,down=34mbit; n6: up=30mbit,down=21mbit',
    );
    const star = await ratioOf({ mode: 'client-server', nodes: 6, link }, 5_000);
    const mesh = await ratioOf({ mode: 'peer-to-peer', nodes: 6, link }, 5_000);
    const of = ({ snapshot }: { snapshot: LabSnapshot }) => predictions(snapshot)[0];
    expect(of(star)?.predicted).toBeCloseTo(of(mesh)?.predicted ?? 0, 5);
    for (const { ratio } of [star, mesh]) expect(ratio).toBeLessThan(1.25);
  });

  test('a late joiner and a killed peer hold the others up by less than a quarter', async () => {
    await withLab({ ...big, mode: 'peer-to-peer', nodes: 7, link: equal }, async (lab) => {
      await working(lab);
      await lab.elapsed(1_000).done;
      lab.dispatch({ type: 'kill-node', node: nodeId(4) });
      lab.dispatch({ type: 'add-node' });
      await lab.elapsed(boundMs * 1.25).done;
      const holders = lab.source.current().placement.items[0]?.holders;
      expect([...(holders?.keys() ?? [])].sort()).toEqual([1, 2, 3, 5, 6, 7, 8].map(nodeId));
    });
  });

  test('free riders slow a swarm down, towards what a server takes', async () => {
    const took = async (freeRiders: number): Promise<number> => {
      const { snapshot } = await ratioOf({ mode: 'peer-to-peer', nodes: 8, link: equal, freeRiders }, 30_000);
      return snapshot.workload.figures.find(({ metric }) => metric === completionMetric)?.max ?? 0;
    };
    const [fair, half, nearlyAll] = [await took(0), await took(0.5), await took(0.8)];
    expect(half).toBeGreaterThan(1.3 * fair);
    expect(nearlyAll).toBeGreaterThan(1.3 * half);
    expect(nearlyAll).toBeLessThan(7.5 * boundMs);
  });
});
