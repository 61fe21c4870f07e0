import { createRandom } from '../../base/random.ts';
import { createAccessLink, createLinkLine } from '../../links/link-model.ts';
import { isLoopback, type LinkProfile, linkProfiles } from '../../links/link-profile.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { createHeldFrames, type HeldFrame } from './held-frames.ts';
import { createLinkedLine, type LinkedLine } from './linked-line.ts';
import { createLinkedPipes, type LinkNow } from './linked-pipe.ts';
import type { Machine } from './machine.ts';
import type { DialEvents, Pipe, PipeEvents, Wires } from './wires.ts';

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

/** How long a node that leaves waits for its last frames to go out. */
const lingerMsMax = 300;

/**
 * Puts a node's access link between it and its machine, whichever that is. The node's frames are held until they have crossed this node's half of
 * a path; `loopback` holds nothing. What is held counts as queued in its pipe, and a connection that holds too much is not read, so that senders
 * are slowed down as by a socket. What a node holds when it is killed is lost with it.
 */
export function createLinkedMachine(machine: Machine): LinkedMachine {
  const inner = machine.wires;
  const state: LinkNow = { link: createAccessLink(linkProfiles.loopback, createRandom(0)), isPassing: true };
  const held = createHeldFrames(inner);
  const { pipeOf, eventsOf, holdEvent, carried } = createLinkedPipes(inner.now, held, state);
  let connections = 0;

  function createLine(direction: LinkedLine['direction'], node: NodeId | undefined): LinkedLine {
    return createLinkedLine(++connections, direction, node);
  }

  /** A connection costs a round trip: one way until the other end hears of it, one way until this one knows. */
  function dial(node: NodeId, events: DialEvents): void {
    const line = createLine('outbound', node);
    const after = (way: 'up' | 'down', happen: () => void): void => {
      if (state.isPassing) happen();
      else holdEvent(way, line, inner.now() + state.link.profile.latencyMs, happen);
    };
    after('up', () =>
      inner.dial(node, {
        opened(pipe) {
          line.inner = pipe;
          after('down', () => {
            line.events = events.opened(pipeOf(line, pipe));
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
    line.events = to(pipeOf(line, pipe));
    return eventsOf(line);
  }

  function setLink(profile: LinkProfile, seed: number): void {
    state.link = createAccessLink(profile, createRandom(seed).fork('link'));
    state.isPassing = isLoopback(profile);
    const now = inner.now();
    held.reschedule(
      (all) => {
        for (const { line } of all) Object.assign(line, createLinkLine());
      },
      ({ way, line, frame, at: before }) => {
        const at = Math.min(state.link[way](line, frame?.length ?? 0, now).at, before);
        line[way === 'up' ? 'upAt' : 'downAt'] = at;
        return at;
      },
    );
  }

  /** Goes when its last frames are out, or when that takes too long. */
  function exit(): void {
    const lastAt = held.lastDepartureAt();
    if (lastAt === undefined) return machine.exit();
    const now = inner.now();
    const at = Math.min(Math.max(lastAt, now), now + lingerMsMax);
    holdEvent('up', createLine('outbound', undefined), at, machine.exit);
  }

  return {
    wires: {
      now: inner.now,
      dial,
      wakeAt: held.wakeAt,
      base: inner.base,
      nonce: inner.nonce,
      usage: inner.usage,
      carried: () => carried,
      setLink,
      held: held.frames,
      get nextAt() {
        return held.nextAt;
      },
      releaseOne: held.releaseOne,
    },
    openStore: machine.openStore,
    setListening(to, done) {
      machine.setListening(to === undefined ? undefined : (pipe) => accept(pipe, to), done);
    },
    setContacts: machine.setContacts,
    exit,
  };
}
