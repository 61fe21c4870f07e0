import type { NodeView } from '../../lab/view/node-view.ts';
import type { ColorRole, Theme } from './theme.ts';

/** The glyph and the colour of a node: shape carries the role, a cross the end. */
export function nodeMark(theme: Theme, { role, state }: NodeView): readonly [ColorRole, string] {
  const { glyphs } = theme;
  if (state === 'down') return ['error', glyphs.down];
  if (state === 'paused') return ['warning', glyphs.paused];
  if (state === 'silent') return ['warning', glyphs.silent];
  if (state !== 'ready') return ['faint', glyphs[role]];
  return [role, glyphs[role]];
}

/** What is the matter with a node, in a word; undefined: nothing. */
export function trouble({ state, slowness }: NodeView): string | undefined {
  if (state === 'down' || state === 'paused' || state === 'silent') return state;
  return slowness > 1 ? `${slowness}x slow` : undefined;
}

/** Requests a second that a node makes and serves. A client serves only tasks, and a server makes only those. */
export function busyRate({ madePerSecond, servedPerSecond }: NodeView): number {
  return madePerSecond + servedPerSecond;
}
