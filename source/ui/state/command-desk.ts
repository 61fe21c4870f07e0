import type { Completion, Refusal } from '../prompt/prompt-state.ts';
import type { KeyContext, KeyResult } from './key-result.ts';

/** What a command leads to; a refusal says where the mistake is. */
export type CommandResult = Exclude<KeyResult, { type: 'refused' }> | ({ readonly type: 'refused' } & Refusal);

/** One command for the help. */
export interface CommandLine {
  readonly usage: string;
  readonly help: string;
}

/** Something that was done in this session; `at` in milliseconds of session time. */
export interface DoneCommand {
  readonly at: number;
  readonly text: string;
}

/** Commands, as the dashboard needs them. */
export interface CommandDesk {
  readonly commands: readonly CommandLine[];
  run(text: string, context: KeyContext): CommandResult;
  /** What could stand at the end of a text. */
  complete(before: string, context: KeyContext): Completion;
  /** What was done so far, oldest first, and how much a bound has dropped. */
  done(): { readonly commands: readonly DoneCommand[]; readonly dropped: number };
  /** What does the same again in a script: comments, and one command line. */
  again(): readonly string[];
}

/** Nobody listens. */
export const noCommands: CommandDesk = {
  commands: [],
  run: () => ({ type: 'refused', column: 0, reason: 'there are no commands here' }),
  complete: () => ({ from: 0, candidates: [], note: '' }),
  done: () => ({ commands: [], dropped: 0 }),
  again: () => [],
};
