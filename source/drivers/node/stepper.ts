import type { Order } from '../../protocol/control/orders.ts';
import { type HeldMessage, heldMessagesMax, type Report } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { messageText } from '../../protocol/message-text.ts';
import { kindOfMessage, type Message, messageCodec } from '../../protocol/messages.ts';
import { ByteReader } from '../../protocol/wire/byte-reader.ts';
import { ProtocolError } from '../../protocol/wire/protocol-error.ts';
import type { HeldFrame } from '../wires/held-frames.ts';
import type { LinkedWires } from '../wires/linked-wires.ts';
import type { NodeRunner } from './node-runner.ts';

/** Answers what would happen next on a node whose time stands still, and lets one thing happen. */
export interface Stepper {
  peek(order: Extract<Order, { type: 'peek' }>): Extract<Report, { type: 'next' }>;
  step(order: Extract<Order, { type: 'step' }>): Extract<Report, { type: 'stepped' }>;
}

export function createStepper(self: NodeId, wires: LinkedWires, runner: () => NodeRunner | undefined): Stepper {
  /** What comes first: something that the link holds, or the node's own deadline. */
  function first():
    | { readonly at: Timestamp; readonly frame: HeldFrame | undefined; readonly isLink: boolean }
    | undefined {
    const linkAt = wires.nextAt;
    const deadline = runner()?.deadline();
    if (linkAt !== undefined && (deadline === undefined || linkAt <= deadline)) {
      return { at: linkAt, frame: wires.held()[0], isLink: true };
    }
    return deadline === undefined ? undefined : { at: deadline, frame: undefined, isLink: false };
  }

  const deadlineText = `${self} looks at its clock`;

  return {
    peek({ sequence }) {
      const next = first();
      const text = next === undefined ? '' : next.isLink ? textOf(self, next.frame) : deadlineText;
      const held = wires.held();
      const messages = held.slice(0, heldMessagesMax).flatMap((frame) => shownMessage(self, frame));
      return { type: 'next', sequence, at: next?.at, held: held.length, messages, text };
    },
    step({ sequence }) {
      const next = first();
      if (next === undefined) return { type: 'stepped', sequence, what: 'nothing', text: '' };
      if (!next.isLink) {
        runner()?.fireDeadline();
        return { type: 'stepped', sequence, what: 'deadline', text: deadlineText };
      }
      const released = wires.releaseOne();
      if (released === undefined) return { type: 'stepped', sequence, what: 'departure', text: '' };
      return { type: 'stepped', sequence, what: released.kind, text: textOf(self, released) };
    },
  };
}

/** Its ends and its kind; nothing while it is not known who is at the other end. */
function shownMessage(self: NodeId, { at, frame, kind, node }: HeldFrame): HeldMessage[] {
  if (node === undefined) return [];
  const [from, to] = kind === 'delivery' ? [node, self] : [self, node];
  return [{ from, to, kind: kindOfMessage[messageOf(frame)?.type ?? 'handshake'], at }];
}

function textOf(self: NodeId, held: HeldFrame | undefined): string {
  if (held === undefined) return `a connection of ${self} opens or ends`;
  const other = held.node ?? 'somebody';
  const [from, to] = held.kind === 'delivery' ? ([other, self] as const) : ([self, held.node ?? self] as const);
  const message = messageOf(held.frame);
  return message === undefined ? `${from} shakes hands with ${to}` : messageText(message, from, to);
}

/** Undefined for what is no message yet: a part of the handshake. */
function messageOf(frame: Buffer): Message | undefined {
  try {
    const reader = new ByteReader().reset(frame, 4, frame.length);
    const message = messageCodec.read(reader);
    return reader.left === 0 ? message : undefined;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return undefined;
  }
}
