import type { MessageKind } from '../lab/snapshot.ts';
import type { Theme } from './theme.ts';
import type { Edge } from './topology-edges.ts';
import type { PutCell } from './topology-view.ts';

/** Messages on their way. */
export interface Traffic {
  draw(put: PutCell, at: number): void;
}

/** Messages shown at a time: more are a flicker, not a picture. */
const dotsMax = 60;
/** How long a message takes along its edge on the screen; the real one is over long before. */
const travelMs = 900;
/** Of the messages that travel only a part is drawn: the eye follows a few. */
const thinning = 0.4;
const kinds: readonly MessageKind[] = ['query', 'content', 'upkeep'];

/**
 * One message of a kind at a time travels an edge in each direction. Below one message a journey, only so many journeys carry one that on
 * average the picture shows the measured rate; above, the edge's brightness says how much more there is.
 */
export function createTraffic(theme: Theme, edges: readonly Edge[]): Traffic {
  const flows = edges.flatMap((edge) => flowsOf(theme, edge));
  return {
    draw(put, at) {
      let left = dotsMax;
      for (const { edge, isOut, start, chance, glyph, style } of flows) {
        if (left <= 0) return;
        const journey = at / travelMs + start;
        if (lottery(Math.floor(journey), start) >= chance) continue;
        left--;
        const progress = journey % 1;
        const along = isOut ? progress : 1 - progress;
        const { from, to } = edge;
        const column = Math.round(from.column + (to.column - from.column) * along);
        put(column, Math.round(from.row + (to.row - from.row) * along), glyph, style);
      }
    },
  };
}

/** What goes one way over an edge. */
interface Flow {
  readonly edge: Edge;
  readonly isOut: boolean;
  /** Where on its edge a message is at time 0, in journeys. */
  readonly start: number;
  /** The share of journeys that carry a message. */
  readonly chance: number;
  readonly glyph: string;
  readonly style: string;
}

function flowsOf(theme: Theme, edge: Edge): Flow[] {
  const { connection } = edge;
  return (['out', 'back'] as const).flatMap((direction) =>
    kinds
      .filter((kind) => connection[direction][kind] > 0)
      .map((kind) => ({
        edge,
        isOut: direction === 'out',
        start: phaseOf(edge, kind, direction),
        chance: ((connection[direction][kind] * travelMs) / 1000) * thinning,
        glyph: theme.glyphs[kind],
        style: theme.sgr(kind, false),
      })),
  );
}

/** A number in [0, 1) that looks random and depends on a journey and an edge only. */
function lottery(journey: number, edge: number): number {
  const mixed = Math.sin(journey * 12.9898 + edge * 78.233) * 43758.5453;
  return mixed - Math.floor(mixed);
}

/** Fixed for each edge, so that dots do not jump. */
function phaseOf({ from, to }: Edge, kind: MessageKind, direction: string): number {
  const seed = from.index * 7 + to.index * 13 + kinds.indexOf(kind) * 5 + direction.length;
  return (seed * 0.618) % 1;
}
