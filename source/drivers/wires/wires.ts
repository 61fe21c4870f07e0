import type { NodeId, Timestamp } from '../../protocol/ids.ts';

/** One end of an open byte stream. */
export interface Pipe {
  /** The address of the other side; undefined: there is none to tell by who is who. */
  readonly from?: string | undefined;
  write(bytes: Buffer): void;
  /** Bytes written that the other side has not taken yet. */
  readonly queuedBytes: number;
  /** Stops taking bytes from the other side, which then sees its own queue grow, or goes on. */
  setReading(isReading: boolean): void;
  /** The handshake is done: who the other side is. */
  named?(node: NodeId): void;
  /** Ends it after what was written has gone out. */
  end(): void;
  /** Ends it at once. */
  destroy(): void;
}

/** What becomes of a pipe. After `ended` nothing more is called. */
export interface PipeEvents {
  data(chunk: Buffer): void;
  /** `clean`: the other side said that it sends no more; otherwise the reason says what broke. */
  ended(clean: boolean, reason: string): void;
}

/** What a dial leads to; never called before `dial` returned. */
export interface DialEvents {
  opened(pipe: Pipe): PipeEvents;
  failed(reason: string): void;
}

/** The outside of a node: the one thing in which the drivers differ. */
export interface Wires {
  readonly now: () => Timestamp;
  dial(node: NodeId, events: DialEvents): void;
  /** Calls `wake` once at a time, replacing the time asked for before; undefined: not at all. */
  wakeAt(at: Timestamp | undefined, wake: () => void): void;
  /** Time that does not follow the pace of the session: for reports to the lab. Its alarm is one of its own. */
  readonly base: Pick<Wires, 'now' | 'wakeAt'>;
  /** 16 bytes never used twice. */
  nonce(): Buffer;
  /** What the operating system says of this node so far. */
  usage(): { readonly cpuMs: number; readonly rssBytes: number };
  /** Bytes that left and came so far, behind the modelled link where there is one. */
  carried?(): { readonly upBytes: number; readonly downBytes: number };
}
