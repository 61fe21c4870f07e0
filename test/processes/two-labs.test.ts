import { expect, it } from 'vitest';
import { eventsOf, openRealLab, total, until } from './real-lab.ts';

it('two labs at once, even of the same seed, do not see each other', async () => {
  const labs = await Promise.all([openRealLab({ nodes: 4 }), openRealLab({ nodes: 4, mode: 'peer-to-peer' })]);
  await Promise.all(labs.map((lab) => until(lab, ({ requests }) => requests.succeeded > 100)));
  await Promise.all(labs.map((lab) => lab.drain()));
  const snapshots = labs.map((lab) => lab.source.current());
  for (const snapshot of snapshots) {
    const { nodes, requests } = snapshot;
    expect(total(nodes, 'bytesSent')).toBe(total(nodes, 'bytesReceived'));
    expect({ failed: requests.failed, errors: total(nodes, 'protocolErrors') }).toEqual({ failed: 0, errors: 0 });
    expect(eventsOf(snapshot)).toEqual([]);
    expect(snapshot.placement.items).toHaveLength(12);
  }
  const addresses = snapshots.flatMap(({ nodes }) => nodes.map(({ address }) => address));
  expect(new Set(addresses).size).toBe(8);
});
