import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** How much nicer a node is than the lab that started it: about a third of the lab's weight while cores are short (sched(7)). */
export const nicerBy = 5;
const niceMax = 19;

/**
 * Lets the lab go first when cores are short, so that keys are answered while nodes take all the time they can get. On idle cores nothing
 * changes. Linux weighs sessions before processes (autogroup, sched(7)), and each node is one: so both are made nicer. A system
 * that refuses leaves it as it was.
 */
export function giveWay(): void {
  try {
    setPriority(nicer(getPriority()));
  } catch {
    // Not allowed here: keys take longer on a busy machine, nothing else.
  }
  makeSessionNicer(triesMax);
}

const autogroup = '/proc/self/autogroup';
/** Without privileges the whole machine may change one session in 100 ms: the other nodes of a lab have to come again. */
const triesMax = 40;

function makeSessionNicer(tries: number): void {
  try {
    const now = / nice (-?\d+)/.exec(readFileSync(autogroup, 'utf8'))?.[1];
    if (now !== undefined) writeFileSync(autogroup, String(nicer(Number(now))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries <= 1) return;
    setTimeout(() => makeSessionNicer(tries - 1), 150 + ((process.pid * 37) % 400)).unref();
  }
}

function nicer(nice: number): number {
  return Math.min(niceMax, nice + nicerBy);
}
