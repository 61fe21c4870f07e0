import { expect, test } from 'vitest';
import { aimed } from '../../../source/lab/live/aim-fault.ts';
import type { LabEvent } from '../../../source/lab/rules/state.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { createLabMetrics } from '../../../source/telemetry/lab-metrics.ts';
import { aBatch } from '../../telemetry/a-batch.ts';
import { labIn } from '../drive-lab.ts';

test('the busiest node is the one that serves most of those that live', () => {
  const lab = labIn('working');
  const metrics = createLabMetrics();
  for (const number of [1, 2, 3]) metrics.fold(nodeId(number), aBatch({ at: 100, served: 10 * number }));
  const event: LabEvent = {
    type: 'intent',
    intent: { type: 'fault', fault: { type: 'kill', target: 'busiest' }, forMs: undefined },
  };
  const target = () => aimed(event, lab.state.nodes.values(), metrics);
  expect(target()).toMatchObject({ intent: { fault: { target: 'n3' } } });
  lab.exits(3);
  expect(target()).toMatchObject({ intent: { fault: { target: 'n2' } } });
  expect(aimed({ type: 'drain' }, lab.state.nodes.values(), metrics)).toEqual({ type: 'drain' });
});
