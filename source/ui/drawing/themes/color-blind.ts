import type { Palette } from './palette.ts';

/**
 * Hues that stay apart for people who lack one kind of cone: those of Okabe and Ito ("Color Universal Design", 2008), made lighter where they
 * are read on a dark background.
 */
export const colorBlind: Palette = {
  background: '#101318',
  selection: '#202c3a',
  badge: '#101318',
  text: '#d5dbe3',
  strong: '#f5f7fa',
  secondary: '#9ca8b6',
  faint: '#808c9b',
  panel: '#5f6b7a',
  clientServer: '#e69f00',
  clientServerDim: '#946a14',
  peerToPeer: '#56b4e9',
  peerToPeerDim: '#3a7ca3',
  server: '#e69f00',
  client: '#f5f7fa',
  peer: '#56b4e9',
  query: '#7da2ff',
  content: '#f0e442',
  upkeep: '#808c9b',
  good: '#56b4e9',
  warning: '#fdf47e',
  error: '#ff7626',
  latency: '#56b4e9',
  latencyDim: '#3a6f96',
};
