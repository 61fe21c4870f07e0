import { UsageError } from '../usage-error.ts';
import type { FlagTable } from './flags.ts';

/** npm has them too, and people set them for good. */
const npmsOwn: ReadonlySet<string> = new Set(['no-color', 'help', 'version']);

/**
 * `npm start run --nodes 16`: npm takes the flag for its own, tears its value off, and leaves a variable behind. Throws UsageError
 * when it has done so: what was meant cannot be put together again.
 */
export function refuseEatenFlags(environment: NodeJS.ProcessEnv, table: FlagTable): void {
  const eaten = Object.keys(table).flatMap((name) => (npmsOwn.has(name) ? [] : eatenAs(name, environment)));
  if (eaten.length === 0) return;
  throw new UsageError(
    `npm kept ${eaten.join(', ')} for itself; put two dashes before everything that is for starmesh: npm start -- run --nodes 16`,
  );
}

/** `--no-mouse` comes as an empty `mouse`. */
function eatenAs(name: string, environment: NodeJS.ProcessEnv): readonly string[] {
  const value = environment[`npm_config_${name.replace(/^no-/, '').replaceAll('-', '_')}`];
  if (value === undefined || (value === '') !== name.startsWith('no-')) return [];
  return [value === 'true' || value === '' || value.includes('\n') ? `--${name}` : `--${name}=${value}`];
}
