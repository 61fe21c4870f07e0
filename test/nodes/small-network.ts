import { createEventQueue } from '../../source/base/event-queue.ts';
import type { NodePlan } from '../../source/protocol/control/plan.ts';
import { type ConnectionId, connectionId, type NodeId, type Timestamp } from '../../source/protocol/ids.ts';
import { type Message, messageCodec } from '../../source/protocol/messages.ts';
import { ByteReader } from '../../source/protocol/wire/byte-reader.ts';
import { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';
import { createLogic } from '../../source/workloads/node-of-plan.ts';
import type { WorkedEffect, WorkedInput } from '../../source/workloads/worked-node.ts';

/** One input of one node, when it came and what it led to. */
export interface RecordedTurn {
  readonly now: Timestamp;
  readonly input: WorkedInput;
  readonly effects: readonly WorkedEffect[];
}

interface Line {
  readonly ends: readonly [NodeId, NodeId];
  readonly ids: readonly [ConnectionId, ConnectionId];
  isOpen: boolean;
}

/** A connection to a node from somebody who claims a name, and never says a word. */
export interface Intruder {
  readonly at: Timestamp;
  readonly to: NodeId;
  readonly name: NodeId;
}

/**
 * Runs nodes on a virtual clock, one millisecond apart, and writes down every turn of every node. `tamper` plants a bug in a sender: what it gives
 * is sent in place of the message.
 */
export function recordNetwork(
  plans: ReadonlyMap<NodeId, NodePlan>,
  until: Timestamp,
  tamper: (from: NodeId, message: Message) => Message | readonly Message[] = (_from, message) => message,
  intruders: readonly Intruder[] = [],
): Map<NodeId, RecordedTurn[]> {
  const queue = createEventQueue<() => void>();
  const nodes = new Map([...plans].map(([node, plan]) => [node, { logic: createLogic(node, plan), wokenAt: -1 }]));
  const turns = new Map<NodeId, RecordedTurn[]>([...plans.keys()].map((node) => [node, []]));
  const lines = new Map<ConnectionId, Line>();
  const authors = [...plans.keys()];
  const toPublish = new Set(authors);
  let connections = 0;
  let now = 0;

  function feed(node: NodeId, input: WorkedInput): void {
    const running = nodes.get(node);
    if (running === undefined) return;
    const effects = running.logic.handle(input, now);
    turns.get(node)?.push({ now, input, effects });
    for (const effect of effects) execute(node, effect);
    const deadline = running.logic.deadline();
    if (deadline === undefined || deadline === running.wokenAt) return;
    running.wokenAt = deadline;
    queue.push(Math.max(deadline, now), () => {
      if (running.logic.deadline() === deadline) feed(node, { type: 'tick' });
    });
  }

  function execute(node: NodeId, effect: WorkedEffect): void {
    if (effect.type === 'dial') dial(node, effect.node);
    else if (effect.type === 'send') deliver(node, effect.connection, effect.message);
    else if (effect.type === 'close') close(node, effect.connection, effect.reason);
    else if (effect.type === 'persist') queue.push(now, () => feed(node, { type: 'persisted', token: effect.token }));
    else if (effect.type === 'work-done' && effect.phase === 'publish') published(node);
  }

  /** As in a lab, nobody asks before all have published. */
  function published(node: NodeId): void {
    toPublish.delete(node);
    if (toPublish.size > 0) return;
    for (const each of authors)
      queue.push(now + 5, () => feed(each, { type: 'work', phase: 'run', authors, rate: 20 }));
  }

  function dial(from: NodeId, to: NodeId): void {
    queue.push(now + 1, () => {
      if (!nodes.has(to) && nodes.has(from)) {
        return feed(from, { type: 'dial-failed', node: to, reason: `${to} is not in this lab` });
      }
      const ids = [connectionId(++connections), connectionId(++connections)] as const;
      const line: Line = { ends: [from, to], ids, isOpen: true };
      for (const id of ids) lines.set(id, line);
      feed(to, { type: 'connected', connection: ids[1], direction: 'inbound', node: from });
      feed(from, { type: 'connected', connection: ids[0], direction: 'outbound', node: to });
    });
  }

  function otherEnd(line: Line, node: NodeId): readonly [NodeId, ConnectionId] {
    return line.ends[0] === node ? [line.ends[1], line.ids[1]] : [line.ends[0], line.ids[0]];
  }

  function deliver(from: NodeId, connection: ConnectionId, message: Message): void {
    const line = lines.get(connection);
    if (line?.isOpen !== true) return;
    for (const one of [tamper(from, message)].flat()) carry(from, line, one);
  }

  /** Over the wire as bytes, so that no two nodes share an object. */
  function carry(from: NodeId, line: Line, message: Message): void {
    const to = new ByteWriter();
    messageCodec.write(to, message);
    const bytes = to.take();
    const [node, id] = otherEnd(line, from);
    queue.push(now + 1, () => {
      if (!line.isOpen) return;
      const read = messageCodec.read(new ByteReader().reset(bytes, 0, bytes.length));
      feed(node, { type: 'message', connection: id, message: read });
    });
  }

  function close(from: NodeId, connection: ConnectionId, reason: string): void {
    const line = lines.get(connection);
    if (line?.isOpen !== true) return;
    line.isOpen = false;
    const [node, id] = otherEnd(line, from);
    queue.push(now, () => feed(from, { type: 'disconnected', connection, reason }));
    queue.push(now + 1, () => feed(node, { type: 'disconnected', connection: id, reason: 'closed' }));
  }

  for (const { at, to, name } of intruders) queue.push(at, () => dial(name, to));
  for (const node of plans.keys()) {
    queue.push(0, () => feed(node, { type: 'started' }));
    queue.push(20, () => feed(node, { type: 'work', phase: 'publish', authors, rate: 0 }));
  }
  for (let next = queue.pop(); next !== undefined && next.at <= until; next = queue.pop()) {
    now = next.at;
    next.value();
  }
  return turns;
}
