import { type MouseEvent, mouseEventOf } from './mouse.ts';

/** What a terminal sends: keys as they came, what the mouse did, and answers to questions. */
export type TerminalInput =
  | { readonly type: 'keys'; readonly text: string }
  /** An Escape with another one behind it: no key begins so. */
  | { readonly type: 'escape' }
  | { readonly type: 'mouse'; readonly event: MouseEvent }
  | { readonly type: 'answer'; readonly text: string };

/** Takes reports out of a stream of keys, however it is cut into chunks. */
export interface ReportReader {
  feed(text: string): readonly TerminalInput[];
  /** The beginning of what may become a report. `escape`, `unsure`: a key begins like this as well; `report`: none does. */
  pending(): 'nothing' | 'escape' | 'unsure' | 'report';
  /** Gives the beginning up, and gives it. */
  giveUp(): string;
}

/** Characters of an answer; longer ones are none. */
const answerMax = 256;

/* Mouse: ESC [ < button ; column ; row M|m, or the old ESC [ M and three characters. Answers: ESC [ ? … (DA, DECRPM), ESC ] … BEL|ST. */
const mouse = /\x1b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])/y;
const oldMouse = /\x1b\[M([^\x00-\x1f])([^\x00-\x1f])([^\x00-\x1f])/y;
const answer = new RegExp(
  `\\x1b\\[\\?[\\d;$]{0,64}[@-~]|\\x1b\\]\\d{1,4};[^\\x07\\x1b]{0,${answerMax}}(?:\\x07|\\x1b\\\\)`,
  'y',
);
const beginning = new RegExp(
  `\\x1b(?:\\[(?:<[\\d;]{0,16}|M[^\\x00-\\x1f]{0,2}|\\?[\\d;$]{0,64})?|\\](?:\\d{0,4}|\\d{1,4};[^\\x07\\x1b]{0,${answerMax}}\\x1b?))?$`,
  'y',
);
/** No key begins like this: what is left of it is thrown away. */
const broken = /\x1b\[<[\d;]*/y;

export function createReportReader(): ReportReader {
  let kept = '';
  return {
    feed(text) {
      const inputs: TerminalInput[] = [];
      const [all, end] = [kept + text, kept.length + text.length];
      let at = 0;
      while (at < end) {
        const escapeAt = all.indexOf('\x1b', at);
        addKeys(inputs, all.slice(at, escapeAt === -1 ? end : escapeAt));
        at = escapeAt === -1 ? end : escapeAt;
        if (at === end || matchAt(beginning, all, at) !== undefined) break;
        at += takeReport(inputs, all, at);
      }
      kept = all.slice(at);
      return inputs;
    },
    pending() {
      if (kept === '') return 'nothing';
      if (kept === '\x1b') return 'escape';
      return /^\x1b(?:[[\]]|\[M.{0,2})$/s.test(kept) ? 'unsure' : 'report';
    },
    giveUp() {
      const given = kept;
      kept = '';
      return given;
    },
  };
}

/** Takes what begins with an Escape; gives its length. */
function takeReport(inputs: TerminalInput[], all: string, at: number): number {
  const sgr = matchAt(mouse, all, at);
  const old = matchAt(oldMouse, all, at);
  const told = matchAt(answer, all, at);
  const event =
    sgr !== undefined
      ? mouseEventOf(Number(sgr[1]), Number(sgr[2]), Number(sgr[3]), sgr[4] === 'M')
      : old && mouseEventOf(codeOf(old[1]), codeOf(old[2]), codeOf(old[3]), true);
  if (event !== undefined) inputs.push({ type: 'mouse', event });
  if (told !== undefined) inputs.push({ type: 'answer', text: told[0] });
  const report = sgr ?? old ?? told ?? matchAt(broken, all, at);
  if (report !== undefined) return report[0].length;
  if (all[at + 1] === '\x1b') inputs.push({ type: 'escape' });
  else addKeys(inputs, '\x1b');
  return 1;
}

/** One number as one character, from 32 on. */
function codeOf(character: string | undefined): number {
  return (character?.charCodeAt(0) ?? 32) - 32;
}

function addKeys(inputs: TerminalInput[], text: string): void {
  if (text === '') return;
  const last = inputs.at(-1);
  if (last?.type === 'keys') inputs[inputs.length - 1] = { type: 'keys', text: last.text + text };
  else inputs.push({ type: 'keys', text });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
