import { earliest } from '../../base/earliest.ts';
import type { Random } from '../../base/random.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message, Move } from '../../protocol/messages.ts';
import type { Effect, Input, NodeEvent, NodeLogic } from '../contract.ts';
import { createNeighbourhood } from '../parts/neighbourhood.ts';
import { createPlayerViews, createWalker } from './player.ts';

/** What a node does in a game: the referee has no player of its own, and tells everybody about everybody. */
export type GameRole = 'referee' | 'player';

/** Options of a node in a game. */
export interface GameOptions {
  readonly self: NodeId;
  readonly role: GameRole;
  readonly dials: readonly NodeId[];
  readonly ticksPerSecond: number;
  readonly random: Random;
}

/** Time from a player's move until another player knows of it. */
export const stateAgeMetric = 'stateAgeMs';
/** 100 each time a player's view of another is more than one tick behind that one's own, otherwise 0: the mean is the share. */
export const divergenceMetric = 'behindPercent';
/** A move that claims to be later than this would hide all that follow: it is not taken. Clocks of one lab agree within moments. */
const aheadMsMax = 1_000;
/** Views of players that never say anything any more are dropped after so long: they have left. */
export const absentMs = 10_000;

/**
 * A game of shared state at a fixed rate. With a referee (an authoritative server) each player sends its move to it once a tick, and it sends the whole
 * state to each player once a tick: N messages in, N of size N out, N^2 bytes. Without one each player sends its move to all others: N - 1
 * messages a node. (Traffic of both: Bharambe et al., NSDI 2006; TU Darmstadt DVS, slopes 1.16 and 2.16.)
 */
export function createGame({ self, role, dials, ticksPerSecond, random }: GameOptions): NodeLogic {
  const tickMs = 1000 / ticksPerSecond;
  let effects: Effect[] = [];
  const neighbourhood = createNeighbourhood(dials, random.unit(), (effect) => effects.push(effect));
  const walker = createWalker(random.fork('walk'));
  const views = createPlayerViews();
  let tick = 0;
  let tickAt: Timestamp | undefined;

  const report = (event: NodeEvent): void => {
    effects.push({ type: 'telemetry', event });
  };

  function toAll(message: Message): void {
    for (const connection of neighbourhood.all.keys()) effects.push({ type: 'send', connection, message });
  }

  function onSaid(connection: ConnectionId, node: NodeId, message: Message, now: Timestamp): void {
    if (message.type === 'move' && message.at <= now + aheadMsMax) learn(node, message, now);
    else if (message.type === 'world' && role === 'player') {
      for (const { player, ...state } of message.players) {
        if (player !== self && state.at <= now + aheadMsMax) learn(player, state, now);
      }
    } else effects.push({ type: 'close', connection, reason: 'unexpected-message' });
  }

  function learn(player: NodeId, { tick: number, x, y, at }: Move, now: Timestamp): void {
    if (!views.learn(player, { tick: number, x, y, at }) || role === 'referee') return;
    report({ type: 'sample', metric: stateAgeMetric, value: Math.max(0, now - at) });
  }

  function play(now: Timestamp): void {
    if (tickAt === undefined || now < tickAt) return;
    tickAt = Math.max(tickAt + tickMs, now); // a node that was stopped does not catch up on ticks nobody saw
    tick++;
    for (const [player, { at }] of views.all) if (now - at > absentMs) views.forget(player);
    if (role === 'referee') return toAll({ type: 'world', tick, players: worldOf() });
    compare(now);
    const { tick: number, x, y, at } = walker.step(now);
    toAll({ type: 'move', tick: number, x, y, at });
  }

  function worldOf() {
    return [...views.all].map(([player, state]) => ({ player, ...state }));
  }

  /** A player that moves each tick is now at most one tick beyond what it said last; a view that is older differs by more. */
  function compare(now: Timestamp): void {
    for (const { at } of views.all.values()) {
      report({ type: 'sample', metric: divergenceMetric, value: now - at > 2 * tickMs ? 100 : 0 });
    }
  }

  function take(input: Input, now: Timestamp): void {
    if (input.type === 'begin') tickAt = now + random.unit() * tickMs;
    else if (input.type === 'stop') tickAt = undefined;
    const event = neighbourhood.take(input, now);
    if (event?.type === 'said') onSaid(event.connection, event.node, event.message, now);
  }

  return {
    handle(input, now) {
      effects = [];
      take(input, now);
      play(now);
      return effects;
    },
    deadline: () => earliest(tickAt, neighbourhood.deadline()),
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
  };
}
