import type { ConnectionView } from '../lab/snapshot.ts';
import { brailleBit, brailleCharacter } from './braille.ts';
import type { Rectangle } from './layout.ts';
import type { PlacedNode } from './ring.ts';
import type { Theme } from './theme.ts';
import type { PutCell } from './topology-view.ts';

/** A connection between two places on the canvas. */
export interface Edge {
  readonly connection: ConnectionView;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

/** Edges for each node beyond which idle ones are left out: all of them together would be a grey cloud. */
const edgesPerNodeMax = 3;

/** Draws edges in dots, as bright as they are busy. Where there are many, only those on which something moves. */
export function drawEdges(put: PutCell, theme: Theme, { width, height }: Rectangle, all: readonly Edge[]): void {
  const nodes = new Set(all.flatMap(({ from, to }) => [from, to]));
  const edges = all.length > edgesPerNodeMax * nodes.size ? all.filter(({ connection }) => isUsed(connection)) : all;
  const dots = new Uint8Array(width * height);
  const levels = new Uint8Array(width * height);
  for (const edge of edges) {
    const level = levelOf(edge.connection);
    walk(edge, (x, y) => {
      const cell = (y >> 2) * width + (x >> 1);
      dots[cell] = (dots[cell] ?? 0) | brailleBit(x, y);
      if (level > (levels[cell] ?? 0)) levels[cell] = level;
    });
  }
  const styles = (['panel', 'faint', 'accentDim'] as const).map((role) => theme.sgr(role, false));
  dots.forEach((bits, cell) => {
    if (bits === 0) return;
    const character = theme.glyphs.braille ? brailleCharacter(bits) : '.';
    put(cell % width, Math.floor(cell / width), character, styles[levels[cell] ?? 0] ?? '');
  });
}

function isUsed({ out, back }: ConnectionView): boolean {
  return out.query + out.content + back.query + back.content > 0;
}

/** 0: hardly used, 1: used, 2: busy. A connection for one transfer is drawn like one that is hardly used. */
function levelOf({ out, back, purpose }: ConnectionView): number {
  if (purpose === 'transfer') return 0;
  const perSecond = out.query + out.content + back.query + back.content;
  if (perSecond >= 8) return 2;
  return perSecond > 0.5 ? 1 : 0;
}

/** Every dot of the line between the middles of two nodes' cells, every second one left out: lines stay light. */
function walk({ from, to, connection }: Edge, visit: (x: number, y: number) => void): void {
  const x0 = from.column * 2;
  const y0 = from.row * 4 + 2;
  const dx = to.column * 2 - x0;
  const dy = to.row * 4 + 2 - y0;
  const steps = Math.max(1, Math.abs(dx), Math.abs(dy));
  const stride = connection.purpose === 'transfer' ? 4 : 2;
  for (let step = 0; step <= steps; step += stride) {
    visit(Math.round(x0 + (dx * step) / steps), Math.round(y0 + (dy * step) / steps));
  }
}
