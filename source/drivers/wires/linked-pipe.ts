import type { createAccessLink } from '../../links/link-model.ts';
import type { Timestamp } from '../../protocol/ids.ts';
import { FrameCutter } from './frame-cutter.ts';
import type { HeldFrames } from './held-frames.ts';
import { type LinkedLine, lineIsProved, mindReading } from './linked-line.ts';
import type { Pipe, PipeEvents } from './wires.ts';

/** The link as it is now. */
export interface LinkNow {
  link: ReturnType<typeof createAccessLink>;
  /** It is loopback: bytes pass uncut, as long as nothing is held before them. */
  isPassing: boolean;
}

/** The two ends of connections behind a link. */
export interface LinkedPipes {
  /** What the node writes to. */
  pipeOf(line: LinkedLine, pipe: Pipe): Pipe;
  /** What the machine hands its bytes to. */
  eventsOf(line: LinkedLine): PipeEvents;
  /** Lets something happen behind what the connection holds that way, and not before a time. */
  holdEvent(way: 'up' | 'down', line: LinkedLine, at: Timestamp, happen: () => void): void;
  /** Bytes that left and came so far, behind the link. */
  readonly carried: { readonly upBytes: number; readonly downBytes: number };
}

export function createLinkedPipes(now: () => Timestamp, held: HeldFrames, state: LinkNow): LinkedPipes {
  const carried = { upBytes: 0, downBytes: 0 };

  function holdFrame(way: 'up' | 'down', line: LinkedLine, frame: Buffer, go: () => void): void {
    const { type, at } = state.link[way](line, frame.length, now());
    held.hold(way, line, at, frame, type === 'passes' ? go : () => reset(line));
  }

  function holdEvent(way: 'up' | 'down', line: LinkedLine, at: Timestamp, happen: () => void): void {
    const place = way === 'up' ? 'upAt' : 'downAt';
    line[place] = Math.max(line[place], at);
    held.hold(way, line, line[place], undefined, happen);
    held.arm();
  }

  function reset(line: LinkedLine): void {
    held.end(line);
    line.inner?.destroy();
    line.events?.ended(false, 'ETIMEDOUT: the modelled link lost one segment too often');
  }

  function pipeOf(line: LinkedLine, pipe: Pipe): Pipe {
    return {
      from: pipe.from,
      write(bytes) {
        if (state.isPassing && line.ups === 0) {
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
        held.arm();
      },
      get queuedBytes() {
        return line.upBytes + pipe.queuedBytes;
      },
      setReading: () => undefined,
      named(node) {
        lineIsProved(line, node);
        mindReading(line);
      },
      end() {
        line.isClosing = true;
        const over = (): void => {
          held.end(line);
          pipe.end();
        };
        if (state.isPassing && line.ups === 0) over();
        else holdEvent('up', line, now() + state.link.profile.latencyMs / 2, over);
      },
      destroy() {
        held.end(line);
        pipe.destroy();
      },
    };
  }

  function eventsOf(line: LinkedLine): PipeEvents {
    return {
      data(chunk) {
        if (line.isOver || line.isClosing) return;
        if (state.isPassing && line.downs === 0) return passOn(line, chunk);
        for (const frame of line.cutter.cut(chunk)) holdFrame('down', line, frame, () => deliver(line, frame));
        mindReading(line);
        held.arm();
      },
      ended(clean, reason) {
        if (line.isOver) return;
        if (line.isClosing) {
          held.end(line); // nobody is there any more to take what is held
          return;
        }
        for (const part of line.cutter.rest()) holdFrame('down', line, part, () => deliver(line, part));
        const over = (): void => {
          held.end(line);
          line.events?.ended(clean, reason);
        };
        if (state.isPassing && line.downs === 0) over();
        else holdEvent('down', line, now() + state.link.profile.latencyMs / 2, over);
      },
    };
  }

  function passOn(line: LinkedLine, chunk: Buffer): void {
    if (!line.cutter.isPending) {
      line.cutter.skip(chunk);
      return deliver(line, chunk);
    }
    for (const frame of line.cutter.cut(chunk)) if (!line.isOver) deliver(line, frame);
  }

  function deliver(line: LinkedLine, bytes: Buffer): void {
    carried.downBytes += bytes.length;
    line.events?.data(bytes);
  }

  return { pipeOf, eventsOf, holdEvent, carried };
}
