import { ByteReader } from '../protocol/byte-reader.ts';
import type { Order, Report } from '../protocol/control.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import { messageText } from '../protocol/message-text.ts';
import { messageCodec } from '../protocol/messages.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { HeldFrame, LinkedWires } from './linked-wires.ts';
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
      return { type: 'next', sequence, at: next?.at, held: wires.held().length, text };
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

function textOf(self: NodeId, held: HeldFrame | undefined): string {
  if (held === undefined) return `a connection of ${self} opens or ends`;
  const other = held.node ?? 'somebody';
  const [from, to] = held.kind === 'delivery' ? ([other, self] as const) : ([self, held.node ?? self] as const);
  try {
    const reader = new ByteReader().reset(held.frame, 4, held.frame.length);
    const message = messageCodec.read(reader);
    if (reader.left === 0) return messageText(message, from, to);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  return `${from} shakes hands with ${to}`; // what is no message yet
}
