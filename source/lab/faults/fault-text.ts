import type { Fault, ScheduledFault } from './fault.ts';

/** A fault as `--fault` and the command line of the dashboard take it, without its time: `slow n3 10x`. */
export function faultText(fault: Fault): string {
  switch (fault.type) {
    case 'slow':
      return `slow ${fault.target} ${fault.times}x`;
    case 'cut':
      return `cut ${fault.a} ${fault.b}`;
    case 'partition':
      return `partition ${groupsText(fault.groups)}`;
    case 'heal':
      return 'heal';
    case 'churn':
      return `churn ${timeText(fault.sessionMs)}`;
    default:
      return `${fault.type} ${fault.target}`;
  }
}

/** The whole of it: `3.2s kill server for 1s`. */
export function scheduledText({ atMs, fault, forMs }: ScheduledFault): string {
  return `${timeText(atMs)} ${faultText(fault)}${lastingText(forMs)}`;
}

/** ` for 4s`, or nothing. */
export function lastingText(forMs: number | undefined): string {
  return forMs === undefined ? '' : ` for ${timeText(forMs)}`;
}

/** Milliseconds as faults are timed: `3.2s`, and `500ms` below a second. */
export function timeText(ms: number): string {
  return ms > 0 && ms < 1_000 ? `${ms}ms` : `${ms / 1_000}s`;
}

/** Groups, with bars between them. A single one is cut off from all others, which nobody needs to name. */
function groupsText(groups: Extract<Fault, { type: 'partition' }>['groups']): string {
  return groups.map((group) => group.join(',')).join(' | ');
}
