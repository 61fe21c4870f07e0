import { assertNever } from '../../base/assert.ts';
import type { Timestamp } from '../../protocol/ids.ts';
import { endFault, endFaults, reviveAll } from './apply-fault.ts';
import { advance, hasPublished, idsOf } from './barriers.ts';
import { churnOn } from './churn.ts';
import { onIntent } from './intents.ts';
import { LabDraft } from './lab-draft.ts';
import { atFullSpeed } from './pace.ts';
import { onExited, onOverdue, onReport } from './reports.ts';
import type { LabEffect, LabEvent, LabSettings, LabState } from './state.ts';

/** A new state and what is to be done for it, in order. */
export interface Reduced {
  readonly state: LabState;
  readonly effects: readonly LabEffect[];
}

/** The lab before anything was launched. */
export function initialLab(settings: LabSettings): LabState {
  return {
    settings,
    phase: 'starting',
    mode: settings.mode,
    generation: 1,
    nextNumber: 1,
    nodes: new Map(),
    failure: undefined,
    cuts: new Set(),
    pace: settings.pace ?? 1,
    paceBefore: settings.pace === 0 ? 1 : (settings.pace ?? 1),
    held: new Map(),
    nextFault: 1,
  };
}

/**
 * The lab as a state machine. A generation goes through barriers that every living node must reach: configured (all listen), published (all
 * connections are tried and all items authored), then the work runs. A node that comes later passes the same steps alone.
 */
export function reduceLab(before: LabState, event: LabEvent, now: Timestamp): Reduced {
  const draft = new LabDraft(before, now);
  switch (event.type) {
    case 'start':
      for (let count = 0; count < before.settings.nodes; count++) draft.launchNew();
      draft.watch();
      break;
    case 'intent':
      onIntent(draft, event.intent);
      break;
    case 'report':
      onReport(draft, event.node, event.report);
      break;
    case 'node-exited':
      onExited(draft, event.node, event.cause);
      break;
    case 'phase-overdue':
      onOverdue(draft, event.generation, event.phase);
      break;
    case 'churn':
      churnOn(draft, event.node, event.churn);
      break;
    case 'fault-over':
      endFault(draft, event.id);
      break;
    case 'drain':
      atFullSpeed(draft);
      endFaults(draft);
      draft.setPhase('draining');
      draft.work(idsOf(draft.alive().filter(({ step }) => hasPublished.includes(step))), 'drain');
      break;
    case 'revive':
      draft.setPhase('drained');
      reviveAll(draft);
      break;
    default:
      assertNever(event);
  }
  advance(draft);
  return draft.result();
}
