import type { Intent } from '../../../lab/rules/intent.ts';
import type { SnapshotSource } from '../../../lab/view/snapshot.ts';
import type { Completion } from '../../../ui/prompt/prompt-state.ts';
import type { CommandDesk, CommandResult } from '../../../ui/state/command-desk.ts';
import type { KeyContext } from '../../../ui/state/key-result.ts';
import type { LabOptions } from '../../line/lab-options.ts';
import { UsageError } from '../../usage-error.ts';
import { labCommands } from './lab-commands.ts';
import type { PromptCommand, Written } from './prompt-command.ts';
import { repeatLines } from './repeat-lines.ts';
import { screenCommands } from './screen-commands.ts';
import { createSessionLog } from './session-log.ts';
import { CommandRefusal, oneOf, wordsOf } from './words.ts';

const all: readonly PromptCommand[] = [...labCommands, ...screenCommands];
const names = all.map(({ name }) => name);

/** The command line of a dashboard, and the log of what was done in its session. */
export interface SessionDesk extends CommandDesk {
  /** Something was asked of the lab, by a key or a command. */
  heard(intent: Intent): void;
  close(): void;
}

export function createCommandDesk(options: LabOptions, source: SnapshotSource): SessionDesk {
  const log = createSessionLog(source);
  return {
    commands: all.map(({ name, takes, help }) => ({ usage: `${name} ${takes}`.trim(), help })),
    run: runCommand,
    complete: completeCommand,
    heard: log.add,
    done: () => log.done(),
    again: () => repeatLines(options, log.done().commands, log.workedMs()),
    close: log.close,
  };
}

/** What a command leads to. Never throws for what a person wrote. */
export function runCommand(text: string, context: KeyContext): CommandResult {
  try {
    const written = takeApart(text);
    return commandNamed(oneOf('command', written.name, names, 'help lists them')).run(written, context);
  } catch (error) {
    if (error instanceof CommandRefusal) return { type: 'refused', column: error.column, reason: error.message };
    if (error instanceof UsageError) return { type: 'refused', column: 0, reason: error.message };
    throw error;
  }
}

function takeApart(text: string): Written {
  const end = { text: '', column: text.trimEnd().length };
  const [name = end, ...args] = wordsOf(text);
  return { text, name, args, end };
}

function commandNamed(wanted: string): PromptCommand {
  const command = all.find(({ name }) => name === wanted);
  if (command === undefined) throw new CommandRefusal(0, `there is no command ${wanted}`);
  return command;
}

/** What could stand at the end of a text: names of commands, then what each of them takes. */
export function completeCommand(before: string, context: KeyContext): Completion {
  const from = before.search(/\S*$/);
  const word = before.slice(from);
  const words = wordsOf(before.slice(0, from)).map(({ text }) => text);
  const [name, ...args] = words;
  if (name === undefined) {
    const candidates = names.filter((one) => one.startsWith(word));
    const only = all.find((command) => command.name === (candidates.length === 1 ? candidates[0] : word));
    return { from, candidates, note: only === undefined ? 'no such command' : `${only.name} ${noteOf(only)}` };
  }
  const like = names.filter((one) => one.startsWith(name));
  const command = all.find((one) => one.name === name || (like.length === 1 && one.name === like[0]));
  if (command === undefined) return { from, candidates: [], note: 'no such command' };
  const possible = command.words?.(context, args.length, args) ?? [];
  const candidates = possible.filter((one) => one.startsWith(word) && (one !== word || possible.length > 1));
  return { from, candidates, note: noteOf(command) };
}

function noteOf({ takes, help }: PromptCommand): string {
  return takes === '' ? `· ${help}` : `${takes} · ${help}`;
}
