import type { Palette } from './palette.ts';

/** The house theme: bright on blue-black. */
export const dark: Palette = {
  background: '#12161d',
  selection: '#26323f',
  badge: '#12161c',
  text: '#cdd6e0',
  strong: '#f0f4f8',
  secondary: '#98a5b5',
  faint: '#7d8a9b',
  panel: '#5c6a7c',
  clientServer: '#f0b85c',
  clientServerDim: '#967846',
  peerToPeer: '#56d6be',
  peerToPeerDim: '#3f8f82',
  server: '#f0b85c',
  client: '#6fb1fc',
  peer: '#56d6be',
  query: '#b79cff',
  content: '#86d670',
  upkeep: '#8592a2',
  good: '#86d670',
  warning: '#f0b85c',
  error: '#ff8080',
  latency: '#6fb1fc',
  latencyDim: '#4a73a8',
};
