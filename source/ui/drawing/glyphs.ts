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
  /** Messages on their way: each kind has a shape of its own, because not everybody sees colours. */
  readonly query: string;
  readonly hit: string;
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

/** With lines, shapes and braille dots. */
export const unicode: Glyphs = {
  server: '◆',
  client: '○',
  peer: '⬢',
  down: '✗',
  paused: '‖',
  silent: '?',
  dot: '●',
  query: '●',
  hit: '◇',
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

/** For terminals without UTF-8. */
export const ascii: Glyphs = {
  server: '#',
  client: 'o',
  peer: '*',
  down: 'x',
  paused: '"',
  silent: '?',
  dot: '@',
  query: '?',
  hit: '!',
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
