import { describe, expect, test } from 'vitest';
import type { Fault } from '../../source/lab/faults/fault.ts';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { NodeView } from '../../source/lab/view/node-view.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { usualSettings, withLab, working } from './simulated-lab.ts';

const [n1, n2, n3] = [nodeId(1), nodeId(2), nodeId(3)];

const viewOf = (lab: Lab, id: string): NodeView | undefined =>
  lab.source.current().nodes.find((node) => node.id === id);

function fault(lab: Lab, wanted: Fault, forMs?: number): void {
  lab.dispatch({ type: 'fault', fault: wanted, forMs });
}

async function pass(lab: Lab, ms: number): Promise<LabSnapshot> {
  await lab.elapsed(ms).done;
  return lab.source.current();
}

/** Requests that end well and badly in the next milliseconds. */
async function outcome(lab: Lab, ms: number): Promise<{ readonly done: number; readonly failed: number }> {
  const { requests: before } = lab.source.current();
  const { requests: after } = await pass(lab, ms);
  return { done: after.succeeded - before.succeeded, failed: after.failed - before.failed };
}

describe.each(['client-server', 'peer-to-peer'] as const)('faults, %s', (mode) => {
  test('a paused node stands still, is seen as such at once, and goes on as if nothing had been', async () => {
    await withLab({ mode }, async (lab) => {
      await working(lab);
      await pass(lab, 500);
      fault(lab, { type: 'pause', target: n3 });
      expect(viewOf(lab, 'n3')?.state).toBe('paused');
      const made = viewOf(lab, 'n3')?.requestsMade;
      await pass(lab, 2_000);
      expect(viewOf(lab, 'n3')?.requestsMade).toBe(made);
      fault(lab, { type: 'resume', target: n3 });
      await pass(lab, 4_000);
      expect(viewOf(lab, 'n3')?.state).toBe('ready');
      expect(viewOf(lab, 'n3')?.requestsMade).toBeGreaterThan(made ?? 0);
      expect((await outcome(lab, 2_000)).failed).toBe(0);
    });
  });

  test('others give up a node that is paused after its silence, and the connection comes back', async () => {
    await withLab({ mode }, async (lab) => {
      await working(lab);
      fault(lab, { type: 'pause', target: n1 }, 10_000);
      await pass(lab, 9_000);
      const lost = lab.source
        .current()
        .log.filter((entry) => entry.type === 'event' && /lost its connection to n1: silent/.test(entry.text));
      expect(lost.length).toBeGreaterThan(0);
      await pass(lab, 6_000);
      expect(viewOf(lab, 'n1')?.state).toBe('ready');
      expect((await outcome(lab, 2_000)).failed).toBe(0);
    });
  });

  test('a mode switch does not wait for a paused node, which joins when it goes on', async () => {
    await withLab({ mode }, async (lab) => {
      await working(lab);
      fault(lab, { type: 'pause', target: n3 });
      lab.dispatch({ type: 'switch-mode' });
      await working(lab);
      expect(lab.source.current().generation).toBe(2);
      fault(lab, { type: 'resume', target: n3 });
      await pass(lab, 3_000);
      expect(viewOf(lab, 'n3')?.requestsMade).toBeGreaterThan(0);
      expect((await outcome(lab, 1_000)).failed).toBe(0);
    });
  });

  test('a partition parts, and heals', async () => {
    await withLab({ mode, overlay: 'kademlia' }, async (lab) => {
      await working(lab);
      await pass(lab, 1_000);
      fault(lab, { type: 'partition', groups: [[n1, n2]] });
      expect(lab.source.current().cuts).toHaveLength(12);
      await pass(lab, 200);
      const across = lab.source
        .current()
        .connections.filter(({ from, to }) => [n1, n2].includes(from) !== [n1, n2].includes(to));
      expect(across).toEqual([]);
      expect((await outcome(lab, 3_000)).failed).toBeGreaterThan(0);
      fault(lab, { type: 'heal' });
      expect(lab.source.current().cuts).toEqual([]);
      await pass(lab, 8_000);
      expect((await outcome(lab, 3_000)).failed).toBe(0);
    });
  });

  test('churn comes and goes, is the same for a seed, and ends', async () => {
    const runs: string[] = [];
    for (let time = 0; time < 2; time++) {
      await withLab({ mode, overlay: 'kademlia' }, async (lab) => {
        await working(lab);
        fault(lab, { type: 'churn', sessionMs: 1_000 }, 5_000);
        await pass(lab, 6_000);
        const events = lab.source
          .current()
          .log.flatMap((entry) =>
            entry.type === 'event' && / down:|started again/.test(entry.text)
              ? [`${entry.at} ${entry.node} ${entry.text}`]
              : [],
          );
        expect(events.length).toBeGreaterThan(10);
        const downs = events.length;
        await pass(lab, 3_000);
        runs.push(events.join('\n'));
        expect(downs).toBeGreaterThan(0);
      });
    }
    expect(runs[0]).toBe(runs[1]);
  });
});

test('a slow server lets its queue grow, and is as before when it is over', async () => {
  await withLab({ capacity: 200, rate: 60 }, async (lab) => {
    await working(lab);
    await pass(lab, 1_000);
    fault(lab, { type: 'slow', target: n1, times: 10 }, 3_000);
    expect(viewOf(lab, 'n1')?.slowness).toBe(10);
    await pass(lab, 2_000);
    expect(viewOf(lab, 'n1')?.queueLength).toBeGreaterThan(20);
    await pass(lab, 10_000);
    expect(viewOf(lab, 'n1')?.slowness).toBe(1);
    expect(viewOf(lab, 'n1')?.queueLength).toBeLessThan(5);
  });
});

test('a cut between two peers breaks their connection and no other', async () => {
  await withLab({ mode: 'peer-to-peer' }, async (lab) => {
    await working(lab);
    const { connections } = await pass(lab, 500);
    const [first] = connections.filter(({ purpose }) => purpose === 'overlay');
    if (first === undefined) throw new Error('no connection');
    fault(lab, { type: 'cut', a: first.from, b: first.to });
    const after = await pass(lab, 200);
    const isIt = ({ from, to }: { from: string; to: string }): boolean =>
      [first.from, first.to].every((end) => [from, to].includes(end));
    expect(after.connections.some(isIt)).toBe(false);
    expect(after.connections.length).toBeGreaterThan(connections.length / 2);
  });
});

test('faults of the settings happen in their time, and are in the record', async () => {
  const faults = [
    { atMs: 500, fault: { type: 'kill', target: 'server' }, forMs: 1_000 },
    { atMs: 800, fault: { type: 'kill', target: nodeId(99) }, forMs: undefined },
  ] as const;
  await withLab({ ...usualSettings, faults }, async (lab) => {
    await working(lab);
    const before = await pass(lab, 1_000);
    expect(before.faults).toEqual([{ atMs: 500, fault: 'kill', target: 'n1' }]);
    expect(viewOf(lab, 'n1')?.state).toBe('down');
    const after = await pass(lab, 3_000);
    expect(after.faults.map(({ fault: name }) => name)).toEqual(['kill', 'restart']);
    expect(viewOf(lab, 'n1')?.state).toBe('ready');
    const said = after.log.flatMap((entry) => (entry.type === 'event' ? [entry.text] : []));
    expect(said).toContain('no kill of n99: there is no n99 in this lab');
    expect(after.faultsMissed).toEqual([
      { atMs: 800, fault: 'kill', target: 'n99', why: 'there is no n99 in this lab' },
    ]);
  });
});

test('faults whose time does not come before the work ends are in the record, and do not happen', async () => {
  const faults = [
    { atMs: 500, fault: { type: 'kill', target: n3 }, forMs: 60_000 },
    { atMs: 3_000, fault: { type: 'kill', target: n2 }, forMs: undefined },
    { atMs: 9_000, fault: { type: 'heal' }, forMs: undefined },
  ] as const;
  await withLab({ ...usualSettings, faults }, async (lab) => {
    await working(lab);
    await pass(lab, 1_000);
    await lab.drain();
    const why = 'the run was over before';
    const missed = [
      { atMs: 3_000, fault: 'kill', target: 'n2', why },
      { atMs: 9_000, fault: 'heal', target: 'everything', why },
    ];
    const after = await pass(lab, 20_000);
    expect(after.faults).toEqual([{ atMs: 500, fault: 'kill', target: 'n3' }]);
    expect(after.faultsMissed).toEqual(missed);
    expect(viewOf(lab, 'n2')?.state).toBe('ready');
  });
});
