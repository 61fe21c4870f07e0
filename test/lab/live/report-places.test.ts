import { expect, it } from 'vitest';
import { nodeId } from '../../../source/protocol/ids.ts';
import { afterReport } from './lying-node.ts';

const n2 = nodeId(2);

it.each([
  [n2, 70_000],
  ['0.0.0.0', 1],
  ['example.org', 80],
  ['127.0.0.1', 22],
  [nodeId(3), 1],
])('a node that says it listens at %s:%i is ended, and nobody is told to dial that', async (host, port) => {
  const { texts } = await afterReport(() => ({ type: 'configured', generation: 1, host, port, restored: 0 }));
  expect(texts).toContain(`reports that it listens at ${host}:${port}, which cannot be: the lab kills it`);
});
