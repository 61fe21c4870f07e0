import type { HeldMessage, LabSnapshot, MessageKind } from '../../lab/view/snapshot.ts';
import type { Look } from '../drawing/look.ts';
import { messageKinds, roleOf } from '../drawing/message-kinds.ts';
import type { Theme } from '../drawing/theme.ts';
import { type Edge, marksById } from './edges.ts';
import type { Spot } from './ring.ts';
import { type Mark, nameOf, type PutCell } from './view.ts';

type NextStep = NonNullable<LabSnapshot['next']>;

/** Messages on their way. */
export interface Traffic {
  /** `at`: any clock in milliseconds; messages move with it. */
  draw(put: PutCell, at: number): void;
}

/** Messages shown at a time: more are a flicker, not a picture. */
const dotsMax = 60;
/** How long a message takes along its edge on the screen; the real one is over long before. */
const travelMs = 900;
/** Of the messages that travel only a part is drawn: the eye follows a few. */
const thinning = 0.4;

/**
 * One message of a kind at a time travels an edge in each direction. Below one message a journey, only so many journeys carry one that on
 * average the picture shows the measured rate; above, the edge's brightness says how much more there is.
 */
export function createTraffic(theme: Theme, edges: readonly Edge[]): Traffic {
  const flows = edges.flatMap((edge) => flowsOf(theme, edge));
  return {
    draw(put, at) {
      let left = dotsMax;
      for (const { start, chance, glyph, look, from, to } of flows) {
        if (left <= 0) return;
        const journey = at / travelMs + start;
        if (lottery(Math.floor(journey), start) >= chance) continue;
        left--;
        putBetween(put, from, to, journey % 1, glyph, look);
      }
    },
  };
}

/** Held messages of one sender for one receiver that are drawn one by one; of more it is told how many. */
const queueMax = 3;

/** While time stands still: the messages that are held, the next to arrive in front, and the one that moves next as a badge. */
export function drawHeld(put: PutCell, theme: Theme, marks: readonly Mark[], next: NextStep): void {
  const byId = marksById(marks);
  const queues = new Map<string, { from: Mark; to: Mark; messages: HeldMessage[] }>();
  for (const message of next.messages) {
    const from = byId.get(message.from);
    const to = byId.get(message.to);
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${nameOf(from)} ${nameOf(to)}`;
    const queue = queues.get(key) ?? { from, to, messages: [] };
    queues.set(key, queue);
    queue.messages.push(message);
  }
  /** Nodes name a bounded number of those that they hold. */
  const orMore = next.messages.length < next.held ? '+' : '';
  for (const { from, to, messages } of queues.values()) {
    const length = Math.max(Math.abs(to.column - from.column), Math.abs(to.row - from.row), 1);
    const progress = (at: number): number => Math.max(0.3, 0.7 - (2 * at) / length);
    messages.slice(0, queueMax).forEach((message, at) => {
      const isNext = message === next.moves;
      const look = theme.look(isNext ? 'badge' : roleOf(message.kind), false);
      putBetween(put, from, to, progress(at), theme.glyphs[message.kind], look);
    });
    if (messages.length > queueMax) {
      const text = `${messages.length}${orMore}`;
      const { column, row } = between(from, to, progress(queueMax + 0.5));
      const left = column - Math.floor(text.length / 2);
      for (const [at, character] of [...text].entries()) put(left + at, row, character, theme.look('secondary', false));
    }
  }
}

function putBetween(put: PutCell, from: Mark, to: Mark, progress: number, glyph: string, look: Look): void {
  const { column, row } = between(from, to, progress);
  put(column, row, glyph, look);
}

function between(from: Spot, to: Spot, progress: number): Spot {
  return {
    column: Math.round(from.column + (to.column - from.column) * progress),
    row: Math.round(from.row + (to.row - from.row) * progress),
  };
}

/** What goes one way over an edge. */
interface Flow {
  readonly from: Mark;
  readonly to: Mark;
  /** Where on its edge a message is at time 0, in journeys. */
  readonly start: number;
  /** The share of journeys that carry a message. */
  readonly chance: number;
  readonly glyph: string;
  readonly look: Look;
}

function flowsOf(theme: Theme, edge: Edge): Flow[] {
  return (['out', 'back'] as const).flatMap((direction) =>
    messageKinds
      .filter((kind) => edge[direction][kind] > 0)
      .map((kind) => ({
        from: direction === 'out' ? edge.from : edge.to,
        to: direction === 'out' ? edge.to : edge.from,
        start: phaseOf(edge, kind, direction),
        chance: ((edge[direction][kind] * travelMs) / 1000) * thinning,
        glyph: theme.glyphs[kind],
        look: theme.look(roleOf(kind), false),
      })),
  );
}

/** A number in [0, 1) that looks random and depends on a journey and an edge only. */
function lottery(journey: number, edge: number): number {
  const mixed = Math.sin(journey * 12.9898 + edge * 78.233) * 43758.5453;
  return mixed - Math.floor(mixed);
}

/** Fixed for each edge: dots do not jump. */
function phaseOf({ name }: Edge, kind: MessageKind, direction: string): number {
  let seed = messageKinds.indexOf(kind) * 5 + direction.length;
  for (let at = 0; at < name.length; at++) seed = (seed * 31 + name.charCodeAt(at)) % 65_521;
  return (seed * 0.618) % 1;
}
