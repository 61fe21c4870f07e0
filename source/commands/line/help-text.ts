import { flags } from './flag-table.ts';
import type { CommandName, Flag } from './flags.ts';

const columnOfHelp = 22;
const columnOfUsage = 31;

/** What comes behind `starmesh`, and what it does. */
const usages: Readonly<Record<CommandName, readonly [string, string]>> = {
  dashboard: ['[options]', 'the dashboard; one key switches the mode'],
  run: ['run [options]', 'one run without a dashboard, and its summary'],
  compare: ['compare [options]', 'both modes, and what becomes of the seven claims'],
  lesson: ['lesson [NAME]', 'a list of lessons, or one of them'],
  replay: ['replay FILE', 'the dashboard over what --record wrote down'],
  simulate: ['simulate [options]', 'many sizes on a virtual clock, to 100000 nodes'],
  doctor: ['doctor [--json]', 'what this machine can do, with remedies'],
};

/** The text of `starmesh --help`, or with a command of its own help; at most 80 columns wide. */
export function helpText(command?: CommandName): string {
  return command === undefined ? wholeHelp() : helpOf(command);
}

function wholeHelp(): string {
  return `starmesh: the same machines as client-server and as peer-to-peer, live.

Usage
${Object.values(usages).map(usageLine).join('\n')}

Options
${Object.entries(flags).map(optionLines).join('\n')}

Examples
  starmesh --mode mesh --nodes 16
  starmesh run --mode star --duration 5s --seed 7 --json

\`starmesh compare --help\` lists the options of one command alone.
`;
}

function helpOf(command: CommandName): string {
  const mine = Object.entries<Flag>(flags)
    .filter(([, flag]) => flag.for.includes(command))
    .map(([name, flag]) => [name, { ...flag, help: withoutPrefix(flag.help, `${command}: `) }] as const);
  const seldom = mine.filter(([, { isAdvanced = false }]) => isAdvanced);
  return `Usage
${usageLine(usages[command])}

Options
${mine
  .filter((one) => !seldom.includes(one))
  .map(optionLines)
  .join('\n')}
${seldom.length === 0 ? '' : `\nSeldom needed\n${seldom.map(optionLines).join('\n')}\n`}`;
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function usageLine([left, right]: readonly [string, string]): string {
  return `  starmesh ${left}`.padEnd(columnOfUsage) + right;
}

function optionLines([name, { placeholder, help }]: readonly [string, Pick<Flag, 'placeholder' | 'help'>]): string {
  const left = `  --${name}${placeholder === undefined ? '' : ` ${placeholder}`}`.padEnd(columnOfHelp);
  return left + help.split('\n').join(`\n${' '.repeat(columnOfHelp)}`);
}
