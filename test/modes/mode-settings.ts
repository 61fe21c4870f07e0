import type { ModeSettings } from '../../source/modes/mode.ts';

/** What a mode is told unless a test says otherwise: peers that flood, one server, one holder an item. */
export const floodingSettings: ModeSettings = {
  workload: 'files',
  degree: 4,
  ttl: 64,
  overlay: 'flooding',
  k: 4,
  alpha: 3,
  replicas: 1,
  servers: 1,
  freeRiders: 0,
  itemsPerNode: 3,
};
