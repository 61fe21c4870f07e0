import { luminance, type Rgb } from '../drawing/color.ts';
import type { Terminal } from './terminal.ts';
import type { Question } from './terminal-input.ts';

export type Background = 'dark' | 'light';

/** What is worth asking a terminal. */
export interface Wanted {
  readonly background: boolean;
  /** Whether it gives our characters as many cells as we do. */
  readonly widths: boolean;
}

/** What a terminal said of itself; undefined: nothing. */
export interface TerminalAnswers {
  readonly background: Background | undefined;
  readonly hasOurWidths: boolean | undefined;
}

/** Characters of ambiguous width (UAX 11), of all sorts that are drawn here: a terminal in a CJK locale gives them two cells each, one without UTF-8 three. */
const sample = '◆●─█→·';
const backgroundQuestion = '\x1b]11;?\x1b\\';
/** In the top left corner, where it is gone at once. */
const widthQuestion = `\x1b[1;1H${sample}\x1b[6n\x1b[1;1H\x1b[K`;
/** What it is (DA1): nearly every terminal answers this one. When that answer comes alone, no other will follow. */
const lastQuestion = '\x1b[c';

/** Asks a terminal on a screen that is ours. Undefined: there is nothing to ask. */
export function askTerminal({ input, size }: Terminal, { background, widths }: Wanted): Question | undefined {
  const asksWidths = widths && size().columns > 2 * sample.length;
  if (!background && !asksWidths) return undefined;
  const question = (background ? backgroundQuestion : '') + (asksWidths ? widthQuestion : '') + lastQuestion;
  return input.ask(question, (answer) => /^\x1b\[\?[\d;]*c$/.test(answer));
}

export function answersIn(answers: readonly string[]): TerminalAnswers {
  const column = answers.map((answer) => /^\x1b\[\d+;(\d+)R$/.exec(answer)?.[1]).find((text) => text !== undefined);
  return {
    background: answers.map(backgroundIn).find((background) => background !== undefined),
    hasOurWidths: column === undefined ? undefined : Number(column) === sample.length + 1,
  };
}

/** From an answer such as `ESC ] 11 ; rgb:ffff/ffff/ffff BEL`. */
export function backgroundIn(answer: string): Background | undefined {
  const match = /^\x1b\]11;(?:rgba?:)([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(answer);
  if (match === null) return undefined;
  const one = (digits = ''): number => (Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255;
  const rgb: Rgb = [one(match[1]), one(match[2]), one(match[3])];
  return luminance(rgb) > 0.4 ? 'light' : 'dark';
}
