import { labCommands } from '../../source/commands/dashboard/prompt/lab-commands.ts';
import { screenCommands } from '../../source/commands/dashboard/prompt/screen-commands.ts';
import { exitCodes } from '../../source/commands/exit-codes.ts';
import { flags } from '../../source/commands/line/flag-table.ts';
import { commandNames, type Flag } from '../../source/commands/line/flags.ts';
import { keymap } from '../../source/ui/keys/keymap.ts';
import { keysInReplay } from '../../source/ui/keys/replay-keys.ts';

type Row = readonly [string, string];

/** Keys of the dashboard, and what they do. */
export function keyRows(): readonly Row[] {
  return keymap.map(({ shown, help }) => [code(shown), inCell(help)]);
}

/** Keys of a recording that is played. */
export function replayKeyRows(): readonly Row[] {
  return keysInReplay.map(({ shown, help }) => [code(shown), inCell(help)]);
}

/** Commands behind `:`. */
export function commandRows(): readonly Row[] {
  return [...labCommands, ...screenCommands].map(({ name, takes, help }) => [
    code(`:${name} ${takes}`.trim()),
    inCell(help),
  ]);
}

/** Options of the command line: how they are written, what they do, and which commands take them. */
export function optionRows(): readonly (readonly [string, string, string])[] {
  return Object.entries<Flag>(flags).map(([name, { placeholder, help, for: commands }]) => [
    code(placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`),
    inCell(help),
    commands.length === commandNames.length ? 'all' : commands.join(', '),
  ]);
}

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  fine: 'fine',
  checkFailed:
    'a check failed: a lesson (`--check`) did not come out as it expects; something is lost or corrupt that should not be; a workload gave a wrong result; `compare` could not measure a claim at all; `doctor`: starmesh does not work on this machine yet',
  wrongUse:
    'wrong use: a bad flag, value or file (`lesson --answers`: also when some students could not be graded), the dashboard without a terminal, a Node that is too old',
  couldNotStart: 'it could not start, or could not go on; the reason is on stderr',
  couldNotWrite:
    'the output, a document or a recording could not be written. A failure of the run itself stays 1, 2 or 3. A reader that has gone (`starmesh run | head -1`) is no error',
  interrupted:
    'interrupted by SIGINT, SIGTERM, SIGHUP, or another signal that can be caught; `run`, `compare` and `simulate` print what there is so far',
};

/** Exit codes, and what they mean. */
export function exitCodeRows(): readonly (readonly [number, string])[] {
  return Object.entries(meanings).map(([name, meaning]) => [
    exitCodes[name as keyof typeof exitCodes],
    inCell(meaning),
  ]);
}

function code(text: string): string {
  return `\`${inCell(text)}\``;
}

/** As a cell of a table in Markdown. */
function inCell(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|');
}
