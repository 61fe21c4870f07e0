import { describe, expect, test } from 'vitest';
import { createNodeRunner } from '../../../source/drivers/node/node-runner.ts';
import { memoryStore } from '../../../source/drivers/store/node-store.ts';
import type { ConnectionRoom } from '../../../source/drivers/wires/connection-room.ts';
import type { DialEvents, Pipe, PipeEvents } from '../../../source/drivers/wires/wires.ts';
import type { TelemetryBatch } from '../../../source/protocol/control/telemetry-batch.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { keyOf } from '../../../source/protocol/key.ts';
import { type Message, messageCodec } from '../../../source/protocol/messages.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import { WireSession } from '../../../source/protocol/wire/session.ts';
import { createLogic } from '../../../source/workloads/node-of-plan.ts';
import { sha } from '../../nodes/drive-node.ts';
import { labSecret } from '../../protocol/wire/session-pair.ts';

const noWork = { type: 'files', seed: 1, valueSize: 8, itemsPerNode: 1, concurrency: 0 } as const;

/** A peer by Kademlia on wires that a test holds the other ends of. */
function runningPeer(
  wanted: {
    readonly dials?: DialEvents[];
    readonly logic?: ReturnType<typeof createLogic>;
    readonly room?: ConnectionRoom;
    isHeard?(): boolean;
  } = {},
) {
  const batches: TelemetryBatch[] = [];
  const base = { at: 0, wakeAt: undefined as number | undefined, wake: (): void => undefined };
  let connections = 0;
  const overlay = { type: 'kademlia', k: 8, alpha: 3, bootstrap: [] } as const;
  const role = { type: 'peer', dials: [], overlay, copiesMax: 4, replicas: 1, isFreeRider: false } as const;
  const runner = createNodeRunner({
    self: nodeId(5),
    generation: 1,
    logic: wanted.logic ?? createLogic(nodeId(5), { role, capacity: 0, workload: noWork, seed: 1 }),
    secret: labSecret,
    wires: {
      now: () => 0,
      dial: (_node, events) => void wanted.dials?.push(events),
      wakeAt: () => undefined,
      base: {
        now: () => base.at,
        wakeAt(at, wake) {
          base.wakeAt = at;
          base.wake = wake;
        },
      },
      nonce: () => Buffer.alloc(16, 0xbb),
      usage: () => ({ cpuMs: 0, rssBytes: 0 }),
    },
    room: wanted.room,
    unreachable: new Set(),
    batchMs: 50,
    nextConnection: () => ++connections,
    isHeard: wanted.isHeard ?? (() => true),
    onBatch: (batch) => batches.push(batch),
    onJoined: () => undefined,
    onWorkDone: () => undefined,
    onHistory: () => undefined,
    store: memoryStore,
    onStoreTrouble: () => undefined,
  });
  runner.feed({ type: 'started' });
  return {
    runner,
    batches,
    /** When it wants to report, by the clock on the wall. */
    reportAt: () => base.wakeAt,
    /** Lets it be that time. */
    report() {
      base.at = base.wakeAt ?? expect.fail('it waits for nothing');
      base.wake();
    },
    protocolErrors() {
      runner.flushTelemetry();
      return batches.at(-1)?.protocolErrors;
    },
    /** Another node that dials it, with the lab's secret and whatever it wants to say. */
    dialledBy(node: NodeId) {
      const heard: Message[] = [];
      let isOpen = true;
      const session = new WireSession<Message>(
        { side: 'dialer', self: { name: node, generation: 1 }, secret: labSecret, nonce: Buffer.alloc(16, 0xaa) },
        messageCodec,
        { onOpen: () => undefined, onMessage: (message) => heard.push(structuredClone(message)) },
      );
      const pending: Buffer[] = [];
      const end = (): void => {
        isOpen = false;
      };
      const pipe: Pipe = {
        write: (bytes) => pending.push(Buffer.from(bytes)),
        queuedBytes: 0,
        setReading: () => undefined,
        end,
        destroy: end,
      };
      const events: PipeEvents = runner.accept(pipe);
      function exchange(): void {
        for (let turns = 0; turns < 10 && isOpen && session.output.pending + pending.length > 0; turns++) {
          if (session.output.pending > 0) events.data(Buffer.from(session.output.take()));
          for (const bytes of pending.splice(0)) session.receive(bytes);
        }
      }
      exchange();
      return {
        heard,
        isOpen: () => isOpen,
        says(message: Message) {
          session.send(message);
          exchange();
        },
        saysBytes(bytes: Buffer) {
          if (isOpen) events.data(bytes);
        },
      };
    },
  };
}

describe('a node reports', () => {
  test('at once what is new, but not more often than it was told, and each half second otherwise', () => {
    const { batches, reportAt, report, dialledBy } = runningPeer();
    expect(reportAt()).toBe(200); // four intervals after its generation began
    report();
    expect([batches.length, reportAt()]).toEqual([1, 700]);
    report();
    expect([batches.length, reportAt()]).toEqual([2, 1_200]); // nothing happened: 500 ms
    const other = dialledBy(nodeId(6));
    other.says({ type: 'ping', requestId: 1 });
    expect([other.heard.length, reportAt()]).toEqual([1, 1_200]); // what passes is counted, and is no news
    other.saysBytes(Buffer.from('00000002ff00', 'hex'));
    expect(reportAt()).toBe(750); // an error is: 50 ms after the last one
    report();
    expect([batches.length, batches.at(-1)?.protocolErrors, reportAt()]).toEqual([3, 1, 1_250]);
  });
});

describe('a node whose lab stands stopped', () => {
  test('keeps sums in place of batches, and reports all of it when the lab is back', () => {
    let isHeard = false;
    const { batches, report, dialledBy } = runningPeer({ isHeard: () => isHeard });
    for (let stranger = 0; stranger < 500; stranger++) {
      dialledBy(nodeId(6)).saysBytes(Buffer.from('00000002ff00', 'hex'));
      report();
    }
    expect(batches).toEqual([]);
    isHeard = true;
    report();
    expect(batches.map(({ protocolErrors, flows }) => [protocolErrors, flows.length])).toEqual([[500, 1]]);
    expect(batches[0]?.flows[0]).toMatchObject({ node: nodeId(6), upkeep: 500 }); // a welcome each
  });
});

describe('dialling', () => {
  test('a node is dialled once at a time, and again when that has failed', () => {
    const dials: DialEvents[] = [];
    const heard: string[] = [];
    const dial = { type: 'dial', node: nodeId(2) } as const;
    const logic = createLogic(nodeId(5), {
      role: { type: 'client', servers: [] },
      capacity: 0,
      workload: noWork,
      seed: 1,
    });
    const { runner } = runningPeer({
      dials,
      logic: {
        ...logic,
        handle(input) {
          heard.push(input.type);
          return heard.length > 2 ? [] : [dial, dial];
        },
      },
    });
    expect(dials).toHaveLength(1);
    dials[0]?.failed('ECONNREFUSED');
    expect(heard).toEqual(['started', 'dial-failed']);
    expect(dials).toHaveLength(2);
    runner.destroy();
  });
});

const manyNodes = (count: number): NodeId[] => Array.from({ length: count }, (_, index) => nodeId(index + 1));
const provider = { node: nodeId(1), hash: sha('abc') };

describe('an answer that is larger than the protocol allows', () => {
  test.each<[string, Message]>([
    ['contacts', { type: 'nodes', requestId: 1, contacts: manyNodes(limits.contactsMax + 1) }],
    [
      'providers',
      { type: 'providers', requestId: 1, providers: new Array(limits.providersMax + 1).fill(provider), contacts: [] },
    ],
    [
      'holders',
      {
        type: 'check-replicas',
        requestId: 1,
        sets: [{ name: 'song', holders: manyNodes(limits.holdersMax + 1) }],
      },
    ],
    ['missing items', { type: 'replicas', requestId: 1, missing: new Array(limits.replicasMax + 1).fill('song') }],
    ['content', { type: 'content', requestId: 1, content: Buffer.alloc(limits.itemBytesMax + 1) }],
  ])('by too many %s is malformed: it ends its connection, is counted, and harms no other', (_what, message) => {
    const peer = runningPeer();
    const liar = peer.dialledBy(nodeId(2));
    const other = peer.dialledBy(nodeId(3));
    liar.says(message);
    expect([liar.isOpen(), other.isOpen(), peer.protocolErrors()]).toEqual([false, true, 1]);
    other.says({ type: 'find-node', requestId: 7, target: keyOf('song') });
    expect(other.heard.at(-1)).toEqual({ type: 'nodes', requestId: 7, contacts: [nodeId(2)] });
  });

  test('by the length of its frame is refused before it has come', () => {
    const peer = runningPeer();
    const liar = peer.dialledBy(nodeId(2));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(limits.frameBytesMax + 1);
    liar.saysBytes(length);
    expect([liar.isOpen(), peer.protocolErrors()]).toEqual([false, 1]);
  });

  test('by nothing is no error: just as many as allowed', () => {
    const peer = runningPeer();
    const other = peer.dialledBy(nodeId(2));
    other.says({ type: 'nodes', requestId: 1, contacts: manyNodes(limits.contactsMax) });
    expect([other.isOpen(), peer.protocolErrors()]).toEqual([true, 0]);
  });
});

test('where few files may be open strangers go sooner', () => {
  const { runner, protocolErrors } = runningPeer({ room: { connectionsMax: 8, handshakesMax: 4 } });
  const gone: number[] = [];
  for (let number = 0; number < 6; number++) {
    const end = (): void => void gone.push(number);
    runner.accept({ write: () => true, queuedBytes: 0, setReading: () => undefined, end, destroy: end });
  }
  expect(gone).toEqual([0, 1]);
  expect(protocolErrors()).toBe(2);
});
