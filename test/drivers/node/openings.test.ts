import { expect, test } from 'vitest';
import { createConnectionTable } from '../../../source/drivers/node/connection-table.ts';
import { createEndings } from '../../../source/drivers/node/endings.ts';
import { createOpenings } from '../../../source/drivers/node/openings.ts';
import type { DialEvents, Pipe, PipeEvents } from '../../../source/drivers/wires/wires.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { type Message, messageCodec } from '../../../source/protocol/messages.ts';
import { WireSession } from '../../../source/protocol/wire/session.ts';
import { labSecret } from '../../protocol/wire/session-pair.ts';

/** The openings of n1, whose dials a test answers. */
function openingsOf({ unreachable = [] as readonly NodeId[], connectionsMax = 4, handshakesMax = 4 } = {}) {
  const heard: string[] = [];
  const errors: string[] = [];
  const refused: NodeId[] = [];
  const dials: DialEvents[] = [];
  const connections = createConnectionTable();
  const turns = {
    now: 0,
    isOver: false,
    run: (work: () => void) => work(),
    take: (input: { readonly type: string; readonly node?: NodeId; readonly reason?: string }) =>
      void heard.push([input.type, input.node, input.reason].filter((word) => word !== undefined).join(' ')),
    handle: () => undefined,
    refuseDial: (node: NodeId) => void refused.push(node),
    end: () => undefined,
  };
  const reporter = {
    collector: { protocolError: (code: string) => void errors.push(code), add: () => undefined },
    flows: { ended: () => undefined, take: () => [] },
    totals: {
      sent: { messages: new Float64Array(64), bytes: new Float64Array(64) },
      received: { messages: new Float64Array(64), bytes: new Float64Array(64) },
    },
    noteRtt: () => undefined,
  } as never;
  let number = 0;
  const openings = createOpenings({
    ...{ self: nodeId(1), generation: 1, secret: labSecret, room: { connectionsMax, handshakesMax } },
    wires: { now: () => 0, dial: (_node, events) => void dials.push(events), nonce: () => Buffer.alloc(16, 0xbb) },
    unreachable: new Set(unreachable),
    nextConnection: () => ++number,
    ...{ connections, turns, reporter },
    endings: createEndings({ connections, turns, reporter }),
    onMessage: () => undefined,
  });
  return { openings, connections, heard, errors, refused, dials };
}

function pipe(): Pipe & { isOpen(): boolean; readonly written: Buffer[] } {
  let isOpen = true;
  const end = (): void => {
    isOpen = false;
  };
  const written: Buffer[] = [];
  return {
    ...{ isOpen: () => isOpen, written, write: (bytes) => void written.push(Buffer.from(bytes)), queuedBytes: 0 },
    ...{ setReading: () => undefined, end, destroy: end },
  };
}

/** Ends the handshake as `name`, on the other end of a connection. */
function proveAs(name: NodeId, side: 'dialer' | 'listener', events: PipeEvents, flush: () => readonly Buffer[]): void {
  const session = new WireSession<Message>(
    { side, self: { name, generation: 1 }, secret: labSecret, nonce: Buffer.alloc(16, 0xaa) },
    messageCodec,
    { onOpen: () => undefined, onMessage: () => undefined },
  );
  for (let round = 0; round < 4; round++) {
    for (const bytes of flush()) session.receive(bytes);
    if (session.output.pending > 0) events.data(Buffer.from(session.output.take()));
  }
}

test('whom it cannot reach is not dialled', () => {
  const { openings, dials, refused } = openingsOf({ unreachable: [nodeId(2)] });
  openings.dial(nodeId(2));
  openings.dial(nodeId(3));
  expect([dials.length, refused]).toEqual([1, ['n2']]);
});

test('one that is being dialled is not dialled a second time, until that has failed', () => {
  const { openings, dials, heard } = openingsOf();
  openings.dial(nodeId(2));
  openings.dial(nodeId(2));
  dials[0]?.failed('ECONNREFUSED');
  openings.dial(nodeId(2));
  expect([dials.length, heard]).toEqual([2, ['dial-failed n2 ECONNREFUSED']]);
});

test('one that proves the secret is known to the node by its name', () => {
  const { openings, connections, heard } = openingsOf();
  const end = pipe();
  const events = openings.accept(end);
  proveAs(nodeId(5), 'dialer', events, () => flushed(connections, end));
  expect(heard).toEqual(['connected n5']);
  expect(connections.unproved.size).toBe(0);
});

test('one that answers by another name than was dialled is turned away', () => {
  const { openings, connections, dials, heard, errors } = openingsOf();
  openings.dial(nodeId(2));
  const end = pipe();
  const events = dials[0]?.opened(end) ?? expect.fail('not dialled');
  proveAs(nodeId(3), 'listener', events, () => flushed(connections, end));
  expect([errors, heard, end.isOpen()]).toEqual([['unexpected-message'], ['dial-failed n2 unexpected-message'], false]);
});

test('one from behind a cut is ended without a word, and one that is cut later, too', () => {
  const { openings, connections, heard } = openingsOf({ unreachable: [nodeId(5)] });
  const [behind, later] = [pipe(), pipe()];
  for (const [end, name] of [
    [behind, nodeId(5)],
    [later, nodeId(6)],
  ] as const) {
    proveAs(name, 'dialer', openings.accept(end), () => flushed(connections, end));
  }
  expect([behind.isOpen(), heard]).toEqual([false, ['connected n6']]);
  openings.setUnreachable(new Set([nodeId(6)]));
  expect([later.isOpen(), heard[1]]).toEqual([false, 'disconnected EHOSTUNREACH']);
});

test('there is room for so many, and of those in their handshake the oldest goes first', () => {
  const { openings, connections, errors } = openingsOf({ connectionsMax: 3, handshakesMax: 2 });
  const ends = [pipe(), pipe(), pipe()] as const;
  for (const end of ends) openings.accept(end);
  expect(ends.map((end) => end.isOpen())).toEqual([false, true, true]);
  for (const connection of connections.all()) connections.proved(connection);
  openings.accept(pipe());
  const refused = pipe();
  openings.accept(refused);
  expect([refused.isOpen(), connections.size]).toEqual([false, 3]);
  expect(errors).toEqual(['too-many-connections', 'too-many-connections']);
});

/** What the sessions have to say, as the end of a turn writes it. */
function flushed(connections: ReturnType<typeof createConnectionTable>, end: { readonly written: Buffer[] }) {
  connections.flushTouched(({ session, pipe: own }) => {
    if (session.output.pending > 0) own.write(session.output.take());
  });
  return end.written.splice(0);
}
