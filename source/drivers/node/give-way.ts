import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** A level of niceness takes a fifth of the weight that a process has while cores are short (sched(7)). */
const weightPerLevel = 1 / 1.25;
/** All nodes of a lab together weigh so many ordinary processes; the lab itself is one. */
const nodesWeigh = 2;
const nicerByMin = 5;
const niceMax = 19;

/** How much nicer each of so many nodes is than the process that started them. */
export function nicerByFor(nodes: number): number {
  const needed = Math.ceil(Math.log(nodesWeigh / Math.max(1, nodes)) / Math.log(weightPerLevel));
  return Math.min(niceMax, Math.max(nicerByMin, needed));
}

/**
 * Lets the lab go first when cores are short, so that keys are answered while nodes take all the time they can get. On idle cores nothing
 * changes. Linux weighs sessions before processes (autogroup, sched(7)), and each node of a lab leads one: so both are made nicer, and
 * both than the starter's, which may be a nice one itself. A system that refuses leaves it as it was.
 */
export function giveWay(nicerBy: number): void {
  try {
    setPriority(Math.min(niceMax, getPriority() + nicerBy));
  } catch {
    // Not allowed here: keys take longer on a busy machine, nothing else.
  }
  // A node in another's session must not weigh it down: that session holds the lab, or the shell of whoever started it.
  if (leadsSession()) makeSessionNicer(nicerBy, triesMax);
}

/** Without privileges the whole machine may change one session in 100 ms: the other nodes of a lab have to come again. */
const triesMax = 40;

function makeSessionNicer(nicerBy: number, tries: number): void {
  try {
    writeFileSync('/proc/self/autogroup', String(Math.min(niceMax, sessionNice(process.ppid) + nicerBy)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries <= 1) return;
    setTimeout(() => makeSessionNicer(nicerBy, tries - 1), 150 + ((process.pid * 37) % 400)).unref();
  }
}

/** How nice the session of a process is, -20 … 19; 0 when the system does not say. */
export function sessionNice(pid: number): number {
  return Number(/ nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1] ?? 0);
}

/** Whether this process is its session's leader: the sixth field of stat(5) names it; the second may hold spaces and brackets. */
function leadsSession(): boolean {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[3]) === process.pid;
  } catch {
    return false;
  }
}
