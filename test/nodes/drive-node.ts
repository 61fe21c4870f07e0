import type { Command, Effect, Input, NodeEvent, NodeLogic, Outcome } from '../../source/nodes/contract.ts';
import { connectionId, type ItemHash, nodeId, type Timestamp } from '../../source/protocol/ids.ts';
import type { Message } from '../../source/protocol/messages.ts';
import { hashOf } from '../../source/protocol/sha256.ts';

/** Shorthand for the inputs and effects of the tables: nodes and connections by their numbers. */
export const started: Input = { type: 'started' };
export const tick: Input = { type: 'tick' };
export const leave: Input = { type: 'leave' };

export function inbound(connection: number, node: number): Input {
  return { type: 'connected', connection: connectionId(connection), direction: 'inbound', node: nodeId(node) };
}

export function outbound(connection: number, node: number): Input {
  return { type: 'connected', connection: connectionId(connection), direction: 'outbound', node: nodeId(node) };
}

export function dialFailed(node: number): Input {
  return { type: 'dial-failed', node: nodeId(node), reason: 'ECONNREFUSED' };
}

export function lost(connection: number): Input {
  return { type: 'disconnected', connection: connectionId(connection), reason: 'ECONNRESET' };
}

export function hears(connection: number, message: Message): Input {
  return { type: 'message', connection: connectionId(connection), message };
}

export function asks(requestId: number, command: Command): Input {
  return { type: 'command', requestId, command };
}

export function publish(requestId: number, name: string, content: string): Input {
  return asks(requestId, { type: 'publish', name, content: Buffer.from(content) });
}

export function fetch(requestId: number, name: string): Input {
  return asks(requestId, { type: 'fetch', name });
}

export function sends(connection: number, message: Message): Effect {
  return { type: 'send', connection: connectionId(connection), message };
}

export function dials(node: number): Effect {
  return { type: 'dial', node: nodeId(node) };
}

export function closes(connection: number, reason: Extract<Effect, { type: 'close' }>['reason']): Effect {
  return { type: 'close', connection: connectionId(connection), reason };
}

export function answers(requestId: number, outcome: Outcome): Effect {
  return { type: 'answer', requestId, outcome };
}

export function reports(event: NodeEvent): Effect {
  return { type: 'telemetry', event };
}

export function served(node: number): Effect {
  return reports({ type: 'served', node: nodeId(node) });
}

export function becomes(connection: number, purpose: 'overlay' | 'transfer'): Effect {
  return reports({ type: 'purpose', connection: connectionId(connection), purpose });
}

export const joined = reports({ type: 'joined' });

export function sha(content: string): ItemHash {
  return hashOf(Buffer.from(content));
}

/** A node with a clock that the test sets. */
export interface Driven {
  /** Feeds one input at a time and gives its effects. */
  at(now: Timestamp, input: Input): readonly Effect[];
  /** Feeds several inputs at the same time; gives the effects of the last one. */
  through(now: Timestamp, ...inputs: readonly Input[]): readonly Effect[];
  /** Ticks whenever the node wants to, until a time; gives all effects with their times. */
  until(end: Timestamp): readonly (readonly [Timestamp, Effect])[];
  /** The routes that came with answers, as `n5 query n3 @1`, by request; the answers are given without them. */
  readonly routes: ReadonlyMap<number, readonly string[]>;
  readonly logic: NodeLogic;
}

/** A node whose store keeps everything at once, as with `--memory`: what is persisted does not show among the effects. */
export function drive(logic: NodeLogic): Driven {
  const at = (now: Timestamp, input: Input): readonly Effect[] => {
    const effects = logic.handle(input, now);
    const asked = effects.flatMap((effect) => (effect.type === 'persist' ? [effect.token] : []));
    return [
      ...effects.filter(({ type }) => type !== 'persist'),
      ...asked.flatMap((token) => at(now, { type: 'persisted', token })),
    ];
  };
  return driveWith(logic, at);
}

/** A node whose store answers only when the test says so. */
export function driveWithStore(logic: NodeLogic): Driven {
  return driveWith(logic, (now, input) => logic.handle(input, now));
}

function driveWith(logic: NodeLogic, take: Driven['at']): Driven {
  const routes = new Map<number, readonly string[]>();
  const withoutRoute = (effect: Effect): Effect => {
    if (effect.type !== 'answer' || effect.route === undefined) return effect;
    const steps = effect.route.map(({ from, message, to, at }) => `${from} ${message} ${to} @${at ?? '?'}`);
    routes.set(effect.requestId, steps);
    return answers(effect.requestId, effect.outcome);
  };
  const at: Driven['at'] = (now, input) => take(now, input).map(withoutRoute);
  return {
    logic,
    at,
    routes,
    through: (now, ...inputs) => inputs.map((input) => at(now, input)).at(-1) ?? [],
    until(end) {
      const all: (readonly [Timestamp, Effect])[] = [];
      for (let ticks = 0, due = logic.deadline(); due !== undefined && due <= end; ticks++, due = logic.deadline()) {
        if (ticks > 10_000) throw new Error(`the node wants to tick at ${due} for ever`);
        for (const effect of at(due, tick)) all.push([due, effect]);
      }
      return all;
    },
  };
}
