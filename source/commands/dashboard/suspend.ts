import type { Lab } from '../../lab/live/runtime.ts';

/** As long as orders to the nodes may be under way. */
const ordersMs = 150;
/** Time in which the system stops the process. Where it refuses (no shell is above it), the process goes on after this. */
const refusedMs = 100;

/**
 * Stops the process as Ctrl-Z does, for a shell to let it go on (`fg`). Its nodes are in sessions of their own and are not stopped with it, so the time of
 * the lab is stopped first: nothing times out meanwhile, and everything goes on where it stood. Resolves when it goes on.
 */
export async function suspend(lab: Lab): Promise<void> {
  const { phase, pace } = lab.source.current();
  const runs = phase === 'working' && pace > 0;
  if (runs) lab.dispatch({ type: 'pause-time' });
  await pause(ordersMs);
  stopJob();
  await pause(refusedMs);
  if (runs && lab.source.current().pace === 0) lab.dispatch({ type: 'pause-time' });
}

/** All of the group, npm in front of starmesh too, as the terminal does it. */
function stopJob(): void {
  try {
    process.kill(0, 'SIGTSTP');
  } catch {
    // Refused.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
