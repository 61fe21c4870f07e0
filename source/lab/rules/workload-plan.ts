import type { LinkProfile } from '../../links/link-profile.ts';
import { linkOf } from '../../links/link-text.ts';
import type { ModeName } from '../../modes/facts.ts';
import { modes } from '../../modes/modes.ts';
import type { RolePlan, WorkloadPlan } from '../../protocol/control/plan.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { LabSettings } from './state.ts';

/** Tasks of a job for each node that there is: enough that all end at about the same time. */
const tasksPerNode = 16;

/** For whom the work is planned, and among whom. */
export interface WorkPlace {
  readonly node: NodeId;
  readonly role: RolePlan;
  /** The node that has the file to distribute, or the job. */
  readonly source: NodeId;
  readonly nodes: readonly NodeId[];
}

/** The work of one node. */
export function workloadPlan(
  settings: LabSettings,
  mode: ModeName,
  { node, role, source, nodes }: WorkPlace,
): WorkloadPlan {
  const job = { operationsPerJob: settings.jobOperations, serialShare: settings.serialShare };
  const { seed, valueSize, itemsPerNode, concurrency, fileBytes, pieceBytes } = settings;
  switch (settings.workload) {
    case 'files':
      return { type: 'files', seed, valueSize, itemsPerNode, concurrency: modes[mode].asks(role) ? concurrency : 0 };
    case 'web':
      return { type: 'web', seed, valueSize, itemsPerNode, concurrency: modes[mode].asks(role) ? concurrency : 0 };
    case 'game':
      return { type: 'game', ticksPerSecond: settings.ticksPerSecond };
    case 'tasks':
      return { type: 'tasks', owner: source, tasksPerJob: tasksPerNode * nodes.length, ...job };
    case 'distribute':
      return { type: 'distribute', seed, fileBytes, pieceBytes, source, ...windows(settings, node, nodes) };
  }
}

/** Pieces under way at a time where a link has no cap. */
const uncapped = { uploadWindow: 8, downloadWindow: 64 };
/** Of the slowest uplink: a piece in line, one on its way, one on its way to being confirmed. */
const slowestWindow = 3;
const windowMax = 1_024;

/**
 * As many pieces under way as keep a node's own link busy; users of file sharing set their client to the rate of their line in the same way. A piece
 * that was sent waits for word that it has arrived. That word waits in the lines of the other end, behind pieces at the pace of the slowest.
 */
function windows({ link, pieceBytes }: LabSettings, node: NodeId, nodes: readonly NodeId[]) {
  const { upBytesPerSecond: up, downBytesPerSecond: down, latencyMs } = linkOf(link, node);
  const slowest = Math.min(...nodes.flatMap((other) => ratesOf(linkOf(link, other))));
  const inFlight = (rate: number): number => Math.ceil((2 * 2 * latencyMs * rate) / 1000 / pieceBytes);
  const window = (rate: number): number =>
    Math.round((slowestWindow * rate) / Math.min(slowest, rate)) + inFlight(rate);
  return {
    uploadWindow:
      up === undefined ? uncapped.uploadWindow + (Number.isFinite(slowest) ? 24 : 0) : Math.min(windowMax, window(up)),
    downloadWindow:
      down === undefined
        ? uncapped.downloadWindow + inFlight(slowest === Number.POSITIVE_INFINITY ? 0 : slowest)
        : Math.min(windowMax, Math.max(16, 4 * window(down))),
  };
}

function ratesOf({ upBytesPerSecond: up, downBytesPerSecond: down }: LinkProfile): number[] {
  return [up ?? Number.POSITIVE_INFINITY, down ?? Number.POSITIVE_INFINITY];
}
