import { readdirSync } from 'node:fs';
import { formatMebibytes } from '../../base/units.ts';
import { openFilesPerNode } from '../../lab/clusters/open-files.ts';
import { readSupply, type Supply } from './node-capacity.ts';
import { memoryBytesPerNode } from './require-room.ts';

/** What a lab opens besides its nodes: its port, its data, and what the screen and the probes open for a moment. */
const openFilesSpare = 32;

/** What there is for a second lab; undefined: no limit, or none that the system tells. */
export interface Room extends Pick<Supply, 'memoryBytes' | 'openFiles'> {
  /** Open in this process now. */
  readonly openFilesNow: number | undefined;
}

/** What this machine has now. */
export function readRoom(): Room {
  return { ...readSupply(), openFilesNow: openFilesNow() };
}

function openFilesNow(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined; // not Linux
  }
}

/** Why there is no room for as many nodes again, and what to do; undefined: there is. */
export function lackOf(nodes: number, { memoryBytes, openFiles, openFilesNow }: Room): string | undefined {
  const files = (openFilesNow ?? openFilesPerNode * nodes) + openFilesPerNode * nodes + openFilesSpare;
  if (openFiles !== undefined && files > openFiles)
    return `two labs of ${nodes} nodes need ${files} open files, allowed are ${openFiles}: remove nodes (-), or quit, raise the limit (ulimit -n ${files}) and start again`;
  const bytes = memoryBytesPerNode * nodes;
  if (bytes > memoryBytes)
    return `${nodes} more processes need about ${formatMebibytes(bytes)} of memory, free are ${formatMebibytes(memoryBytes)}: remove nodes (-), or free memory`;
  return undefined;
}
