import type { Background } from '../../ui/terminal/terminal-answers.ts';

/** From COLORFGBG, such as `15;0` or `0;default;15`: the last number is the background in the terminal's palette. */
export function backgroundOfVariable(value: string | undefined): Background | undefined {
  const number = /;(\d{1,2})$/.exec(value ?? '')?.[1];
  if (number === undefined) return undefined;
  return [7, 9, 10, 11, 12, 13, 14, 15].includes(Number(number)) ? 'light' : 'dark';
}
