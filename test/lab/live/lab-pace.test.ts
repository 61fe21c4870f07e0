import { expect, test } from 'vitest';
import { createLabPace } from '../../../source/lab/live/lab-pace.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';

const [n1, n2, n3] = [nodeId(1), nodeId(2), nodeId(3)];

function lab() {
  const told: string[] = [];
  const looks: string[] = [];
  const cluster = {
    setPace: (pace: number) => ({ pace, baseMs: 0, sessionMs: 0 }),
    order: (node: NodeId, order: { readonly type: string; readonly pace?: number }) =>
      void told.push(`${node} ${order.type} ${order.pace}`),
  };
  const nodes = [
    { id: n1, step: 'working' },
    { id: n2, step: 'down' },
    { id: n3, step: 'launching' },
  ] as const;
  const stepping = { look: () => void looks.push('look'), forget: () => void looks.push('forget') };
  return { told, looks, pace: createLabPace(cluster as never, () => nodes, stepping) };
}

test('all nodes that are there hear of a pace; a new one hears of the latest, if there was one', () => {
  const { told, pace } = lab();
  pace.tell(n3);
  expect(told).toEqual([]);
  pace.set(0.1);
  pace.tell(n3);
  expect(told).toEqual(['n1 pace 0.1', 'n3 pace 0.1']);
});

test('what comes next is looked for when time is stopped, but not when it stands where a step ended', () => {
  const { looks, pace } = lab();
  pace.set(0);
  pace.set(0, 500);
  pace.set(1);
  expect(looks).toEqual(['look', 'forget']);
});
