import type { Intent } from '../../lab/rules/intent.ts';
import type { LabSnapshot, ModeName, OverlayName } from '../../lab/view/snapshot.ts';

/** The lab in which a lesson begins; undefined: as it is. */
export interface LessonSetup {
  readonly mode: ModeName;
  readonly nodes: number | undefined;
  readonly overlay: OverlayName | undefined;
}

/** What can be asked for all at once: nothing that was broken or hurried before stays so, and nodes come or go. `rate`: operations a second, as the lab was opened. */
export function mended({ nodes: count }: LessonSetup, snapshot: LabSnapshot, rate: number): readonly Intent[] {
  const { nodes, cuts, churnMs, pace, settings } = snapshot;
  const ill = nodes.flatMap(({ id, state, slowness }): Intent[] => [
    ...(state === 'down' ? [{ type: 'restart-node', node: id } as const] : []),
    ...(state === 'paused' ? [{ type: 'fault', fault: { type: 'resume', target: id } } as const] : []),
    ...(slowness > 1 ? [{ type: 'fault', fault: { type: 'slow', target: id, times: 1 } } as const] : []),
  ]);
  const lab: readonly (Intent | false)[] = [
    cuts.length > 0 && { type: 'fault', fault: { type: 'heal' } },
    churnMs > 0 && { type: 'fault', fault: { type: 'churn', sessionMs: 0 } },
    pace !== 1 && { type: 'set-pace', pace: 1 },
    settings.rate !== rate && { type: 'set-rate', rate },
    count !== undefined && count !== nodes.length && { type: 'set-nodes', nodes: count },
  ];
  return [...ill, ...lab.filter((intent) => intent !== false)];
}

/** The step to the mode, the overlay and a workload about items: once all nodes are there, so that the first one is the server. */
export function turned({ mode, overlay }: LessonSetup, snapshot: LabSnapshot): Intent | 'there' | 'not now' {
  const { phase, settings, nodes } = snapshot;
  if (phase === 'failed' || phase === 'stopped') return 'there';
  if (phase !== 'working' && phase !== 'publishing') return 'not now';
  if (nodes.some(({ state }) => state === 'starting' || state === 'configuring')) return 'not now';
  const isAboutItems = settings.workload === 'files' || settings.workload === 'web';
  const isSought = overlay === undefined || settings.overlay === overlay;
  if (snapshot.mode === mode && isSought && isAboutItems) return 'there';
  const to = { mode, ...(isAboutItems ? {} : { workload: 'files' as const }), ...(isSought ? {} : { overlay }) };
  return { type: 'reorganise', to };
}
