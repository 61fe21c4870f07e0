import type { NodeView } from '../lab/snapshot.ts';
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

/** Requests a second that say most about a node: what a client asks, what others serve. */
export function busyRate({ role, madePerSecond, servedPerSecond }: NodeView): number {
  if (role === 'client') return madePerSecond;
  return role === 'server' ? servedPerSecond : madePerSecond + servedPerSecond;
}
