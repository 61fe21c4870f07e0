import { expect, test } from 'vitest';
import { createSampleTable } from '../../source/telemetry/samples.ts';

test('values of a node reach the lab in batches, each once', () => {
  const [node, lab] = [createSampleTable(), createSampleTable()];
  const send = () => {
    const batches = node.drain();
    for (const batch of batches) lab.add(batch);
    return batches.map(({ metric }) => metric);
  };
  node.record('jobMs', 10);
  node.record('jobMs', 30);
  node.record('stateAgeMs', 5);
  expect(send()).toEqual(['jobMs', 'stateAgeMs']);
  node.record('jobMs', 20);
  expect(send()).toEqual(['jobMs']);
  expect(send()).toEqual([]);
  const jobs = lab.all.get('jobMs');
  expect([jobs?.sum, jobs?.histogram.count, jobs?.histogram.max]).toEqual([60, 3, 30]);
  expect(lab.all.get('stateAgeMs')?.sum).toBe(5);
});
