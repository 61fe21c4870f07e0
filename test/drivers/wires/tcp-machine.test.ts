import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTcpMachine } from '../../../source/drivers/wires/tcp-machine.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

test('answers each dial, also while another one to the same node is under way: that of a generation before', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : expect.fail();
  const clock = { now: () => performance.now() };
  const { wires, setContacts } = createTcpMachine(
    { host: '127.0.0.1', port: 0, data: undefined, isKept: false },
    clock,
    () => undefined,
  );
  setContacts([{ node: nodeId(2), host: '127.0.0.1', port }]);
  const opened = (): Promise<void> =>
    new Promise((resolve, reject) => {
      wires.dial(nodeId(2), {
        opened(pipe) {
          pipe.destroy();
          resolve();
          return { data: () => undefined, ended: () => undefined };
        },
        failed: (reason) => reject(new Error(reason)),
      });
    });
  await Promise.all([opened(), opened()]);
});

test('where its memory cannot be read any more it says what it was: no open file is left for that', () => {
  const place = { host: '127.0.0.1', port: 0, data: undefined, isKept: false };
  const { wires } = createTcpMachine(place, { now: () => performance.now() }, () => undefined);
  const { rssBytes } = wires.usage();
  expect(rssBytes).toBeGreaterThan(0);
  const read = vi.spyOn(process.memoryUsage, 'rss').mockImplementation(() => {
    throw new Error('EMFILE: too many open files, uv_resident_set_memory');
  });
  onTestFinished(() => read.mockRestore());
  expect(wires.usage().rssBytes).toBe(rssBytes);
});

test('a dial to a port that is none fails, and ends nothing', async () => {
  const place = { host: '127.0.0.1', port: 0, data: undefined, isKept: false };
  const { wires, setContacts } = createTcpMachine(place, { now: () => performance.now() }, () => undefined);
  setContacts([{ node: nodeId(2), host: '127.0.0.1', port: 70_000 }]);
  const failed = new Promise((resolve) => {
    wires.dial(nodeId(2), { opened: () => expect.fail('it is open'), failed: resolve });
  });
  expect(await failed).toBe('ERR_SOCKET_BAD_PORT');
});
