import { reach, type SimulatedMachine } from './simulated-machine.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { DialEvents, Pipe, PipeEvents } from './wires.ts';

/** Connections between simulated machines. Whatever goes from one machine to another takes one latency. */
export interface SimulatedPipes {
  /** `find` gives the machine that is there when the dial arrives. */
  dial(from: SimulatedMachine, find: () => SimulatedMachine | undefined, events: DialEvents): void;
}

interface End extends Pipe {
  readonly owner: SimulatedMachine;
  events: PipeEvents | undefined;
  other: End | undefined;
  isOver: boolean;
  /** What came while its owner did not read; undefined while it reads. */
  unread: (() => void)[] | undefined;
  unreadBytes: number;
}

export function createSimulatedPipes(time: VirtualTime, latencyMs: number): SimulatedPipes {
  function later(call: () => void): void {
    time.at(time.now + latencyMs, call);
  }

  function createEnd(owner: SimulatedMachine): End {
    const end: End = {
      owner,
      events: undefined,
      other: undefined,
      isOver: false,
      unread: undefined,
      unreadBytes: 0,
      get queuedBytes() {
        return end.other?.unreadBytes ?? 0;
      },
      write: (bytes) => write(end, bytes),
      setReading(isReading) {
        if (!isReading) end.unread ??= [];
        else readOn(end);
      },
      end: () => finish(end, true),
      destroy: () => finish(end, false),
    };
    owner.ends.add(end);
    return end;
  }

  function write({ isOver, other }: End, bytes: Buffer): void {
    if (isOver || other === undefined) return;
    later(() => {
      if (other.unread !== undefined) other.unreadBytes += bytes.length;
      reach(other.owner, () =>
        read(other, () => {
          if (!other.isOver) other.events?.data(bytes);
        }),
      );
    });
  }

  /** Takes what came meanwhile; it may stop reading again on the way. */
  function readOn(end: End): void {
    const waiting = end.unread ?? [];
    end.unread = undefined;
    end.unreadBytes = 0;
    for (const take of waiting) time.at(time.now, () => read(end, take));
  }

  function finish(end: End, isClean: boolean): void {
    if (end.isOver) return;
    forget(end);
    const { other } = end;
    if (other === undefined) return;
    later(() =>
      reach(other.owner, () =>
        read(other, () => {
          if (other.isOver) return;
          forget(other);
          other.events?.ended(isClean, isClean ? 'the other end closed it' : 'ECONNRESET');
        }),
      ),
    );
  }

  return {
    /** A SYN takes one latency, its answer another one. */
    dial(from, find, events) {
      later(() => {
        const target = find();
        const accept = target?.isAlive === true ? target.accept : undefined;
        if (target === undefined || accept === undefined) {
          later(() => reach(from, () => from.isAlive && events.failed('ECONNREFUSED')));
          return;
        }
        const near = createEnd(from);
        const far = createEnd(target);
        near.other = far;
        far.other = near;
        // The system of a machine that stands still accepts for it.
        reach(target, () => {
          if (target.accept !== undefined) far.events = target.accept(far);
        });
        later(() =>
          reach(from, () => {
            if (!from.isAlive) return;
            if (near.isOver) events.failed('ECONNRESET');
            else near.events = events.opened(near);
          }),
        );
      });
    },
  };
}

/** Now, or when its owner reads again. */
function read(end: End, take: () => void): void {
  if (end.unread === undefined) take();
  else end.unread.push(take);
}

function forget(end: End): void {
  end.isOver = true;
  end.owner.ends.delete(end);
}
