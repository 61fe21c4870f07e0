import type { Color } from '../color.ts';

/** Roles that are read: at least 4.5 to 1 against what lies behind them. */
export const textRoles = [
  'text',
  'strong',
  'secondary',
  'faint',
  'clientServer',
  'peerToPeer',
  'server',
  'client',
  'peer',
  'query',
  'content',
  'upkeep',
  'good',
  'warning',
  'error',
  'latency',
] as const;

/** Roles of lines, bars and dots: at least 3 to 1 against the background. */
export const markRoles = ['panel', 'clientServerDim', 'peerToPeerDim', 'latencyDim'] as const;

/** Everything a palette gives a colour to. `badge` is text on the accent of the mode. */
export const paletteRoles = ['background', 'selection', 'badge', ...textRoles, ...markRoles] as const;

export type PaletteRole = (typeof paletteRoles)[number];

/** A colour for every role. `terminal`: whatever background the terminal has. */
export type Palette = Readonly<Record<Exclude<PaletteRole, 'background'>, Color>> & {
  readonly background: Color | 'terminal';
};
