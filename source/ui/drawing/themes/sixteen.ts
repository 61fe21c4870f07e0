import type { PaletteRole } from './palette.ts';

type PlainRole = Exclude<
  PaletteRole,
  'background' | 'selection' | 'badge' | `clientServer${string}` | `peerToPeer${string}`
>;

/** SGR parameters by role, of colours that the terminal's owner chose; empty: the ordinary foreground. */
export interface SixteenColors {
  readonly roles: Readonly<Record<PlainRole, string>>;
  readonly clientServer: string;
  readonly peerToPeer: string;
}

/** For a dark background. */
export const sixteenOnDark: SixteenColors = {
  roles: {
    text: '',
    strong: '',
    secondary: '37',
    faint: '90',
    panel: '90',
    server: '33',
    client: '96',
    peer: '36',
    query: '95',
    content: '32',
    upkeep: '90',
    good: '32',
    warning: '33',
    error: '91',
    latency: '96',
    latencyDim: '36',
  },
  clientServer: '33',
  peerToPeer: '36',
};

/** For a light background, on which yellow, green and cyan of most palettes are too pale to read. */
export const sixteenOnLight: SixteenColors = {
  roles: {
    text: '',
    strong: '',
    secondary: '',
    faint: '',
    panel: '90',
    server: '31',
    client: '',
    peer: '34',
    query: '34',
    content: '',
    upkeep: '',
    good: '',
    warning: '31',
    error: '31',
    latency: '34',
    latencyDim: '34',
  },
  clientServer: '31',
  peerToPeer: '34',
};
