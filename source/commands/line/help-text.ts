import { flags } from './options.ts';

const columnOfHelp = 22;

/** The text of `starmesh --help`, at most 80 columns wide. */
export function helpText(): string {
  return `starmesh: the same machines as client-server and as peer-to-peer, live.

Usage
  starmesh [options]           the dashboard; one key switches the mode
  starmesh run [options]       one run without a dashboard, and its summary
  starmesh compare [options]   both modes, and what becomes of the seven claims
  starmesh lesson [NAME]       a list of lessons, or one of them
  starmesh replay FILE         the dashboard over what --record wrote down
  starmesh simulate [options]  many sizes on a virtual clock, to 100000 nodes
  starmesh doctor [--json]     what this machine can do, with remedies

Options
${Object.entries(flags)
  .map(([name, flag]) => optionLines(name, flag.placeholder, flag.help))
  .join('\n')}

Examples
  starmesh --mode mesh --nodes 16
  starmesh run --mode star --duration 5s --seed 7 --json
`;
}

function optionLines(name: string, placeholder: string | undefined, help: string): string {
  const left = `  --${name}${placeholder === undefined ? '' : ` ${placeholder}`}`.padEnd(columnOfHelp);
  return left + help.split('\n').join(`\n${' '.repeat(columnOfHelp)}`);
}
