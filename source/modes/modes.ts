import { clientServer } from './client-server.ts';
import type { Mode, ModeName, OverlayName, WorkloadName } from './mode.ts';
import { peerToPeer } from './peer-to-peer.ts';

/** Every mode by its name. */
export const modes: Readonly<Record<ModeName, Mode>> = {
  'client-server': clientServer,
  'peer-to-peer': peerToPeer,
};

/** What the machines become when the mode is switched. */
export function otherMode(mode: ModeName): ModeName {
  return mode === 'client-server' ? 'peer-to-peer' : 'client-server';
}

/** Every overlay, in the order in which they are switched through. */
export const overlayNames: readonly OverlayName[] = ['kademlia', 'index', 'flooding'];

/** What the peers find by when the overlay is switched. */
export function nextOverlay(overlay: OverlayName): OverlayName {
  return overlayNames[(overlayNames.indexOf(overlay) + 1) % overlayNames.length] ?? overlay;
}

/** Every workload, in the order in which they are switched through. */
export const workloadNames: readonly WorkloadName[] = ['files', 'distribute'];

/** What the machines are used for when the workload is switched. */
export function nextWorkload(workload: WorkloadName): WorkloadName {
  return workloadNames[(workloadNames.indexOf(workload) + 1) % workloadNames.length] ?? workload;
}
