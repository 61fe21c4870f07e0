import { readFileSync } from 'node:fs';

/** What the system says in one of its own files (below /proc and /sys); empty where there is none. */
export function textOfSystem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
