import type { Palette } from './palette.ts';

/** Dark on paper: for light terminals and for projectors, which wash out what is pale. */
export const light: Palette = {
  background: '#fdfcf9',
  selection: '#d8e6f5',
  badge: '#ffffff',
  text: '#1d2530',
  strong: '#05080d',
  secondary: '#465160',
  faint: '#606b7a',
  panel: '#838d9a',
  clientServer: '#965400',
  clientServerDim: '#b07c35',
  peerToPeer: '#006c63',
  peerToPeerDim: '#3d9389',
  server: '#965400',
  client: '#0a58a8',
  peer: '#006c63',
  query: '#5f1fb4',
  content: '#1d6b1d',
  upkeep: '#5b6675',
  good: '#1d6b1d',
  warning: '#965400',
  error: '#c0182b',
  latency: '#0a58a8',
  latencyDim: '#5b8cc0',
};
