import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { claimLoopbackBlock } from '../../../source/lab/clusters/loopback-block.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

it.each(['0.0.0.0', '::'])('a port that another program has on %s stops no lab: it uses another one', async (all) => {
  const other = createServer().listen({ host: all, port: 0 });
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const taken = (other.address() as AddressInfo).port;
  const blocks = [await claimLoopbackBlock(taken), await claimLoopbackBlock(taken)];
  for (const block of blocks) onTestFinished(() => block.close());
  for (const { host, port, trouble, placeOf } of blocks) {
    expect(port).not.toBe(taken);
    expect(trouble).toBe('EADDRINUSE');
    if (host !== '127.0.0.1') expect(placeOf(nodeId(1)).port).toBe(port);
  }
  const [one, next] = blocks.map(({ host, port }) => `${host}:${port}`);
  expect(one).not.toBe(next);
});
