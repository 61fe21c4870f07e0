import type { Lab } from '../../lab/live/runtime.ts';

/** As long as orders to the nodes may be under way. */
const ordersMs = 150;
/** A stopped process does not wait for this; one that the system refuses to stop (no shell above it) goes on after it. */
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

/** npm in front of it too, as the terminal does it. */
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
