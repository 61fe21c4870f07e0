import type { Intent } from '../../../lab/rules/intent.ts';
import type { CommandResult } from '../../../ui/state/command-desk.ts';
import type { KeyContext } from '../../../ui/state/key-result.ts';
import { waitUntilItWorks } from '../../../ui/state/phase-text.ts';
import { CommandRefusal, type Word } from './words.ts';

/** What a command line was taken apart into; `column`s count in `text`. */
export interface Written {
  readonly text: string;
  readonly name: Word;
  readonly args: readonly Word[];
  /** What is missing would stand there. */
  readonly end: Word;
}

/** One command. Throws `CommandRefusal` or `UsageError` when it makes no sense. */
export interface PromptCommand {
  readonly name: string;
  /** What follows the name: `TARGET [for TIME]`. */
  readonly takes: string;
  readonly help: string;
  run(written: Written, context: KeyContext): CommandResult;
  /** Words that may stand at a place behind the name, from 0. */
  words?(context: KeyContext, place: number, args: readonly string[]): readonly string[];
}

/** What asks the lab for something. */
export function intent(wanted: Intent): CommandResult {
  return { type: 'intent', intent: wanted };
}

/** The names of all nodes. */
export function idsOf({ snapshot }: KeyContext): string[] {
  return snapshot.nodes.map(({ id }) => id);
}

/** Between generations nothing can be asked of the nodes. */
export function whileRunning(
  { snapshot }: KeyContext,
  { name }: Written,
  phases: readonly string[] = ['working', 'publishing'],
): void {
  if (!phases.includes(snapshot.phase)) throw new CommandRefusal(name.column, waitUntilItWorks(snapshot));
}

/** Reads a value. A refusal points to its word. */
export function at<T>({ column }: Word, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CommandRefusal(column, (error as Error).message.replace(/^--/, ''));
  }
}
