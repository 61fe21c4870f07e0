import type { Order } from '../../protocol/control/orders.ts';
import type { Report } from '../../protocol/control/reports.ts';
import { type SteadyClock, standstillMsMin } from '../wires/steady-clock.ts';

/**
 * Takes the lab's word for what is to be left out of the session's time. A node that went on while the lab stood still says so instead (it stood
 * still for 0 ms): its clock would have to stand until the lab's has caught up. The first word answers `ready`, and is taken in any case: time may
 * have stood still before this process could look at it.
 */
export function obeyEpochs(
  clock: SteadyClock,
  report: (report: Report) => void,
): (order: Extract<Order, { type: 'epoch' }>) => void {
  let isFirst = true;
  return ({ epochMs }) => {
    clock.now(); // what it has to leave out itself comes first
    if (!isFirst && epochMs - clock.epochMs >= standstillMsMin) return report({ type: 'stood-still', ms: 0 });
    isFirst = false;
    clock.moveEpoch(epochMs);
  };
}
