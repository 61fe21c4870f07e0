import type { Palette } from './palette.ts';

/** Everything that is read stands out from black at 7 to 1 and more (WCAG 2.2, level AAA). */
export const highContrast: Palette = {
  background: '#000000',
  selection: '#0a14ac',
  badge: '#000000',
  text: '#ffffff',
  strong: '#ffffff',
  secondary: '#d6dbe2',
  faint: '#a6acb5',
  panel: '#828a94',
  clientServer: '#ffc640',
  clientServerDim: '#dba632',
  peerToPeer: '#3df2d4',
  peerToPeerDim: '#30cdb4',
  server: '#ffc640',
  client: '#a3d0ff',
  peer: '#3df2d4',
  query: '#d9c4ff',
  content: '#93f57a',
  upkeep: '#c0c6ce',
  good: '#93f57a',
  warning: '#ffc640',
  error: '#ffb0aa',
  latency: '#a3d0ff',
  latencyDim: '#6f9ed0',
};
