import { describe, expect, test } from 'vitest';
import { nodeViews } from '../../../source/lab/view/build-nodes.ts';
import type { ConnectionView } from '../../../source/lab/view/node-view.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { forEachKind } from '../../../source/protocol/messages.ts';
import { aBatch } from '../../telemetry/a-batch.ts';
import { labIn } from '../drive-lab.ts';
import { noFigures, partsOf } from './snapshot-parts.ts';

const nothing = forEachKind(() => 0);

function connection(from: number, to: number): ConnectionView {
  return { from: nodeId(from), to: nodeId(to), purpose: 'overlay', out: nothing, back: nothing };
}

describe('the nodes of a snapshot', () => {
  test('say what they are, where they listen and how many connections they have', () => {
    const { state } = labIn('working');
    const nodes = nodeViews(partsOf(state), [connection(2, 1), connection(3, 1)]);
    expect(nodes.map(({ id, role, state: how, connections }) => [id, role, how, connections])).toEqual([
      ['n1', 'server', 'ready', 2],
      ['n2', 'client', 'ready', 1],
      ['n3', 'client', 'ready', 1],
    ]);
    expect(nodes[0]).toMatchObject({ address: '127.0.0.1:4000', listening: true, pid: 101 });
  });

  test('are silent when they say nothing for more than three seconds, and down when their process is gone', () => {
    const lab = labIn('working');
    const generation = noFigures();
    for (const number of [1, 2, 3]) generation.metrics.fold(nodeId(number), aBatch({ at: number === 2 ? 0 : 3_000 }));
    lab.exits(3, 'exit code 1');
    const nodes = nodeViews(partsOf(lab.state, { generation, now: 3_001 }), []);
    expect(nodes.map(({ state }) => state)).toEqual(['ready', 'silent', 'down']);
    expect(nodes[2]).toMatchObject({ cause: 'exit code 1', listening: false, queueLength: 0 });
  });
});
