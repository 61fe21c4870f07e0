import { createEventQueue } from '../../base/event-queue.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { type LinkedLine, mindReading } from './linked-line.ts';
import type { Wires } from './wires.ts';

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

/** A frame that is held, or an opening or an end. */
export interface Held {
  readonly at: Timestamp;
  readonly order: number;
  readonly way: 'up' | 'down';
  readonly line: LinkedLine;
  /** Undefined: an opening, an end. */
  readonly frame: Buffer | undefined;
  readonly happen: () => void;
}

/** What is on its way through a node's half of the paths, and the one alarm for it. */
export interface HeldFrames {
  /** When the next thing happens by itself. */
  readonly nextAt: Timestamp | undefined;
  /** Holds a frame (undefined: an opening, an end) until a time. */
  hold(way: Held['way'], line: LinkedLine, at: Timestamp, frame: Buffer | undefined, happen: () => void): void;
  /** The connection is over: what is held of it goes soon, not when it would have been due. */
  end(line: LinkedLine): void;
  /** Asks to be woken for what is next: after things were held. */
  arm(): void;
  /** The node's own alarm, beside that for what is held. */
  wakeAt(at: Timestamp | undefined, wake: () => void): void;
  /** Gives all that is held another time. `before` sees all of it first. */
  reschedule(before: (all: readonly Held[]) => void, timeOf: (held: Held) => Timestamp): void;
  /** The first to go first, at most `heldShownMax`. */
  frames(): readonly HeldFrame[];
  /** Lets the first frame go on now, and what is to happen before it; undefined: none is held. */
  releaseOne(): HeldFrame | undefined;
  /** When the last of the node's own goes on; undefined: none is held. */
  lastDepartureAt(): Timestamp | undefined;
}

export const heldShownMax = 1_000;
/** Things held of connections that are over, above which they are looked for. */
const goneMax = 1_000;
/** And their bytes: strangers could leave much behind while time is slow. */
const goneBytesMax = 4 * 1024 * 1024;

export function createHeldFrames(wires: Pick<Wires, 'now' | 'wakeAt'>): HeldFrames {
  const queue = createEventQueue<Held>();
  /** Things held of connections that are over, about. */
  let gone = 0;
  let goneBytes = 0;
  let order = 0;
  let wanted: { readonly at: Timestamp; readonly wake: () => void } | undefined;
  let armedAt: Timestamp = 0;

  function arm(): void {
    const nextAt = queue.nextAt;
    if (nextAt === undefined) return wires.wakeAt(wanted?.at, wanted?.wake ?? fire);
    armedAt = Math.min(nextAt, wanted?.at ?? nextAt);
    wires.wakeAt(armedAt, fire);
  }

  /** An alarm may come a moment early by its own reckoning: what it was armed for is due. */
  function fire(): void {
    const until = Math.max(wires.now(), armedAt);
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

  function end(line: LinkedLine): void {
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

  function hold(
    way: Held['way'],
    line: LinkedLine,
    at: Timestamp,
    frame: Buffer | undefined,
    happen: () => void,
  ): void {
    queue.push(at, { at, order: order++, way, line, frame, happen });
    if (way === 'up') line.ups++;
    else line.downs++;
    if (frame !== undefined) line[way === 'up' ? 'upBytes' : 'downBytes'] += frame.length;
  }

  function releaseOne(): HeldFrame | undefined {
    let released: HeldFrame | undefined;
    while (released === undefined) {
      const held = next();
      if (held === undefined) break;
      if (!isGone(held)) [released] = shown(held);
    }
    arm();
    return released;
  }

  return {
    get nextAt() {
      return queue.nextAt;
    },
    hold,
    end,
    arm,
    wakeAt(at, wake) {
      wanted = at === undefined ? undefined : { at, wake };
      arm();
    },
    reschedule(before, timeOf) {
      const all = takeAll();
      before(all);
      for (const held of all) {
        const at = timeOf(held);
        queue.push(at, { ...held, at });
      }
      arm();
    },
    frames: () =>
      queue
        .values()
        .filter((held) => !isGone(held))
        .flatMap(shown)
        .sort((one, other) => one.at - other.at || one.order - other.order)
        .slice(0, heldShownMax),
    releaseOne,
    lastDepartureAt() {
      const leaving = queue.values().filter((held) => held.way === 'up' && !isGone(held));
      return leaving.length === 0 ? undefined : leaving.reduce((last, { at }) => Math.max(last, at), 0);
    },
  };
}

function isGone({ line, way }: Held): boolean {
  return line.isOver || (way === 'down' && line.isClosing);
}

function shown({ at, order: place, way, line, frame }: Held): HeldFrame[] {
  if (frame === undefined) return [];
  const { connection, direction, node } = line;
  return [{ at, order: place, kind: way === 'up' ? 'departure' : 'delivery', connection, frame, direction, node }];
}
