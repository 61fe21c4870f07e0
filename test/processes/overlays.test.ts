import { describe, expect, it } from 'vitest';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { openRealLab, total, workAndDrain } from './real-lab.ts';

/** A tenth of real time: deadlines follow, so that on a machine that is busy with other tests few pass and little is asked twice. */
const pace = 0.1;
const plan = { mode: 'peer-to-peer', nodes: 32, itemsPerNode: 1, valueSize: 64, rate: 100, k: 4, alpha: 3 } as const;
const requests = 100;

/** The same plan on processes and simulated. */
async function both(overlay: 'kademlia' | 'index') {
  const [real, simulated] = await Promise.all(
    (['processes', 'simulation'] as const).map(async (on) => {
      const lab = await openRealLab({ ...plan, overlay, ...(on === 'processes' ? { pace } : {}) }, { on });
      const snapshot = await workAndDrain(lab, requests);
      await lab.close(); // a simulation takes all the time it can get
      return figuresOf(snapshot);
    }),
  );
  if (real === undefined || simulated === undefined) throw new Error('one of the labs is missing');
  return { real, simulated };
}

function figuresOf({ traffic, requests: { hops, attempted, failed }, nodes }: LabSnapshot) {
  return {
    messagesPerQuery: traffic.queryMessages / traffic.queriesStarted,
    hopsMean: hops?.mean ?? Number.NaN,
    failedShare: failed / attempted,
    errors: total(nodes, 'protocolErrors'),
  };
}

/** On a machine that is busy with other things a request may take longer than its second; nothing else may fail. */
const failedShareMax = 0.1;

describe('32 nodes on processes and in the simulator', () => {
  it('need exactly two messages a query with an index', async () => {
    const { real, simulated } = await both('index');
    expect(simulated).toMatchObject({ messagesPerQuery: 2, failedShare: 0, errors: 0 });
    expect(real).toMatchObject({ messagesPerQuery: 2, errors: 0 });
    expect(real.failedShare).toBeLessThan(failedShareMax);
  });

  /*
   * Not equal: who answers first is timing, and it decides which contacts a table holds (buckets of 4), which holder is asked, hence who has
   * which copy to announce, and how many of the alpha requests under way were in vain. Seen: 1.09 and 1.02 hops, 6.8 and 6.1 messages.
   */
  it('agree with Kademlia: mean hops within 0.25, messages a query within a quarter', async () => {
    const { real, simulated } = await both('kademlia');
    expect(simulated).toMatchObject({ failedShare: 0, errors: 0 });
    expect(real.errors).toBe(0);
    expect(real.failedShare).toBeLessThan(failedShareMax);
    expect(simulated.hopsMean).toBeGreaterThan(0.75);
    expect(Math.abs(real.hopsMean - simulated.hopsMean)).toBeLessThan(0.25);
    expect(real.messagesPerQuery / simulated.messagesPerQuery).toBeGreaterThan(0.75);
    expect(real.messagesPerQuery / simulated.messagesPerQuery).toBeLessThan(1.25);
  });
});
