import { assertNever } from '../../../base/assert.ts';
import { faultText, lastingText, scheduledText } from '../../../lab/faults/fault-text.ts';
import type { Intent, Reorganisation } from '../../../lab/rules/intent.ts';
import { paces } from '../../../lab/rules/pace.ts';
import type { LabSnapshot } from '../../../lab/view/snapshot.ts';
import { linkPlanText, nextLink, parseLinkPlan } from '../../../links/link-text.ts';
import { nextOverlay, nextWorkload, otherMode } from '../../../modes/facts.ts';

/** What was asked of a lab as the command that asks the same, whatever key it was: `next-link` is `link wan`. */
export function intentText(intent: Intent, { mode, settings, nodes, pace }: LabSnapshot): string {
  switch (intent.type) {
    case 'switch-mode':
      return `mode ${otherMode(mode)}`;
    case 'switch-overlay':
      return `overlay ${nextOverlay(settings.overlay ?? 'kademlia')}`;
    case 'switch-workload':
      return `workload ${nextWorkload(settings.workload)}`;
    case 'reorganise':
      return reorganisationText(intent.to);
    case 'add-node':
      return `nodes ${nodes.length + 1}`;
    case 'remove-node':
      return `nodes ${nodes.length - 1}`;
    case 'set-nodes':
      return `nodes ${intent.nodes}`;
    case 'kill-node':
      return `kill ${intent.node}`;
    case 'restart-node':
      return `restart ${intent.node}`;
    case 'faster':
    case 'slower':
      return `pace ${paces[paces.indexOf(pace) + (intent.type === 'slower' ? 1 : -1)] ?? pace}`;
    case 'pause-time':
      return pace === 0 ? 'time goes on' : 'pace 0';
    case 'set-pace':
      return `pace ${intent.pace}`;
    case 'step':
      return 'step';
    case 'fault':
      return `${faultText(intent.fault)}${lastingText(intent.forMs)}`;
    case 'schedule-fault':
      return `fault ${scheduledText(intent.scheduled)}`;
    case 'set-link':
      return `link ${linkPlanText(intent.link)}`;
    case 'next-link': {
      const plan = parseLinkPlan(settings.link);
      return plan.type === 'parsed' ? `link ${linkPlanText(nextLink(plan.value))}` : 'link';
    }
    case 'set-rate':
      return `rate ${intent.rate}`;
    case 'quit':
      return 'quit';
    default:
      return assertNever(intent);
  }
}

function reorganisationText({ mode, overlay, workload, ...knobs }: Reorganisation): string {
  if (mode !== undefined) return `mode ${mode}`;
  if (workload !== undefined) return `workload ${workload}`;
  return [`overlay ${overlay}`, ...Object.entries(knobs).map(([name, value]) => `${name}=${value}`)].join(' ');
}
