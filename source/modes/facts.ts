import type { OverlayPlan, WorkloadPlan } from '../protocol/control/plan.ts';

/** The two ways to organise the same machines. */
export type ModeName = 'client-server' | 'peer-to-peer';

/** The shape of its connections, by which a mode is called too. */
export const shapeOf = { 'client-server': 'star', 'peer-to-peer': 'mesh' } as const;

/** Every mode, by all its names. */
export const modeWords = {
  'client-server': 'client-server',
  'peer-to-peer': 'peer-to-peer',
  star: 'client-server',
  mesh: 'peer-to-peer',
} as const satisfies Record<string, ModeName>;

/** How peers find who holds what. */
export type OverlayName = Exclude<OverlayPlan['type'], 'none'>;

/** What the machines are used for. */
export type WorkloadName = WorkloadPlan['type'];

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
export const workloadNames: readonly WorkloadName[] = ['files', 'web', 'game', 'tasks', 'distribute'];

/** Whether nodes publish and find items; if not, peers talk to each other directly, and need no overlay. */
export function findsItems(workload: WorkloadName): boolean {
  return workload === 'files' || workload === 'web';
}

/** What the machines are used for when the workload is switched. */
export function nextWorkload(workload: WorkloadName): WorkloadName {
  return workloadNames[(workloadNames.indexOf(workload) + 1) % workloadNames.length] ?? workload;
}
