import { describe, expect, test } from 'vitest';
import { workloadVerdict } from '../../source/experiments/documents/workload-verdict.ts';
import type { HistoryFigures } from '../../source/lab/check/read-back.ts';
import type { Cluster, ClusterEvents } from '../../source/lab/clusters/cluster.ts';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab, type Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import type { Report } from '../../source/protocol/control/reports.ts';
import { type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { usualSettings, working } from './simulated-lab.ts';

/** What happens to a lab from outside. */
interface Outside {
  readonly lab: Lab;
  /** Kills a node behind the lab's back. */
  kill(node: NodeId): void;
  /** As if the node said so. */
  say(node: NodeId, report: Report): void;
}

interface Run {
  readonly lab: Lab;
  readonly history: HistoryFigures | undefined;
}

const pass = (lab: Lab, ms: number): Promise<void> => lab.elapsed(ms).done;

/** Works for a second, lets something happen, works on, drains and reads back; nodes have durable stores, unless said otherwise. */
async function runWith(
  changes: Partial<LabSettings>,
  happen: (outside: Outside) => void,
  use: (run: Run) => void,
): Promise<void> {
  const settings: LabSettings = { ...usualSettings, durability: 'durable', rate: 40, writeShare: 0.3, ...changes };
  const persistMs = settings.durability === 'durable' ? 1 : undefined;
  let cluster: Cluster | undefined;
  let events: ClusterEvents | undefined;
  const lab = await createLab({
    settings,
    createCluster(given) {
      events = given;
      cluster = createSimulationCluster({ seed: settings.seed, events: given, speed: 'fast', batchMs: 50, persistMs });
      return cluster;
    },
    measureOutside: false,
  });
  try {
    await working(lab);
    await pass(lab, 1_000);
    happen({ lab, kill: (node) => cluster?.kill(node), say: (node, report) => events?.onReport(node, report) });
    await pass(lab, 2_000);
    await lab.drain();
    use({ lab, history: await lab.check(10_000) });
  } finally {
    await lab.close();
  }
}

const mesh = { mode: 'peer-to-peer', overlay: 'kademlia' } as const;
const regimes: readonly (readonly [string, Partial<LabSettings>])[] = [
  ['a star', {}],
  ['a star with two servers', { servers: 2 }],
  ['a mesh', mesh],
  ['a mesh with replicas', { ...mesh, replicas: 2 }],
  ['a mesh that floods', { mode: 'peer-to-peer', overlay: 'flooding' }],
  ['a mesh with an index', { mode: 'peer-to-peer', overlay: 'index' }],
];

describe.each(regimes)('%s', (_name, changes) => {
  test('of which all nodes were killed from outside gives no verdict, and the cause', async () => {
    const killAll = ({ kill }: Outside) => {
      for (let node = 1; node <= 8; node++) kill(nodeId(node));
    };
    for (const durability of ['durable', 'memory'] as const) {
      await runWith({ ...changes, durability }, killAll, ({ lab, history }) => {
        expect(history).toMatchObject({ readable: 0, verdict: 'unknown', cause: 'node-died' });
        expect(history?.reason).toBe(
          'n1, n2, n3, n4 and 4 more died, and no fault of the lab did it (killed (simulated))',
        );
        // Read a second time, with all started again.
        expect(history?.[durability === 'durable' ? 'unavailable' : 'lost']).toBe(history?.acknowledged);
        expect(lab.source.current().nodes.every(({ state }) => state === 'ready')).toBe(true);
      });
    }
  });

  test('of which one node was killed from outside gives no verdict', async () => {
    await runWith(
      changes,
      ({ kill }) => kill(nodeId(8)),
      ({ history }) => {
        expect(history).toMatchObject({ lost: 0, corrupt: 0, verdict: 'unknown', cause: 'node-died' });
      },
    );
  });

  test('of which the lab itself killed nodes for good has lost nothing: what was unavailable is there when they are started again', async () => {
    const killTwo = ({ lab }: Outside) => {
      lab.dispatch({ type: 'kill-node', node: nodeId(1) });
      lab.dispatch({ type: 'fault', fault: { type: 'kill', target: nodeId(4) } });
    };
    await runWith(changes, killTwo, ({ history }) => {
      expect(history).toMatchObject({ lost: 0, corrupt: 0, verdict: 'valid' });
      expect((history?.readable ?? 0) + (history?.unavailable ?? 0)).toBe(history?.acknowledged);
    });
  });

  test('that a node has left for good is valid', async () => {
    const leave = ({ lab }: Outside) => lab.dispatch({ type: 'fault', fault: { type: 'leave', target: nodeId(5) } });
    await runWith(changes, leave, ({ history }) => expect(history).toMatchObject({ corrupt: 0, verdict: 'valid' }));
  });

  test('whose nodes come and go when the work ends has lost nothing, and no node of it died by itself', async () => {
    const churn = ({ lab }: Outside) => lab.dispatch({ type: 'fault', fault: { type: 'churn', sessionMs: 500 } });
    await runWith(changes, churn, ({ history }) => {
      expect(history).toMatchObject({ lost: 0, corrupt: 0 });
      expect(history?.cause).not.toBe('node-died');
    });
  });

  test('in which a store had trouble gives no verdict, also when it takes writes again', async () => {
    const trouble = ({ say }: Outside) => {
      say(nodeId(1), { type: 'store', generation: 1, state: 'store-full', text: 'ENOSPC: no space left on device' });
      say(nodeId(1), { type: 'store', generation: 1, state: 'store-works', text: '' });
    };
    await runWith(changes, trouble, ({ history }) => {
      expect(history).toMatchObject({ verdict: 'unknown', cause: 'store-trouble' });
      expect(history?.reason).toBe('n1 had trouble with the store (store-full: ENOSPC: no space left on device)');
    });
  });
});

test('a workload that is not about items proves nothing either when a node died that no fault had killed', async () => {
  for (const workload of ['game', 'tasks', 'web', 'distribute'] as const) {
    await runWith(
      { workload, writeShare: 0, durability: 'memory' },
      ({ kill }) => kill(nodeId(7)),
      ({ lab }) => {
        expect(workloadVerdict(lab.source.current())).toMatchObject({ verdict: 'unknown' });
      },
    );
    await runWith(
      { workload, writeShare: 0, durability: 'memory' },
      () => undefined,
      ({ lab }) => {
        expect(workloadVerdict(lab.source.current())).toMatchObject({ verdict: 'valid' });
      },
    );
  }
});
