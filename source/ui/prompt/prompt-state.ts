import { beforeCursor, editLine, emptyLine, insert, type Line, lineOf } from './line.ts';

/** What a line is for: a command to the lab, or a filter of a pane. */
export type PromptKind = 'command' | 'filter';

/** A line that somebody is writing above the footer. */
export interface PromptState {
  readonly kind: PromptKind;
  readonly line: Line;
  /** Why the line was refused; undefined: it was not, or was changed since. */
  readonly refusal: Refusal | undefined;
  /** Where in the history the line comes from, and what had been written before. */
  readonly recalled: { readonly at: number; readonly draft: string } | undefined;
  /** What tab goes through. */
  readonly cycle: { readonly completion: Completion; readonly at: number } | undefined;
}

/** `column` counts UTF-16 units from 0: where the mistake begins. */
export interface Refusal {
  readonly column: number;
  readonly reason: string;
}

/** What could stand from a column to the cursor, and what is to be written there. */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly string[];
  /** What belongs here, in words. */
  readonly note: string;
}

/** What a line needs to know besides itself. */
export interface PromptSurroundings {
  /** Commands of this session, oldest first. */
  readonly history: readonly string[];
  complete(before: string): Completion;
}

/** What a key does to a line. `passed`: nothing, it is for others; `entered`: the line is finished. */
export type PromptStep =
  | { readonly type: 'passed' }
  | { readonly type: 'left' }
  | { readonly type: 'editing'; readonly prompt: PromptState }
  | { readonly type: 'entered'; readonly text: string };

/** An empty line; a filter begins with what it was. */
export function openPrompt(kind: PromptKind, text = ''): PromptState {
  const line = text === '' ? emptyLine : lineOf(text);
  return { kind, line, refusal: undefined, recalled: undefined, cycle: undefined };
}

/** The line stays, and the cursor goes to the mistake. */
export function refuse(prompt: PromptState, refusal: Refusal): PromptState {
  const { text } = prompt.line;
  const cursor = [...text.slice(0, refusal.column)].length;
  return { ...prompt, refusal, line: { text, cursor }, recalled: undefined, cycle: undefined };
}

/** Text that was pasted. */
export function pasteInto(prompt: PromptState, text: string): PromptState {
  return edited(prompt, insert(prompt.line, text));
}

/** What a key does while a line is written. */
export function pressInPrompt(prompt: PromptState, key: string, surroundings: PromptSurroundings): PromptStep {
  const { line } = prompt;
  switch (key) {
    case 'ctrl+c':
    case 'ctrl+l':
      return { type: 'passed' };
    case 'escape':
      return { type: 'left' };
    case 'return':
    case 'enter':
      return line.text.trim() === '' && prompt.kind === 'command'
        ? { type: 'left' }
        : { type: 'entered', text: line.text };
    case 'up':
    case 'down':
      return editing(recall(prompt, key === 'up' ? -1 : 1, surroundings.history));
    case 'tab':
    case 'shift+tab':
      return editing(complete(prompt, key === 'tab' ? 1 : -1, surroundings));
    case 'backspace':
      if (line.text === '') return { type: 'left' };
      break;
    default:
  }
  return editing(edited(prompt, editLine(line, key) ?? line));
}

function editing(prompt: PromptState): PromptStep {
  return { type: 'editing', prompt };
}

function edited(prompt: PromptState, line: Line): PromptState {
  const refusal = line.text === prompt.line.text ? prompt.refusal : undefined;
  return { ...prompt, line, refusal, recalled: undefined, cycle: undefined };
}

function recall(prompt: PromptState, step: -1 | 1, history: readonly string[]): PromptState {
  const draft = prompt.recalled?.draft ?? prompt.line.text;
  const at = (prompt.recalled?.at ?? history.length) + step;
  if (prompt.kind === 'filter' || at < 0 || at > history.length) return prompt;
  const line = lineOf(history[at] ?? draft);
  return { ...edited(prompt, line), recalled: at === history.length ? undefined : { at, draft } };
}

/** First as far as all candidates agree; then one after the other. A blank follows the only one. */
function complete(prompt: PromptState, step: -1 | 1, { complete: completionOf }: PromptSurroundings): PromptState {
  const before = beforeCursor(prompt.line);
  const completion = prompt.cycle?.completion ?? completionOf(before);
  const { from, candidates } = completion;
  const [only, another] = candidates;
  if (only === undefined) return prompt;
  if (another === undefined) return edited(prompt, replaced(prompt.line, from, `${only} `));
  const common = commonStart(candidates);
  if (prompt.cycle === undefined && common.length > before.length - from) {
    return edited(prompt, replaced(prompt.line, from, common));
  }
  const count = candidates.length;
  const at = prompt.cycle === undefined ? (step === 1 ? 0 : count - 1) : (prompt.cycle.at + step + count) % count;
  return { ...edited(prompt, replaced(prompt.line, from, candidates[at] ?? '')), cycle: { completion, at } };
}

/** What stands between a column and the cursor gives way. */
function replaced(line: Line, from: number, text: string): Line {
  const before = beforeCursor(line);
  const behind = line.text.slice(before.length);
  const start = before.slice(0, from) + text;
  return { text: start + (text.endsWith(' ') ? behind.trimStart() : behind), cursor: [...start].length };
}

function commonStart(texts: readonly string[]): string {
  let common = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(common)) common = common.slice(0, -1);
  return common;
}
