import type { ModeName } from '../lab/snapshot.ts';

/** What a piece of text means; the theme says how it looks. */
export type ColorRole =
  | 'text'
  | 'strong'
  | 'secondary'
  | 'faint'
  | 'panel'
  | 'accent'
  | 'accentStrong'
  | 'accentDim'
  | 'badge'
  | 'server'
  | 'client'
  | 'peer'
  | 'query'
  | 'content'
  | 'upkeep'
  | 'good'
  | 'warning'
  | 'error'
  | 'latency'
  | 'latencyDim';

/** How many colours the terminal has. */
export type ColorDepth = 'truecolor' | '16' | 'none';

/** Glyphs: shape carries meaning too. */
export interface Glyphs {
  readonly server: string;
  readonly client: string;
  readonly peer: string;
  readonly down: string;
  /** Stopped; and heard nothing of. */
  readonly paused: string;
  readonly silent: string;
  readonly dot: string;
  /** Messages on their way: another shape for each kind, so that colour is not the only signal. */
  readonly query: string;
  readonly content: string;
  readonly upkeep: string;
  readonly star: string;
  readonly arrow: string;
  readonly middle: string;
  readonly ellipsis: string;
  readonly authored: string;
  readonly stored: string;
  readonly copy: string;
  readonly replica: string;
  readonly record: string;
  readonly none: string;
  readonly bar: string;
  readonly barEmpty: string;
  readonly tick: string;
  readonly corners: readonly [string, string, string, string];
  readonly horizontal: string;
  readonly vertical: string;
  readonly dashed: string;
  /** Whether charts and edges may be drawn in braille dots. */
  readonly braille: boolean;
}

/** Everything that decides how the screen looks. */
export interface Theme {
  readonly glyphs: Glyphs;
  /** The SGR parameters of a role, such as `1;38;2;240;184;92`; empty: the terminal's own. */
  sgr(role: ColorRole, selected: boolean): string;
}

const unicode: Glyphs = {
  server: '◆',
  client: '○',
  peer: '⬢',
  down: '✗',
  paused: '‖',
  silent: '?',
  dot: '●',
  query: '●',
  content: '■',
  upkeep: '•',
  star: '✦',
  arrow: '→',
  middle: '·',
  ellipsis: '…',
  authored: '■■',
  stored: '■■',
  copy: '□□',
  replica: '▣▣',
  record: '▫ ',
  none: '··',
  bar: '█',
  barEmpty: '░',
  tick: '▮',
  corners: ['╭', '╮', '╰', '╯'],
  horizontal: '─',
  vertical: '│',
  dashed: '╌',
  braille: true,
};

const ascii: Glyphs = {
  server: '#',
  client: 'o',
  peer: '*',
  down: 'x',
  paused: '"',
  silent: '?',
  dot: '@',
  query: '?',
  content: '$',
  upkeep: '~',
  star: '*',
  arrow: '>',
  middle: '-',
  ellipsis: '>',
  authored: '##',
  stored: '##',
  copy: '%%',
  replica: '@@',
  record: "' ",
  none: '..',
  bar: '#',
  barEmpty: '.',
  tick: '|',
  corners: ['+', '+', '+', '+'],
  horizontal: '-',
  vertical: '|',
  dashed: '-',
  braille: false,
};

type Look = readonly [truecolor: string, sixteen: string, bold: boolean];

const looks: Readonly<Record<Exclude<ColorRole, `accent${string}` | 'badge'>, Look>> = {
  text: ['205;214;224', '', false],
  strong: ['240;244;248', '', true],
  secondary: ['126;138;154', '37', false],
  faint: ['72;83;98', '90', false],
  panel: ['74;86;102', '90', false],
  server: ['240;184;92', '33', false],
  client: ['111;177;252', '94', false],
  peer: ['86;214;190', '36', false],
  query: ['178;148;255', '35', false],
  content: ['134;214;112', '32', false],
  upkeep: ['110;122;138', '90', false],
  good: ['134;214;112', '32', false],
  warning: ['240;184;92', '33', false],
  error: ['242;104;104', '31', false],
  latency: ['111;177;252', '94', false],
  latencyDim: ['58;92;140', '34', false],
};

/** One accent a mode: the whole screen changes mood with it. */
const accents: Readonly<Record<ModeName, { readonly strong: string; readonly dim: string; readonly sixteen: string }>> =
  {
    'client-server': { strong: '240;184;92', dim: '150;120;70', sixteen: '33' },
    'peer-to-peer': { strong: '86;214;190', dim: '58;130;118', sixteen: '36' },
  };

const selectionBackground = '48;2;38;50;66';

/** The theme for a mode and a terminal. */
export function createTheme(mode: ModeName, depth: ColorDepth, isAscii: boolean): Theme {
  const known = new Map<string, string>();
  return {
    glyphs: isAscii ? ascii : unicode,
    sgr(role, selected) {
      const key = selected ? `${role}!` : role;
      let sgr = known.get(key);
      if (sgr === undefined) {
        sgr = sgrOf(role, selected, mode, depth);
        known.set(key, sgr);
      }
      return sgr;
    },
  };
}

function sgrOf(role: ColorRole, selected: boolean, mode: ModeName, depth: ColorDepth): string {
  const accent = accents[mode];
  const isBold =
    role === 'strong' || role === 'accentStrong' || role === 'badge' || (depth === 'none' && role === 'accent');
  const parts = isBold ? ['1'] : [];
  if (depth === 'none') {
    if (role === 'badge' || selected) parts.push('7');
    return parts.join(';');
  }
  if (role === 'badge') {
    parts.push(depth === '16' ? `30;4${accent.sixteen.slice(1)}` : `38;2;18;22;28;48;2;${accent.strong}`);
    return parts.join(';');
  }
  parts.push(depth === '16' ? sixteenOf(role, accent.sixteen) : `38;2;${trueOf(role, accent)}`);
  if (selected) parts.push(depth === '16' ? '7' : selectionBackground);
  return parts.filter((part) => part !== '').join(';');
}

function trueOf(role: ColorRole, accent: { readonly strong: string; readonly dim: string }): string {
  if (role === 'accent' || role === 'accentStrong') return accent.strong;
  if (role === 'accentDim') return accent.dim;
  return role === 'badge' ? '' : looks[role][0];
}

function sixteenOf(role: ColorRole, accent: string): string {
  if (role === 'accent' || role === 'accentStrong' || role === 'accentDim') return accent;
  return role === 'badge' ? '' : looks[role][1];
}
