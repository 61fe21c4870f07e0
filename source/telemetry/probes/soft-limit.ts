import { textOfSystem } from './text-of-system.ts';

/** A soft limit of this process by its name in /proc/self/limits; undefined when there is none, and where there is no /proc. */
export function softLimit(name: string): number | undefined {
  const line = textOfSystem('/proc/self/limits')
    .split('\n')
    .find((text) => text.startsWith(name));
  const value = Number.parseInt(line?.slice(name.length).trim() ?? '', 10);
  return Number.isNaN(value) ? undefined : value;
}
