import type { Timestamp } from '../../protocol/ids.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { LabEffect, LabEvent, LabPhase } from '../rules/state.ts';
import type { Happenings } from './happenings.ts';

/** What effects are carried out with. */
export interface EffectsHost {
  readonly cluster: Pick<Cluster, 'launch' | 'order' | 'kill' | 'signal' | 'after' | 'now'>;
  readonly happenings: Pick<Happenings, 'fault' | 'missed' | 'mended'>;
  /** Nodes of the lab. */
  count(): number;
  setPace(pace: number): void;
  step(): void;
  begin(generation: Extract<LabEffect, { type: 'begin-generation' }>): void;
  log(...entry: LogArguments): void;
  /** Tells the rules of an event that was to come later. */
  dispatch(event: LabEvent): void;
}
type LogArguments = [level: Line['level'], node: Line['node'], text: string];
type Line = Extract<LabEffect, { type: 'log' }>;

/** How long a phase may take before the rules hear of it; with many processes it takes longer: so much more for each. */
export const phaseMsMax: Readonly<Partial<Record<LabPhase, number>>> = {
  starting: 20_000,
  publishing: 8_000,
  draining: 7_000,
};
const otherPhaseMsMax = 20_000;
const startMsPerNode = 250;

/** Carries out what the rules of the lab want done. */
export function createEffects(host: EffectsHost): (effect: LabEffect) => void {
  const { cluster, happenings } = host;
  const later = (ms: number, event: LabEvent): void => void cluster.after(ms, () => host.dispatch(event));
  const dated = <T>(one: T): T & { readonly at: Timestamp } => ({ at: cluster.now(), ...one });
  return (effect) => {
    switch (effect.type) {
      case 'launch':
        return cluster.launch(effect.node);
      case 'order':
        return cluster.order(effect.node, effect.order);
      case 'kill':
        return cluster.kill(effect.node);
      case 'signal':
        return cluster.signal(effect.node, effect.signal);
      case 'pace':
        return host.setPace(effect.pace);
      case 'step':
        return host.step();
      case 'note-fault':
        return happenings.fault(dated({ fault: effect.fault, target: effect.target }));
      case 'note-missed':
        return happenings.missed(dated({ fault: effect.fault, target: effect.target, why: effect.why }));
      case 'note-mended':
        return happenings.mended({ node: effect.node, text: effect.text });
      case 'later':
        return later(effect.ms, effect.event);
      case 'begin-generation':
        return host.begin(effect);
      case 'watch-phase': {
        const { phase, generation } = effect;
        const ms = (phaseMsMax[phase] ?? otherPhaseMsMax) + startMsPerNode * host.count();
        return later(ms, { type: 'phase-overdue', generation, phase });
      }
      case 'log':
        return host.log(effect.level, effect.node, effect.text);
    }
  };
}
