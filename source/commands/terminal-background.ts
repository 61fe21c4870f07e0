import { luminance, type Rgb } from '../ui/color.ts';
import { createReportReader } from '../ui/terminal-reports.ts';

export type Background = 'dark' | 'light';

/** What is asked of a terminal, as much of it as is needed. */
export interface AskedTerminal {
  readonly stdin: Pick<NodeJS.ReadStream, 'on' | 'off' | 'resume' | 'pause' | 'unshift'> & {
    readonly isRaw?: boolean;
    setRawMode?(isRaw: boolean): unknown;
  };
  readonly stdout: { write(text: string): unknown };
  /** Ctrl-C, which is a byte like others in raw mode. */
  readonly interrupt?: () => void;
}

/** Its background (OSC 11), then what it is (DA1): nearly every terminal answers the second, so that a missing first answer is known at once. */
const question = '\x1b]11;?\x1b\\\x1b[c';

/**
 * Asks the terminal for its background. Undefined: it does not tell within the time (milliseconds). Raw mode keeps the answers from being
 * printed. Keys pressed meanwhile wait for who reads next; Ctrl-C, a byte like others in raw mode, does not.
 */
export function askBackground(
  { stdin, stdout, interrupt }: AskedTerminal,
  timeLimitMs: number,
): Promise<Background | undefined> {
  return new Promise((resolve) => {
    const reports = createReportReader();
    const wasRaw = stdin.isRaw === true;
    let found: Background | undefined;
    let isTold = false;
    let keys = '';
    const end = (): void => {
      clearTimeout(timer);
      stdin.off('data', onData);
      stdin.pause();
      keys += reports.giveUp();
      if (keys !== '') stdin.unshift(Buffer.from(keys, 'latin1'));
      if (!wasRaw) stdin.setRawMode?.(false);
      resolve(found);
    };
    const onData = (chunk: Buffer | string): void => {
      for (const input of reports.feed(chunk.toString('latin1' as BufferEncoding))) {
        if (input.type === 'keys') keys += input.text;
        if (input.type === 'escape') keys += '\x1b';
        if (input.type !== 'answer') continue;
        found ??= backgroundIn(input.text);
        isTold ||= input.text.startsWith('\x1b[?');
      }
      if (isTold || keys.includes('\x03')) end();
      if (keys.includes('\x03')) interrupt?.();
    };
    const timer = setTimeout(() => setImmediate(end), timeLimitMs); // an answer may have come while the program was busy
    stdin.setRawMode?.(true);
    stdin.on('data', onData);
    stdin.resume();
    stdout.write(question);
  });
}

/** From an answer such as `ESC ] 11 ; rgb:ffff/ffff/ffff BEL`. */
export function backgroundIn(answer: string): Background | undefined {
  const match = /^\x1b\]11;(?:rgba?:)([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})/i.exec(answer);
  if (match === null) return undefined;
  const one = (digits = ''): number => (Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255;
  const rgb: Rgb = [one(match[1]), one(match[2]), one(match[3])];
  return luminance(rgb) > 0.4 ? 'light' : 'dark';
}

/** From COLORFGBG, such as `15;0` or `0;default;15`: the last number is the background in the terminal's palette. */
export function backgroundOfVariable(value: string | undefined): Background | undefined {
  const number = /;(\d{1,2})$/.exec(value ?? '')?.[1];
  if (number === undefined) return undefined;
  return [7, 9, 10, 11, 12, 13, 14, 15].includes(Number(number)) ? 'light' : 'dark';
}
