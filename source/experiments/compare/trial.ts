import type { Lab } from '../../lab/live/runtime.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { ModeName } from '../../modes/facts.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { Condition, TrialSettings } from '../documents/experiment.ts';
import { type RunDocument, runDocument } from '../documents/run-document.ts';

/** One run of one mode. */
export interface Trial {
  readonly condition: Condition;
  readonly mode: ModeName;
  readonly seed: number;
}

/** A trial that did not come to its end is reported, and its figures are in no median. */
export type TrialOutcome =
  | { readonly type: 'done'; readonly run: RunDocument }
  | { readonly type: 'failed'; readonly reason: string }
  | { readonly type: 'interrupted' };

/** Starts the lab of a trial; throws `LaunchError` when this machine cannot. */
export type OpenTrial = (settings: TrialSettings, mode: ModeName, seed: number) => Promise<Lab>;

/** Settings that only peers, or only servers, notice: in the other mode, trials that differ in nothing else are the same. */
const onlyPeers = new Set<string>(['overlay', 'k', 'alpha', 'replicas', 'degree', 'ttl']);
const onlyServers = new Set<string>(['servers']);

/** The same text for two trials means: one run serves both. */
export function trialKey({ condition: { settings }, mode, seed }: Trial): string {
  const ignored = mode === 'client-server' ? onlyPeers : onlyServers;
  const heard = Object.entries(settings).filter(([name]) => !ignored.has(name));
  return JSON.stringify([mode, seed, heard.sort(([a], [b]) => a.localeCompare(b))]);
}

/** Runs the trial to its end, or until it is interrupted. Nothing of it is left running. */
export async function runTrial(
  { condition, mode, seed }: Trial,
  { open, durationMs, interruption }: TrialSurroundings,
): Promise<TrialOutcome> {
  let lab: Lab;
  try {
    lab = await open(condition.settings, mode, seed);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'LaunchError') throw error;
    return { type: 'failed', reason: error.message };
  }
  const stop = interruption.then(() => 'interrupted' as const);
  try {
    const phase = await Promise.race([lab.reached('working', 'failed'), stop]);
    if (phase === 'interrupted') return { type: 'interrupted' };
    if (phase === 'failed') return { type: 'failed', reason: lab.source.current().failure ?? 'the lab did not start' };
    const before = lab.source.current();
    const work = lab.elapsed(condition.settings.durationMs ?? durationMs);
    const end = await Promise.race([work.done, stop]);
    work.cancel();
    if (end === 'interrupted') return { type: 'interrupted' };
    const workedMs = lab.source.current().now - before.now;
    await lab.drain();
    const snapshot = lab.source.current();
    const [doubt] = snapshot.doubts;
    if (doubt !== undefined) return { type: 'failed', reason: doubt.text };
    return { type: 'done', run: withoutStart(runDocument(snapshot, workedMs), before) };
  } finally {
    await lab.close();
  }
}

export interface TrialSurroundings {
  readonly open: OpenTrial;
  /** How long the work runs, unless the condition says otherwise. */
  readonly durationMs: number;
  /** Resolves when somebody wants it to end. */
  readonly interruption: Promise<unknown>;
}

/** A run whose CPU counts from the beginning of the work: what a node took to start says nothing of it. */
function withoutStart(run: RunDocument, { nodes }: LabSnapshot): RunDocument {
  const before = new Map(nodes.map(({ id, cpuMs }) => [id, cpuMs]));
  const since = (id: NodeId, cpuMs: number | undefined) =>
    cpuMs === undefined ? undefined : Math.max(0, cpuMs - (before.get(id) ?? 0));
  return { ...run, nodes: run.nodes.map((node) => ({ ...node, cpuMs: since(node.id, node.cpuMs) })) };
}
