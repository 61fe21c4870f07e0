import type { CanonicalResult } from '../documents/canonical-result.ts';
import { isEverywhere } from '../documents/is-everywhere.ts';
import { availability } from './availability.ts';
import { broadcasts } from './broadcast.ts';
import type { CanonicalSurroundings } from './canonical-run.ts';
import { type DistributionScale, distribution, slowestDownload } from './distribution.ts';
import { flashCrowd } from './flash-crowd.ts';
import { gameLinks } from './game-links.ts';
import { offload } from './offload.ts';
import { removal } from './removal.ts';
import { search } from './search.ts';
import { speedUps } from './speed-up.ts';
import { watchedLab } from './watched-lab.ts';

/** For processes: so few receivers, and such slow uplinks, that the machine is not what is measured. */
const realScale: DistributionScale = { receivers: [2, 10], upMbit: 1, pieceBytes: 4_096 };
/** R8 counts bytes, whatever the uplinks: with these a server sends its file to ten receivers in 5 s. */
const realOffloadMbit = 64;
const lookEveryMs = 100;

/** What is given: where to simulate, always, and where to start processes, if somebody wants that too. */
export interface CanonicalPlaces {
  readonly simulation: CanonicalSurroundings;
  readonly processes: CanonicalSurroundings | undefined;
}

/** Results that the field knows, reproduced on the simulator: about 30 s of one core; some on processes too: about 60 s more. */
export async function canonicalResults({
  simulation,
  processes,
}: CanonicalPlaces): Promise<readonly CanonicalResult[]> {
  const { seed } = simulation;
  const real = processes && endingEarly(processes);
  return [
    await distribution(simulation),
    ...(real === undefined ? [] : [onProcesses(await distribution(real, realScale))]),
    await slowestDownload(simulation),
    ...(await flashCrowd(simulation)),
    ...(await search(seed, real)),
    ...broadcasts(seed),
    availability(seed),
    removal(seed),
    await gameLinks(simulation),
    await offload(simulation),
    ...(real === undefined ? [] : [onProcesses(await offload(real, realScale.receivers, realOffloadMbit))]),
    await speedUps(simulation),
  ];
}

function onProcesses(result: CanonicalResult): CanonicalResult {
  return { ...result, name: `${result.name} on processes` };
}

/** When a file is everywhere, nobody has to wait for the end of a trial. */
function endingEarly(surroundings: CanonicalSurroundings): CanonicalSurroundings {
  const open: CanonicalSurroundings['open'] = async (...trial) =>
    watchedLab(await surroundings.open(...trial), lookEveryMs, isEverywhere);
  return { ...surroundings, open };
}
