import { expect, test } from 'vitest';
import { type Connection, createConnectionTable } from '../../../source/drivers/node/connection-table.ts';
import { createEndings } from '../../../source/drivers/node/endings.ts';
import { connectionId, nodeId } from '../../../source/protocol/ids.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import { ProtocolError, remoteError } from '../../../source/protocol/wire/protocol-error.ts';

/** Endings of connections to n2 …, and what happened by them, in order. */
function endingsOf() {
  const happened: string[] = [];
  const connections = createConnectionTable();
  const turns = {
    now: 0,
    take: (input: { readonly type: string; readonly reason?: string }) =>
      void happened.push(`${input.type} ${input.reason}`),
  };
  const endings = createEndings({
    connections,
    turns,
    reporter: {
      collector: {
        protocolError: (code: string, text: string) => void happened.push(`${code}: ${text}`),
        add: ({ type }: { readonly type: string }) => void happened.push(type),
      } as never,
      flows: { ended: () => void happened.push('flow'), take: () => [] },
    },
  });
  function open({ proved = true, direction = 'inbound' as Connection['direction'], since = 0, queuedBytes = 0 } = {}) {
    const id = connections.size + 2;
    const connection = {
      ...{ id: connectionId(id), node: nodeId(id), direction, since, purpose: undefined },
      session: { output: { pending: 3, take: () => Buffer.alloc(3) }, end: () => void happened.push('session ends') },
      pipe: {
        write: () => void happened.push('write'),
        end: () => void happened.push('end'),
        destroy: () => void happened.push('destroy'),
        queuedBytes,
      },
    } as unknown as Connection;
    connections.add(connection);
    if (proved) connections.proved(connection);
    return connection;
  }
  return { endings, connections, turns, open, taken: () => happened.splice(0) };
}

test('a remote error ends its connection, is counted, and the node hears of it', () => {
  const { endings, connections, open, taken } = endingsOf();
  const connection = open();
  endings.guard(connection, () => {
    throw remoteError('malformed-message', 'nonsense');
  });
  expect(taken()).toEqual(['malformed-message: n2: nonsense', 'destroy', 'flow', 'disconnected malformed-message']);
  expect(connections.has(connection)).toBe(false);
  endings.ended(connection, true, 'ended');
  endings.cut(connection);
  expect(taken()).toEqual(['destroy']); // it has ended already
});

test.each([new TypeError('a bug'), new ProtocolError('frame-too-large', 'local', 'a bug')])(
  'an error of our own is fatal: %s',
  (error) => {
    const { endings, open } = endingsOf();
    const ours = (): never => {
      throw error;
    };
    expect(() => endings.guard(open(), ours)).toThrow('a bug');
  },
);

test('a node that closes an idle or silent connection says what it has to say first; any other reason is an error', () => {
  const { endings, open, taken } = endingsOf();
  endings.close(open(), 'idle');
  expect(taken()).toEqual(['write', 'end', 'flow', 'disconnected idle']);
  endings.close(open(), 'unexpected-message');
  expect(taken().slice(0, 2)).toEqual(['unexpected-message: n2: closed for unexpected-message', 'destroy']);
});

test('a dial that ends before its handshake has failed, and a stranger that dialled is not heard of', () => {
  const { endings, open, taken } = endingsOf();
  endings.ended(open({ proved: false, direction: 'outbound' }), true, 'ended');
  endings.ended(open({ proved: false }), true, 'ended');
  expect(taken()).toEqual(['session ends', 'flow', 'dial-failed ended', 'session ends', 'flow']);
});

test('one that takes nothing ends when its queue is full', () => {
  const { endings, open, taken } = endingsOf();
  endings.flush(open({ queuedBytes: limits.sendQueueBytesMax }));
  expect(taken()).toEqual(['write']);
  endings.flush(open({ queuedBytes: limits.sendQueueBytesMax + 1 }));
  expect(taken()[1]).toMatch(/^send-queue-full: /);
});

test('handshakes end that take too long, and only these', () => {
  const { endings, connections, turns, open, taken } = endingsOf();
  open({ proved: false });
  const young = open({ proved: false, since: 1 });
  turns.now = limits.handshakeMsMax;
  endings.expireHandshakes();
  expect(taken()[0]).toMatch(/^handshake-timed-out: /);
  expect(connections.all()).toEqual([young]);
});
