import { describe, expect, test } from 'vitest';
import { createLinkedMachine } from '../../../source/drivers/wires/linked-wires.ts';
import type { DialEvents, Pipe, PipeEvents } from '../../../source/drivers/wires/wires.ts';
import { type LinkProfile, linkProfiles } from '../../../source/links/link-profile.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';

function frame(text: string): Buffer {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeUInt32BE(text.length);
  bytes.write(text, 4);
  return bytes;
}

/** A node's linked machine over one that a test plays; time is the test's. */
function linked(changes: Partial<LinkProfile> | undefined) {
  let now = 0;
  let alarm: { readonly at: number; readonly wake: () => void } | undefined;
  let wakes = 0;
  const did: string[] = [];
  const dials: DialEvents[] = [];
  let accept: ((pipe: Pipe) => PipeEvents) | undefined;
  const machine = createLinkedMachine({
    wires: {
      now: () => now,
      dial(node, events) {
        did.push(`${now} dials ${node}`);
        dials.push(events);
      },
      wakeAt(at, wake) {
        alarm = at === undefined ? undefined : { at, wake };
      },
      base: { now: () => 0, wakeAt: () => undefined },
      nonce: () => Buffer.alloc(16),
      usage: () => ({ cpuMs: 0, rssBytes: 0 }),
    },
    setListening(to) {
      accept = to;
    },
    openStore: undefined,
    setContacts: () => undefined,
    exit: () => did.push(`${now} exits`),
  });
  const { wires } = machine;
  const set = (profile: Partial<LinkProfile>) => wires.setLink({ ...linkProfiles.loopback, ...profile }, 1);
  if (changes !== undefined) set(changes);
  const text = (bytes: Buffer): string => (bytes.length < 40 ? bytes.subarray(4).toString() : `${bytes.length} bytes`);
  const pipe = (name: string): Pipe => ({
    write: (bytes) => did.push(`${now} ${name} out ${text(bytes)}`),
    queuedBytes: 0,
    setReading: (isReading) => did.push(`${now} ${name} ${isReading ? 'reads' : 'stops reading'}`),
    end: () => did.push(`${now} ${name} end`),
    destroy: () => did.push(`${now} ${name} destroyed`),
  });
  const user = (name: string): PipeEvents => ({
    data: (chunk) => did.push(`${now} ${name} in ${text(chunk)}`),
    ended: (clean, reason) => did.push(`${now} ${name} ended ${clean ? 'clean' : reason.split(':')[0]}`),
  });
  return {
    machine,
    wires,
    set,
    dials,
    pipe,
    user,
    takes: (): readonly string[] => did.splice(0),
    /** How often its alarm went off. */
    wakes: () => wakes,
    until(time: number) {
      for (let bound = 0; bound < 100_000 && alarm !== undefined && alarm.at <= time; bound++) {
        const { at, wake } = alarm;
        now = Math.max(now, at);
        alarm = undefined;
        wakes++;
        wake();
      }
      now = time;
    },
    /** A connection that came in: what the node writes to, and what the other end does. A stranger has not said who it is. */
    accepted(name = 'a', isStranger = false) {
      let mine: Pipe | undefined;
      machine.setListening(
        (given) => {
          mine = given;
          return user(name);
        },
        () => undefined,
      );
      const other = accept?.(pipe(name));
      if (mine === undefined || other === undefined) throw new Error('nobody listens');
      if (!isStranger) mine.named?.(nodeId(2));
      return { mine, other };
    },
  };
}

describe('over loopback', () => {
  test('bytes pass at once and uncut', () => {
    const node = linked(undefined);
    const { mine, other } = node.accepted();
    mine.write(Buffer.concat([frame('a'), frame('b')]));
    other.data(frame('answer'));
    mine.end();
    expect(node.takes()).toEqual(['0 a out a\0\0\0\x01b', '0 a in answer', '0 a end']);
    expect(node.wires.nextAt).toBeUndefined();
  });

  test('the wake-up of the node is that of the machine', () => {
    const node = linked(undefined);
    const woken: number[] = [];
    node.wires.wakeAt(5, () => woken.push(node.wires.now()));
    node.until(10);
    expect(woken).toEqual([5]);
  });
});

describe('over a link with latency', () => {
  test('frames leave and arrive half of it later, one by one, in order', () => {
    const node = linked({ latencyMs: 40 });
    const { mine, other } = node.accepted();
    mine.write(Buffer.concat([frame('a'), frame('b')]));
    node.until(5);
    other.data(frame('answer'));
    expect(node.takes()).toEqual([]);
    node.until(100);
    expect(node.takes()).toEqual(['20 a out a', '20 a out b', '25 a in answer']);
  });

  test('a frame that comes in pieces is held from its last byte on', () => {
    const node = linked({ latencyMs: 40 });
    const { other } = node.accepted();
    const bytes = frame('answer');
    other.data(bytes.subarray(0, 6));
    node.until(10);
    other.data(bytes.subarray(6));
    node.until(100);
    expect(node.takes()).toEqual(['30 a in answer']);
  });

  test('a dial costs a round trip, and is heard of by the other end half way', () => {
    const node = linked({ latencyMs: 40 });
    node.wires.dial(nodeId(2), {
      opened: (pipe) => {
        pipe.write(frame('hello'));
        return node.user('b');
      },
      failed: () => undefined,
    });
    node.until(40);
    expect(node.takes()).toEqual(['40 dials n2']);
    const other = node.dials[0]?.opened(node.pipe('b'));
    other?.data(frame('early'));
    node.until(200);
    expect(node.takes()).toEqual(['80 b in early', '100 b out hello']);
  });

  test('a dial that is refused is heard of a round trip later', () => {
    const node = linked({ latencyMs: 40 });
    const failures: string[] = [];
    const events = { opened: () => node.user('b'), failed: (reason: string) => failures.push(reason) };
    node.wires.dial(nodeId(2), events);
    node.until(40);
    node.dials[0]?.failed('ECONNREFUSED');
    node.until(79);
    expect(failures).toEqual([]);
    node.until(80);
    expect(failures).toEqual(['ECONNREFUSED']);
  });

  test('closing lets out what was written before, and hears nothing more', () => {
    const node = linked({ latencyMs: 40, upBytesPerSecond: 1_000 });
    const { mine, other } = node.accepted();
    mine.write(frame('bye'));
    mine.end();
    other.data(frame('late'));
    node.until(1_000);
    expect(node.takes()).toEqual(['27 a out bye', '27 a end']);
  });

  test('destroying drops what is held', () => {
    const node = linked({ latencyMs: 40 });
    const { mine, other } = node.accepted();
    mine.write(frame('never'));
    other.data(frame('never'));
    mine.destroy();
    expect(node.wires.held()).toEqual([]);
    node.until(1_000);
    expect(node.takes()).toEqual(['0 a destroyed']);
  });

  test('an end from the other side comes behind what it sent before', () => {
    const node = linked({ latencyMs: 40 });
    const { other } = node.accepted();
    other.data(frame('last'));
    other.ended(true, 'closed');
    node.until(100);
    expect(node.takes()).toEqual(['20 a in last', '20 a ended clean']);
  });

  test('the node is woken at its own time as well', () => {
    const node = linked({ latencyMs: 40 });
    const woken: number[] = [];
    node.wires.wakeAt(7, () => woken.push(node.wires.now()));
    node.accepted().mine.write(frame('a'));
    node.until(100);
    expect(woken).toEqual([7]);
  });

  test('a node that leaves stays until its last words are out, but not for long', () => {
    const node = linked({ latencyMs: 40 });
    node.accepted().mine.write(frame('bye'));
    node.machine.exit();
    node.until(100);
    expect(node.takes()).toEqual(['20 a out bye', '20 exits']);
    const slow = linked({ latencyMs: 2_000 });
    slow.accepted().mine.write(frame('bye'));
    slow.machine.exit();
    slow.until(2_000);
    expect(slow.takes()[0]).toBe('300 exits');
    const idle = linked({ latencyMs: 40 });
    idle.machine.exit();
    expect(idle.takes()).toEqual(['0 exits']);
  });
});

describe('a link that becomes another one', () => {
  test('lets go sooner what it held, never later, in order', () => {
    const node = linked({ latencyMs: 1_000 });
    const { mine } = node.accepted();
    mine.write(frame('a'));
    node.until(100);
    node.set({ latencyMs: 2_000 });
    node.until(400);
    node.set({});
    mine.write(frame('b'));
    node.until(401);
    mine.write(frame('c'));
    expect(node.takes()).toEqual(['400 a out a', '400 a out b', '401 a out c']);
  });

  test('begins to hold in the middle of a frame', () => {
    const node = linked(undefined);
    const { other } = node.accepted();
    const first = frame('first');
    other.data(first.subarray(0, 5));
    node.set({ latencyMs: 10 });
    other.data(Buffer.concat([first.subarray(5), frame('second')]));
    expect(node.wires.held().map(({ frame: { length } }) => length)).toEqual([4, 10]);
    node.until(10);
    node.set({});
    other.data(frame('third'));
    expect(node.takes().at(-1)).toBe('10 a in third');
  });
});

describe('a full queue', () => {
  test('counts as queued, stops reading, and reads again when there is room', () => {
    const node = linked({ upBytesPerSecond: 1_000_000 });
    const { mine } = node.accepted();
    const half = frame('x'.repeat(limits.sendQueueBytesHigh / 2));
    for (let count = 0; count < 3; count++) mine.write(half);
    expect(mine.queuedBytes).toBe(3 * half.length);
    expect(node.takes()).toEqual(['0 a stops reading']);
    node.until(2_000);
    expect(mine.queuedBytes).toBe(0);
    const told = node.takes();
    expect(told.filter((line) => line.endsWith(' reads'))).toHaveLength(1);
    expect(told).toHaveLength(4);
  });

  test('of what came is not filled further', () => {
    const node = linked({ downBytesPerSecond: 1_000_000 });
    const { other } = node.accepted();
    const large = frame('x'.repeat(limits.sendQueueBytesHigh));
    other.data(large);
    expect(node.takes()).toEqual(['0 a stops reading']);
    node.until(2_000);
    expect(node.takes()).toHaveLength(2);
  });
});

test('six losses in a row reset a connection, and nothing of it is missing before that', () => {
  const node = linked({ latencyMs: 1, lossShare: 0.75 });
  const { mine } = node.accepted();
  for (let count = 0; count < 200; count++) mine.write(frame(String(count)));
  node.until(1e7);
  const told = node.takes().map((line) => line.split(' a ')[1] ?? '');
  expect(told.slice(-2)).toEqual(['destroyed', 'ended ETIMEDOUT']);
  expect(told.slice(0, -2)).toEqual(told.slice(0, -2).map((_, index) => `out ${index}`));
});

describe('what is held', () => {
  test('is shown in the order in which it goes, and is let go one by one', () => {
    const node = linked({ latencyMs: 40 });
    const { mine, other } = node.accepted();
    mine.write(frame('a'));
    node.until(1);
    other.data(frame('b'));
    const held = node.wires.held().map(({ at, kind, connection, direction, node: from }) => ({
      ...{ at, kind, connection, direction, from },
    }));
    const both = { connection: 1, direction: 'inbound', from: 'n2' };
    expect(held).toEqual([
      { at: 20, kind: 'departure', ...both },
      { at: 21, kind: 'delivery', ...both },
    ]);
    expect(node.wires.nextAt).toBe(20);
    expect(node.wires.releaseOne()?.kind).toBe('departure');
    expect(node.takes()).toEqual(['1 a out a']);
    expect(node.wires.releaseOne()?.kind).toBe('delivery');
    expect(node.wires.releaseOne()).toBeUndefined();
    expect(node.takes()).toEqual(['1 a in b']);
  });
});

describe('a stranger', () => {
  const frames = 12_000;
  const flood = Buffer.concat(new Array(frames).fill(frame('')));

  test('is held in few pieces, however many frames it says, and not read on', () => {
    const node = linked({ latencyMs: 1_000 });
    const { other } = node.accepted('a', true);
    other.data(flood);
    const pieces = node.wires.held().map((held) => held.frame);
    expect(pieces).toHaveLength(65);
    expect(Buffer.concat(pieces)).toEqual(flood);
    expect(node.takes()).toEqual(['0 a stops reading']);
  });

  test('that is cut off is held no longer, while what others said still comes', () => {
    const node = linked({ latencyMs: 1_000_000 });
    const { other } = node.accepted('b');
    other.data(frame('hello'));
    for (let at = 1; at <= 100; at++) {
      node.until(at);
      const { mine, other: stranger } = node.accepted('a', true);
      stranger.data(flood);
      mine.destroy();
    }
    node.takes();
    node.until(600_000);
    expect(node.takes()).toEqual(['500000 b in hello']);
    expect(node.wakes()).toBeLessThan(30); // one for each stranger whose pieces are still there
  });

  test('leaves few bytes behind, however large what it said', () => {
    const node = linked({ latencyMs: 1_000_000 });
    const part = Buffer.alloc(60_000);
    part.writeUInt32BE(0x7fffffff);
    let bytes = 0;
    do {
      const { mine, other: stranger } = node.accepted('a', true);
      stranger.data(part);
      mine.destroy();
      bytes += part.length;
    } while (node.wires.nextAt !== undefined && bytes < 50_000_000);
    expect(bytes).toBeLessThan(4 * 1024 * 1024 + 2 * part.length);
  });
});
