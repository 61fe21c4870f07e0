import type { Intent } from '../lab/intent.ts';
import type { LabSnapshot, ModeName, OverlayName } from '../lab/snapshot.ts';

/** The lab in which a lesson begins; undefined: as it is. */
export interface LessonSetup {
  readonly mode: ModeName;
  readonly nodes: number | undefined;
  readonly overlay: OverlayName | undefined;
}

/** Nodes come and go all at once. */
export function resized({ nodes }: LessonSetup, snapshot: LabSnapshot): readonly Intent[] {
  const more = (nodes ?? snapshot.nodes.length) - snapshot.nodes.length;
  return Array.from({ length: Math.abs(more) }, () => ({ type: more > 0 ? 'add-node' : 'remove-node' }));
}

/** The next step to the mode and the overlay: the lab takes one at a time, when it is ready for it. An overlay is for nodes that look for items. */
export function turned({ mode, overlay }: LessonSetup, snapshot: LabSnapshot): Intent | 'there' | 'not now' {
  const { phase, settings } = snapshot;
  if (phase === 'failed' || phase === 'stopped') return 'there';
  if (phase !== 'working' && phase !== 'publishing') return 'not now';
  if (snapshot.mode !== mode) return { type: 'switch-mode' };
  const isOther = overlay !== undefined && settings.overlay !== undefined && settings.overlay !== overlay;
  return isOther ? { type: 'switch-overlay' } : 'there';
}
