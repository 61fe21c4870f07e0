import { createEventQueue } from '../../base/event-queue.ts';
import { createRandom } from '../../base/random.ts';
import { createAccessLink, createLinkLine, type LinkLine } from '../../links/link-model.ts';
import { isLoopback, type LinkProfile, linkProfiles } from '../../links/link-profile.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { FrameCutter } from './frame-cutter.ts';
import type { Machine } from './machine.ts';
import type { DialEvents, Pipe, PipeEvents, Wires } from './wires.ts';

/** A frame between the node and its wires. */
export interface HeldFrame {
  /** When it goes on by itself. */
  readonly at: Timestamp;
  /** Of two that are due at the same time the one with the lower order goes first. */
  readonly order: number;
  /** `departure`: to be written; `delivery`: to be handed to the node. */
  readonly kind: 'departure' | 'delivery';
  /** Number of the connection among those of these wires. */
  readonly connection: number;
  /** Its length field, then its body. */
  readonly frame: Buffer;
  /** `outbound`: this node dialled. */
  readonly direction: 'inbound' | 'outbound';
  /** The other end; undefined for one that dialled in and has not said who it is. */
  readonly node: NodeId | undefined;
}

/** Wires with a modelled link before them. */
export interface LinkedWires extends Wires {
  /** Becomes this link at once; what is held goes on by the new figures, but no later than it would have. */
  setLink(link: LinkProfile, seed: number): void;
  /** What is held, the first to go first, at most `heldShownMax`. */
  held(): readonly HeldFrame[];
  /** When the next thing happens by itself. */
  readonly nextAt: Timestamp | undefined;
  /** Lets the first frame go on now, and what is to happen before it; undefined: none is held. */
  releaseOne(): HeldFrame | undefined;
}

export interface LinkedMachine extends Machine {
  readonly wires: LinkedWires;
}

/** One connection behind the link. */
interface Line extends LinkLine {
  readonly connection: number;
  readonly direction: 'inbound' | 'outbound';
  node: NodeId | undefined;
  inner: Pipe | undefined;
  events: PipeEvents | undefined;
  /** Nothing is delivered any more; what was written before goes out. */
  isClosing: boolean;
  isOver: boolean;
  isReading: boolean;
  /** Things held, and their bytes. */
  ups: number;
  downs: number;
  upBytes: number;
  downBytes: number;
  heldBytesMax: number;
  heldPiecesMax: number;
  readonly cutter: FrameCutter;
}

interface Held {
  readonly at: Timestamp;
  readonly order: number;
  readonly way: 'up' | 'down';
  readonly line: Line;
  /** Undefined: an opening, an end. */
  readonly frame: Buffer | undefined;
  readonly happen: () => void;
}

export const heldShownMax = 1_000;
/** Bytes held of a connection that has not proved the secret, above which it is not read. */
const strangerBytesMax = 64 * 1024;
/** Pieces in which they are held: each of many empty frames would cost more than its bytes. */
const strangerPiecesMax = 64;
/** Things held of connections that are over, above which they are looked for. */
const goneMax = 1_000;
/** And their bytes: strangers could leave much behind while time is slow. */
const goneBytesMax = 4 * 1024 * 1024;
/** How long a node that leaves waits for its last frames to go out. */
const lingerMsMax = 300;

/**
 * Puts a node's access link between it and its machine, whichever that is. The node's frames are held until they have crossed this node's half of
 * a path; `loopback` holds nothing. What is held counts as queued in its pipe, and a connection that holds too much is not read, so that senders
 * are slowed down as by a socket. What a node holds when it is killed is lost with it.
 */
export function createLinkedMachine(machine: Machine): LinkedMachine {
  const inner = machine.wires;
  const queue = createEventQueue<Held>();
  let link = createAccessLink(linkProfiles.loopback, createRandom(0));
  let isPassing = true;
  /** Things held of connections that are over, about. */
  let gone = 0;
  let goneBytes = 0;
  let connections = 0;
  let order = 0;
  let wanted: { readonly at: Timestamp; readonly wake: () => void } | undefined;
  let armedAt: Timestamp = 0;
  const carried = { upBytes: 0, downBytes: 0 };

  function arm(): void {
    const nextAt = queue.nextAt;
    if (nextAt === undefined) return inner.wakeAt(wanted?.at, wanted?.wake ?? fire);
    armedAt = Math.min(nextAt, wanted?.at ?? nextAt);
    inner.wakeAt(armedAt, fire);
  }

  /** An alarm may come a moment early by its own reckoning: what it was armed for is due. */
  function fire(): void {
    const until = Math.max(inner.now(), armedAt);
    for (let bound = queue.size; bound > 0 && (queue.nextAt ?? until + 1) <= until; bound--) next();
    const mine = wanted;
    if (mine !== undefined && mine.at <= until) {
      wanted = undefined;
      mine.wake();
    }
    arm();
  }

  /** Lets the first thing happen. */
  function next(): Held | undefined {
    const held = queue.pop()?.value;
    if (held === undefined) return undefined;
    const { line, way, frame } = held;
    if (way === 'up') line.ups--;
    else line.downs--;
    if (frame !== undefined) line[way === 'up' ? 'upBytes' : 'downBytes'] -= frame.length;
    if (isGone(held)) {
      gone = Math.max(0, gone - 1);
      goneBytes = Math.max(0, goneBytes - (frame?.length ?? 0));
      return held;
    }
    held.happen();
    mindReading(line);
    return held;
  }

  function isGone({ line, way }: Held): boolean {
    return line.isOver || (way === 'down' && line.isClosing);
  }

  /** It is over: what is held of it goes soon, not when it would have been due. */
  function end(line: Line): void {
    if (line.isOver) return;
    line.isOver = true;
    gone += line.ups + line.downs;
    goneBytes += line.upBytes + line.downBytes;
    if ((gone > goneMax && gone > queue.size / 2) || goneBytes > goneBytesMax) sweep();
  }

  /** Forgets what is held of connections that are over. */
  function sweep(): void {
    gone = 0;
    goneBytes = 0;
    for (const held of takeAll()) {
      if (!isGone(held)) queue.push(held.at, held);
    }
  }

  function takeAll(): Held[] {
    const all: Held[] = [];
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) all.push(one.value);
    return all;
  }

  function put(held: Held): void {
    queue.push(held.at, held);
    if (held.way === 'up') held.line.ups++;
    else held.line.downs++;
    if (held.frame !== undefined) held.line[held.way === 'up' ? 'upBytes' : 'downBytes'] += held.frame.length;
  }

  function holdFrame(way: 'up' | 'down', line: Line, frame: Buffer, go: () => void): void {
    const { type, at } = link[way](line, frame.length, inner.now());
    put({ at, order: order++, way, line, frame, happen: type === 'passes' ? go : () => reset(line) });
  }

  /** Behind what the connection holds that way, and not before a time. */
  function holdEvent(way: 'up' | 'down', line: Line, at: Timestamp, happen: () => void): void {
    const place = way === 'up' ? 'upAt' : 'downAt';
    line[place] = Math.max(line[place], at);
    put({ at: line[place], order: order++, way, line, frame: undefined, happen });
    arm();
  }

  function reset(line: Line): void {
    end(line);
    line.inner?.destroy();
    line.events?.ended(false, 'ETIMEDOUT: the modelled link lost one segment too often');
  }

  function createLine(direction: Line['direction'], node: NodeId | undefined): Line {
    return {
      ...createLinkLine(),
      connection: ++connections,
      direction,
      node,
      inner: undefined,
      events: undefined,
      isClosing: false,
      isOver: false,
      isReading: true,
      ups: 0,
      downs: 0,
      upBytes: 0,
      downBytes: 0,
      heldBytesMax: strangerBytesMax,
      heldPiecesMax: strangerPiecesMax,
      cutter: new FrameCutter(strangerBytesMax / 2, strangerPiecesMax),
    };
  }

  function createPipe(line: Line, pipe: Pipe): Pipe {
    return {
      from: pipe.from,
      write(bytes) {
        if (isPassing && line.ups === 0) {
          carried.upBytes += bytes.length;
          return pipe.write(bytes);
        }
        if (line.isOver || line.isClosing) return;
        for (const frame of new FrameCutter(Number.POSITIVE_INFINITY).cut(bytes)) {
          holdFrame('up', line, frame, () => {
            carried.upBytes += frame.length;
            pipe.write(frame);
          });
        }
        mindReading(line);
        arm();
      },
      get queuedBytes() {
        return line.upBytes + pipe.queuedBytes;
      },
      setReading: () => undefined,
      named(node) {
        line.node = node;
        line.heldBytesMax = limits.sendQueueBytesHigh;
        line.heldPiecesMax = Number.POSITIVE_INFINITY;
        line.cutter.wholeBytesMax = limits.frameBytesMax;
        line.cutter.piecesMax = Number.POSITIVE_INFINITY;
        mindReading(line);
      },
      end() {
        line.isClosing = true;
        const over = (): void => {
          end(line);
          pipe.end();
        };
        if (isPassing && line.ups === 0) over();
        else holdEvent('up', line, inner.now() + link.profile.latencyMs / 2, over);
      },
      destroy() {
        end(line);
        pipe.destroy();
      },
    };
  }

  function mindReading(line: Line): void {
    if (line.isOver) return;
    const hasRoom = line.downBytes <= line.heldBytesMax && line.downs <= line.heldPiecesMax;
    const isReading = line.upBytes <= limits.sendQueueBytesHigh && hasRoom;
    if (isReading === line.isReading) return;
    line.isReading = isReading;
    line.inner?.setReading(isReading || line.isClosing);
  }

  function eventsOf(line: Line): PipeEvents {
    return {
      data(chunk) {
        if (line.isOver || line.isClosing) return;
        if (isPassing && line.downs === 0) return passOn(line, chunk);
        for (const frame of line.cutter.cut(chunk)) holdFrame('down', line, frame, () => deliver(line, frame));
        mindReading(line);
        arm();
      },
      ended(clean, reason) {
        if (line.isOver) return;
        if (line.isClosing) {
          end(line); // nobody is there any more to take what is held
          return;
        }
        for (const part of line.cutter.rest()) holdFrame('down', line, part, () => deliver(line, part));
        const over = (): void => {
          end(line);
          line.events?.ended(clean, reason);
        };
        if (isPassing && line.downs === 0) over();
        else holdEvent('down', line, inner.now() + link.profile.latencyMs / 2, over);
      },
    };
  }

  function passOn(line: Line, chunk: Buffer): void {
    if (!line.cutter.isPending) {
      line.cutter.skip(chunk);
      return deliver(line, chunk);
    }
    for (const frame of line.cutter.cut(chunk)) if (!line.isOver) deliver(line, frame);
  }

  function deliver(line: Line, bytes: Buffer): void {
    carried.downBytes += bytes.length;
    line.events?.data(bytes);
  }

  /** A connection costs a round trip: one way until the other end hears of it, one way until this one knows. */
  function dial(node: NodeId, events: DialEvents): void {
    const line = createLine('outbound', node);
    const after = (way: 'up' | 'down', happen: () => void): void => {
      if (isPassing) happen();
      else holdEvent(way, line, inner.now() + link.profile.latencyMs, happen);
    };
    after('up', () =>
      inner.dial(node, {
        opened(pipe) {
          line.inner = pipe;
          after('down', () => {
            line.events = events.opened(createPipe(line, pipe));
          });
          return eventsOf(line);
        },
        failed(reason) {
          after('down', () => events.failed(reason));
        },
      }),
    );
  }

  function accept(pipe: Pipe, to: (pipe: Pipe) => PipeEvents): PipeEvents {
    const line = createLine('inbound', undefined);
    line.inner = pipe;
    line.events = to(createPipe(line, pipe));
    return eventsOf(line);
  }

  function setLink(profile: LinkProfile, seed: number): void {
    link = createAccessLink(profile, createRandom(seed).fork('link'));
    isPassing = isLoopback(profile);
    const now = inner.now();
    const held = takeAll();
    for (const { line } of held) Object.assign(line, createLinkLine());
    for (const one of held) {
      const at = Math.min(link[one.way](one.line, one.frame?.length ?? 0, now).at, one.at);
      one.line[one.way === 'up' ? 'upAt' : 'downAt'] = at;
      queue.push(at, { ...one, at });
    }
    arm();
  }

  function shown({ at, order: place, way, line, frame }: Held): HeldFrame[] {
    if (frame === undefined) return [];
    const { connection, direction, node } = line;
    return [{ at, order: place, kind: way === 'up' ? 'departure' : 'delivery', connection, frame, direction, node }];
  }

  /** Goes when its last frames are out, or when that takes too long. */
  function exit(): void {
    const now = inner.now();
    const leaving = queue.values().filter((held) => held.way === 'up' && !isGone(held));
    const lastAt = leaving.reduce((last, { at }) => Math.max(last, at), now);
    if (leaving.length === 0) return machine.exit();
    holdEvent('up', createLine('outbound', undefined), Math.min(lastAt, now + lingerMsMax), machine.exit);
  }

  return {
    wires: {
      now: inner.now,
      dial,
      wakeAt(at, wake) {
        wanted = at === undefined ? undefined : { at, wake };
        arm();
      },
      base: inner.base,
      nonce: inner.nonce,
      usage: inner.usage,
      carried: () => carried,
      setLink,
      held: () =>
        queue
          .values()
          .filter((held) => !isGone(held))
          .flatMap(shown)
          .sort((one, other) => one.at - other.at || one.order - other.order)
          .slice(0, heldShownMax),
      get nextAt() {
        return queue.nextAt;
      },
      releaseOne() {
        let released: HeldFrame | undefined;
        while (released === undefined) {
          const held = next();
          if (held === undefined) break;
          if (!isGone(held)) [released] = shown(held);
        }
        arm();
        return released;
      },
    },
    openStore: machine.openStore,
    setListening(to, done) {
      machine.setListening(to === undefined ? undefined : (pipe) => accept(pipe, to), done);
    },
    setContacts: machine.setContacts,
    exit,
  };
}
