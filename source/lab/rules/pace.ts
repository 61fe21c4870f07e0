import type { LabDraft } from './lab-draft.ts';

/** The paces that are switched through. */
export const paces: readonly number[] = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

/** One step on the list of paces, or standing still and back. */
export function changePace(draft: LabDraft, how: 'faster' | 'slower' | 'pause-time'): void {
  const { pace, paceBefore } = draft.state;
  const place = paces.indexOf(pace === 0 ? paceBefore : pace);
  const next = how === 'pause-time' ? (pace === 0 ? paceBefore : 0) : paces[place + (how === 'slower' ? 1 : -1)];
  if (next !== undefined) setPace(draft, next);
}

/** Only while the lab works. */
export function setPace(draft: LabDraft, next: number): void {
  const { pace, paceBefore, phase } = draft.state;
  if (phase !== 'working' || next === pace) return;
  draft.state = { ...draft.state, pace: next, paceBefore: next === 0 ? paceBefore : next };
  draft.effect({ type: 'pace', pace: next });
  draft.log('info', undefined, next === 0 ? 'time stands still' : `time runs at pace ${next}`);
}

/** Lets the session run at full speed: a lab that is not at work does, because barriers need time. */
export function atFullSpeed(draft: LabDraft): void {
  if (draft.state.pace !== 1) draft.effect({ type: 'pace', pace: 1 });
}
