import { readFileSync } from 'node:fs';

/** What a process has used so far: processor time of all its threads, and the memory that is resident now. */
export interface ProcessUsage {
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/**
 * Usage of a process that runs on this machine. Undefined when there is no such process (one that ended and waits to be collected counts as none) and
 * where there is no /proc; nodes also report their own usage. Time comes in steps of 10 ms on most systems.
 */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  const fields = statFields(pid);
  const [state, userTicks, systemTicks, residentPages] = [fields[0], fields[11], fields[12], fields[21]];
  if (state === undefined || state === 'Z' || state === 'X' || units === undefined) return undefined;
  return {
    cpuMs: ((Number(userTicks) + Number(systemTicks)) * 1000) / units.ticksPerSecond,
    rssBytes: Number(residentPages) * units.pageBytes,
  };
}

/** Fields of proc(5) `stat` from the state on, the third: the name before it may hold spaces and brackets. */
function statFields(pid: number): readonly string[] {
  const text = readOrNothing(`/proc/${pid}/stat`)?.toString('latin1') ?? '';
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

interface Units {
  readonly ticksPerSecond: number;
  readonly pageBytes: number;
}

const units = readUnits();

/** From the auxiliary vector of getauxval(3), pairs of key and value: AT_PAGESZ is 6, AT_CLKTCK is 17. */
function readUnits(): Units | undefined {
  const vector = readOrNothing('/proc/self/auxv');
  if (vector === undefined) return undefined;
  const words = new BigUint64Array(vector.buffer.slice(vector.byteOffset, vector.byteOffset + (vector.length & ~7)));
  const valueFor = (key: bigint) => {
    for (let at = 0; at + 1 < words.length; at += 2) if (words[at] === key) return Number(words[at + 1]);
    return 0;
  };
  const [pageBytes, ticksPerSecond] = [valueFor(6n), valueFor(17n)];
  return pageBytes > 0 && ticksPerSecond > 0 ? { pageBytes, ticksPerSecond } : undefined;
}

function readOrNothing(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
