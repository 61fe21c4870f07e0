import type { HeldMessage } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';

/** What would happen next in a lab whose time stands still. */
export interface NextStep {
  readonly node: NodeId;
  readonly at: Timestamp;
  readonly text: string;
  /** Messages that are held in the whole lab. */
  readonly held: number;
  /** Those that nodes have named, the first to go on first: at most `heldMessagesMax` a node. */
  readonly messages: readonly HeldMessage[];
  /** The message that would move; undefined: a clock, or a connection that opens or ends. */
  readonly moves: HeldMessage | undefined;
}
