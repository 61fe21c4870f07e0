import type { PaletteRole } from './palette.ts';

type PlainRole = Exclude<
  PaletteRole,
  'background' | 'selection' | 'badge' | `clientServer${string}` | `peerToPeer${string}`
>;

/** By role, numbers of the sixteen colours that the terminal's owner chose; undefined: the ordinary foreground. */
export interface SixteenColors {
  readonly roles: Readonly<Record<PlainRole, number | undefined>>;
  readonly clientServer: number;
  readonly peerToPeer: number;
}

/** For a dark background. */
export const sixteenOnDark: SixteenColors = {
  roles: {
    text: undefined,
    strong: undefined,
    secondary: 7,
    faint: 8,
    panel: 8,
    server: 3,
    client: 14,
    peer: 6,
    query: 13,
    content: 2,
    upkeep: 8,
    good: 2,
    warning: 3,
    error: 9,
    latency: 14,
    latencyDim: 6,
  },
  clientServer: 3,
  peerToPeer: 6,
};

/** For a light background, on which yellow, green and cyan of most palettes are too pale to read. */
export const sixteenOnLight: SixteenColors = {
  roles: {
    text: undefined,
    strong: undefined,
    secondary: undefined,
    faint: undefined,
    panel: 8,
    server: 1,
    client: undefined,
    peer: 4,
    query: 4,
    content: undefined,
    upkeep: undefined,
    good: undefined,
    warning: 1,
    error: 1,
    latency: 4,
    latencyDim: 4,
  },
  clientServer: 1,
  peerToPeer: 4,
};
