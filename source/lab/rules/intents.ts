import { nextLink } from '../../links/link-text.ts';
import { findsItems, nextOverlay, nextWorkload, otherMode } from '../../modes/facts.ts';
import { modes } from '../../modes/modes.ts';
import { faultText, lastingText, timeText } from '../faults/fault-text.ts';
import { applyFault, kill, restart } from './apply-fault.ts';
import { idsOf } from './barriers.ts';
import { forget } from './hold-faults.ts';
import type { Intent, Reorganisation } from './intent.ts';
import type { LabDraft } from './lab-draft.ts';
import { atFullSpeed, changePace, setPace } from './pace.ts';
import type { LabState, NodeRecord } from './state.ts';

/** Does what somebody wants of the lab. Nothing happens where it makes no sense now. */
export function onIntent(draft: LabDraft, intent: Intent): void {
  switch (intent.type) {
    case 'switch-mode':
      if (!isRunning(draft.state)) return;
      return switchTo(draft, { mode: otherMode(draft.state.mode) });
    case 'switch-overlay':
      if (draft.state.mode !== 'peer-to-peer' || !findsItems(draft.state.settings.workload)) return;
      if (!isRunning(draft.state)) return;
      return switchTo(draft, { overlay: nextOverlay(draft.state.settings.overlay) });
    case 'switch-workload':
      if (!isRunning(draft.state)) return;
      return switchTo(draft, { workload: nextWorkload(draft.state.settings.workload) });
    case 'add-node':
      if (draft.state.nodes.size < draft.state.settings.nodesMax) draft.launchNew();
      return;
    case 'remove-node':
      return removeNode(draft);
    case 'kill-node':
      if (draft.isAlive(intent.node)) kill(draft, intent.node);
      return;
    case 'restart-node':
      return restart(draft, intent.node);
    case 'faster':
    case 'slower':
    case 'pause-time':
      return changePace(draft, intent.type);
    case 'step':
      if (draft.state.pace === 0 && draft.state.phase === 'working') draft.effect({ type: 'step' });
      return;
    case 'fault':
      return applyFault(draft, intent.fault, intent.forMs);
    case 'quit':
      return;
    case 'set-link':
      return draft.setLink(intent.link);
    case 'next-link':
      return draft.setLink(nextLink(draft.state.settings.link));
    case 'reorganise':
      if (!isRunning(draft.state)) return;
      logChange(draft, intent.to);
      return switchTo(draft, intent.to);
    case 'set-rate':
      return setRate(draft, intent.rate);
    case 'set-nodes':
      return setNodes(draft, intent.nodes);
    case 'set-pace':
      return setPace(draft, intent.pace);
    case 'schedule-fault': {
      const { atMs, fault, forMs } = intent.scheduled;
      draft.log('info', undefined, `in ${timeText(atMs)}: ${faultText(fault)}${lastingText(forMs)}`);
      return draft.effect({
        type: 'later',
        ms: atMs,
        event: { type: 'intent', intent: { type: 'fault', fault, forMs } },
      });
    }
  }
}

function isRunning({ phase }: LabState): boolean {
  return phase === 'working' || phase === 'publishing';
}

/** The knobs that turn; mode, overlay and workload are logged as what the lab becomes. */
function logChange(draft: LabDraft, { mode, overlay, workload, ...knobs }: Reorganisation): void {
  const texts = Object.entries(knobs).map(([name, value]) => `${name} becomes ${value}`);
  if (texts.length > 0) draft.log('info', undefined, texts.join(', '));
}

/** Nodes that work are told their share at once, the others when they begin. */
function setRate(draft: LabDraft, rate: number): void {
  draft.state = { ...draft.state, settings: { ...draft.state.settings, rate } };
  draft.orderWork(idsOf(draft.alive().filter(({ step }) => step === 'working')), 'run');
  const text = rate === 0 ? 'each node works as fast as it can' : `the rate becomes ${rate} operations a second`;
  draft.log('info', undefined, text);
}

function setNodes(draft: LabDraft, wanted: number): void {
  const aim = Math.max(nodesMin, Math.min(wanted, draft.state.settings.nodesMax));
  const change = aim - staying(draft).length;
  for (let count = 0; count < change; count++) draft.launchNew();
  for (let count = 0; count < -change; count++) removeNode(draft);
}

/** The machines stay; each becomes something else. What was dead stays dead. */
function switchTo(draft: LabDraft, to: Reorganisation): void {
  atFullSpeed(draft);
  draft.nextGeneration(to);
  const alive = draft.alive().filter(({ step }) => step !== 'launching' && step !== 'leaving');
  const random = draft.random('plan');
  const roles = modes[draft.state.mode].plan(
    alive.map(({ id }) => id),
    draft.state.settings,
    random,
  );
  for (const { id, step, endedByLab } of draft.state.nodes.values()) {
    const role = roles.get(id);
    if (role !== undefined) draft.configure(id, role);
    else if (step !== 'leaving' || endedByLab) draft.update(id, { role: undefined }); // dead, or being started again: its role is of the old mode
  }
  draft.watch();
}

/** A network needs two nodes. */
const nodesMin = 2;

/** Those that are part of the lab and not about to leave it, dead or alive. */
function staying(draft: LabDraft): NodeRecord[] {
  return [...draft.state.nodes.values()].filter(({ step }) => step !== 'leaving');
}

function removeNode(draft: LabDraft): void {
  const all = staying(draft);
  const last = all.findLast(({ role }) => role?.type !== 'server');
  if (last === undefined || all.length <= nodesMin) return;
  if (last.step === 'down') return forget(draft, last.id);
  draft.dismiss(last.id);
  draft.log('info', last.id, 'leaves');
}
