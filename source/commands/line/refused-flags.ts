import { UsageError } from '../usage-error.ts';
import type { CommandName, Flag, FlagTable, WrittenFlags } from './flags.ts';

/** Of commands that take few flags: why they take no other. */
const reasons: Readonly<Partial<Record<CommandName, string>>> = {
  doctor: '`starmesh doctor` takes --json, --ascii and --no-color',
  lesson: 'a lesson says itself how its lab is set up',
  replay: 'a recording is what it is; replay takes flags of the screen and of pictures alone',
};

/** Flags that mean nothing to a command are refused: somebody who wrote one expected something of it. Throws UsageError. */
export function refuseStrayFlags(
  command: CommandName,
  { values, switches, lists }: WrittenFlags,
  table: FlagTable,
): void {
  for (const name of [...values.keys(), ...switches, ...lists.keys()]) {
    const flag = table[name];
    if (flag === undefined || flag.for.includes(command)) continue;
    throw new UsageError(`--${name} does not belong here: ${whyNot(command, flag)}`);
  }
}

function whyNot(command: CommandName, flag: Flag): string {
  const instead = flag.not?.[command];
  if (instead !== undefined) return `\`starmesh ${command}\` ${instead}`;
  if (command === 'dashboard' && flag.for.includes('run'))
    return 'the dashboard has no use for it; write `starmesh run`';
  return reasons[command] ?? `it is for ${ownersOf(flag).join(', ')}`;
}

function ownersOf({ for: commands }: Flag): readonly string[] {
  if (commands.every((command) => command === 'replay')) return ['pictures of a recording, `starmesh replay`'];
  return commands.map((command) => (command === 'dashboard' ? 'the dashboard' : `\`starmesh ${command}\``));
}
