import { formatMs, formatShare } from '../../base/units.ts';
import type { Intent } from '../../lab/rules/intent.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { shapeOf } from '../../modes/facts.ts';
import { awaited } from './phase-text.ts';

/** What somebody just did to the lab, and how it was before. */
export interface Change {
  readonly intent: Intent;
  readonly before: LabSnapshot;
}

/** So long, in session time, a change is spoken of: it has shown by then. */
export const tellMs = 15_000;
/** Before so many requests figures after a change say nothing. */
const requestsMin = 10;

/** What changed and where to look; undefined: nothing to tell, or it was long ago. */
export function changeText({ intent, before }: Change, now: LabSnapshot): string | undefined {
  if (now.now - before.now > tellMs) return undefined;
  switch (intent.type) {
    case 'switch-mode':
      return regimeText(`${shapeOf[before.mode]} became ${shapeOf[now.mode]}`, before, now);
    case 'switch-overlay':
      return regimeText(`${found(before)} became ${found(now)}`, before, now);
    case 'switch-workload':
      return waiting(before, now) ?? `${before.settings.workload} became ${now.settings.workload}: ${lookAt(now)}`;
    case 'next-link':
    case 'set-link':
      return linkText(before, now);
    case 'kill-node':
      return killText(
        before.nodes.find(({ id }) => id === intent.node),
        before,
        now,
      );
    default:
      return undefined;
  }
}

/** The same for two labs, whose figures stand beside each other. */
export function pairChangeText({ intent, before }: Change, now: LabSnapshot): string | undefined {
  if (now.now - before.now > tellMs) return undefined;
  switch (intent.type) {
    case 'kill-node':
      return `${intent.node} was killed in both: compare ok and latency; r starts it again`;
    case 'switch-overlay':
      return 'the peers find otherwise: compare messages a request and latency; both count anew';
    case 'switch-workload':
      return `both turn to ${now.settings.workload}, and count anew`;
    case 'next-link':
    case 'set-link':
      return `link ${now.settings.link} in both: compare latency; what was before it still counts`;
    case 'add-node':
      return 'a node comes to both: compare links and messages a request';
    case 'remove-node':
      return 'a node leaves both: compare links and messages a request';
    default:
      return undefined;
  }
}

/** Whom a new generation waits for. */
function waiting(before: LabSnapshot, now: LabSnapshot): string | undefined {
  return now.generation === before.generation ? undefined : awaited(now);
}

function regimeText(what: string, before: LabSnapshot, now: LabSnapshot): string {
  if (now.generation === before.generation) return 'the same machines take other roles';
  const pending = waiting(before, now);
  if (pending !== undefined) return pending;
  const { messagesPerRequest } = now.requests;
  const isMeasured = now.requests.fetched >= requestsMin && messagesPerRequest !== undefined;
  const links = `links ${before.links} → ${now.links}`;
  if (now.settings.overlay === undefined && now.mode === 'peer-to-peer') return `${what}: look at ${links}`;
  if (!isMeasured) return `${what}: look at ${links}; figures come with the requests`;
  return `${what}: look at ${links}, messages a request ${one(before.requests.messagesPerRequest)} → ${one(messagesPerRequest)}`;
}

function linkText(before: LabSnapshot, now: LabSnapshot): string {
  if (now.settings.link === before.settings.link) return 'the links change';
  const was = formatMs(before.requests.recentLatency.p50);
  const is = formatMs(now.requests.recentLatency.p50);
  return `link ${before.settings.link} became ${now.settings.link}: look at latency p50 ${was} → ${is}`;
}

function killText(node: NodeView | undefined, before: LabSnapshot, now: LabSnapshot): string | undefined {
  if (node === undefined) return undefined;
  const { mode, settings } = now;
  if (now.nodes.find(({ id }) => id === node.id)?.state !== 'down') return undefined;
  const ok = `ok ${formatShare(before.requests.recentSuccess)} → ${formatShare(now.requests.recentSuccess)}`;
  if (mode === 'client-server' && node.role === 'server')
    return settings.servers > 1
      ? `server ${node.id} died, clients turn to another: look at ${ok}`
      : `server ${node.id} died, nobody else serves: look at ${ok}, r restarts`;
  if (mode === 'client-server') return `client ${node.id} died, the others go on: look at ${ok}`;
  const lost = now.placement.items.filter(({ holders }) => holders.size === 0).length;
  const what = settings.durability === 'durable' ? 'away with it' : 'lost';
  const items = lost === 1 ? '1 item is' : `${lost} items are`;
  return `peer ${node.id} died, ${items} ${what}: look at ${ok}, r restarts`;
}

function lookAt({ settings: { workload } }: LabSnapshot): string {
  const where: Readonly<Record<string, string>> = {
    files: 'look at latency and at who holds what',
    web: 'look at latency, and at copies of what is read often',
    game: 'look at state age and bytes out of each node',
    tasks: 'look at the time of a job and its speed-up',
    distribute: 'look at how far each node has come',
  };
  return where[workload] ?? 'look at the figures';
}

function found({ settings: { overlay } }: LabSnapshot): string {
  return overlay ?? 'the mesh';
}

function one(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(1);
}
