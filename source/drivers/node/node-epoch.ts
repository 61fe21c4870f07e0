import type { Order, Report } from '../../protocol/control.ts';
import { type SteadyClock, standstillMsMin } from '../wires/steady-clock.ts';

/**
 * Takes the lab's word for what is to be left out of the session's time. A node that went on while the lab stood still says so instead (it stood
 * still for 0 ms): its clock would have to stand until the lab's has caught up.
 */
export function obeyEpoch(
  clock: SteadyClock,
  { epochMs }: Extract<Order, { type: 'epoch' }>,
  report: (report: Report) => void,
): void {
  clock.now(); // what it has to leave out itself comes first
  if (epochMs - clock.epochMs >= standstillMsMin) return report({ type: 'stood-still', ms: 0 });
  clock.moveEpoch(epochMs);
}
