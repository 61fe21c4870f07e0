import { formatBytes, formatClock, formatMs, formatShare } from '../../base/units.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { busyRate } from '../drawing/roles.ts';

/** Text as it should be read aloud, in ASCII: signs that a voice spells out become words. */
export function spoken(text: string): string {
  return text
    .replaceAll(' → ', ' to ')
    .replaceAll(' · ', ', ')
    .replaceAll(' … ', ' to ')
    .replaceAll('…', '...')
    .replaceAll('↑↓', 'arrow down')
    .replaceAll('↑', 'arrow up')
    .replace(/[^ -~]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The state of the lab, to begin with. */
export function openingLines(snapshot: LabSnapshot): readonly string[] {
  const { nodes, settings, seed } = snapshot;
  return [
    `starmesh, ${organised(snapshot)}. ${nodes.length} nodes, workload ${settings.workload}, link ${settings.link}, seed ${seed}.`,
    ...phaseLine(snapshot),
    'Press question mark for the keys, m to change the mode, q to quit.',
  ].map(spoken);
}

/** What is different now, in sentences; none when nothing is that has to be said. */
export function changeLines(before: LabSnapshot, now: LabSnapshot): readonly string[] {
  const lines: string[] = [];
  const say = (isNew: boolean, ...said: readonly string[]): void => void (isNew && lines.push(...said));
  say(before.phase !== now.phase && now.phase !== 'working', ...phaseLine(now));
  say(before.mode !== now.mode, `The network is now ${organised(now)}.`);
  const isOtherOverlay = before.settings.overlay !== now.settings.overlay;
  say(before.mode === now.mode && isOtherOverlay, `Peers now find items by ${now.settings.overlay}.`);
  say(before.settings.workload !== now.settings.workload, `The workload is now ${now.settings.workload}.`);
  say(before.settings.link !== now.settings.link, `The link is now ${now.settings.link}.`);
  say(before.pace !== now.pace, paceLine(now));
  lines.push(...nodeLines(before, now));
  say(before.cuts.length !== now.cuts.length, cutsLine(now));
  say(
    before.churnMs !== now.churnMs,
    now.churnMs === 0 ? 'Nodes no longer come and go.' : `Nodes come and go, ${now.churnMs / 1000} seconds a session.`,
  );
  say(before.eventsDropped < now.eventsDropped, `${now.eventsDropped} events were too many to keep, so far.`);
  say(before.phase !== now.phase && now.phase === 'working', ...phaseLine(now));
  return lines.map(spoken);
}

/** One line of figures. */
export function figuresLine({ now, requests, comparison, nodes }: LabSnapshot): string {
  const { perSecond, recentSuccess, recentLatency, failed } = requests;
  const was =
    comparison === undefined ? '' : ` (${comparison.before.mode}: ${formatMs(comparison.before.latencyP50Ms)})`;
  const down = nodes.filter(({ state }) => state === 'down').length;
  const parts = [
    `${perSecond.toFixed(1)} requests a second`,
    `${formatShare(recentSuccess)} fine`,
    `latency p50 ${formatMs(recentLatency.p50)}${was}, p99 ${formatMs(recentLatency.p99)}`,
    ...(failed > 0 ? [`${failed} failed so far`] : []),
    ...(down > 0 ? [`${down} down`] : []),
  ];
  return spoken(`${formatClock(now)}: ${parts.join(', ')}.`);
}

/** The selected node. */
export function nodeLine(node: NodeView, { nodes }: LabSnapshot): string {
  const { id, role, duty, state, cause, connections, items, itemBytes, queueLength } = node;
  const place = `${nodes.indexOf(node) + 1} of ${nodes.length}`;
  if (state === 'down') return spoken(`${id}, ${place}: down, ${cause ?? 'nobody knows why'}. r starts it again.`);
  const rate = `${busyRate(node).toFixed(1)} requests a second`;
  const queue = queueLength > 0 ? `, queue ${queueLength}` : '';
  return spoken(
    `${id}, ${place}: ${duty ?? role}, ${state}, ${rate}${queue}, ${connections} connections, ${items} items, ${formatBytes(itemBytes)}.`,
  );
}

function organised({ mode, settings: { overlay } }: LabSnapshot): string {
  return overlay === undefined ? mode : `${mode}, ${overlay}`;
}

function phaseLine({ phase, failure, nodes, links, placement }: LabSnapshot): readonly string[] {
  const ready = nodes.filter(({ state }) => state === 'ready').length;
  switch (phase) {
    case 'starting':
      return [`Starting ${nodes.length} nodes.`];
    case 'switching':
      return ['Switching: every node is set up anew.'];
    case 'publishing':
      return ['Nodes publish their items.'];
    case 'working':
      return [`Live: ${ready} nodes ready, ${links} connections, ${placement.items.length} items.`];
    case 'draining':
      return ['The last requests come to an end.'];
    case 'stopped':
      return ['The lab has stopped.'];
    case 'failed':
      return [`The lab has failed: ${failure ?? 'nobody knows why'}`];
  }
}

function paceLine({ pace, next }: LabSnapshot): string {
  if (pace === 0)
    return `Time stands still.${next === undefined ? '' : ` Next: ${next.text}.`} Full stop goes one step, space goes on.`;
  return pace === 1 ? 'Time runs as it really does.' : `Slow motion: one ${Math.round(1 / pace)}th of the speed.`;
}

function cutsLine({ cuts }: LabSnapshot): string {
  const isOne = cuts.length === 1;
  return cuts.length === 0
    ? 'All cuts are healed.'
    : `${cuts.length} pair${isOne ? '' : 's'} of nodes cannot reach each other.`;
}

/** Nodes that came, left, or changed their state, one sentence for all that did the same. */
function nodeLines(before: LabSnapshot, now: LabSnapshot): readonly string[] {
  const known = new Map(before.nodes.map((node) => [node.id, node]));
  const there = new Set(now.nodes.map(({ id }) => id));
  const groups = new Map<string, string[]>();
  const add = (what: string, id: string): void => void groups.set(what, [...(groups.get(what) ?? []), id]);
  for (const node of before.nodes) if (!there.has(node.id)) add('left', node.id);
  for (const node of now.nodes) {
    const was = known.get(node.id);
    const what = was === undefined ? 'joined' : becameWhat(was, node);
    if (what !== undefined) add(what, node.id);
  }
  return [...groups].map(([what, ids]) => `${listed(ids)} ${what}.`);
}

function becameWhat(was: NodeView, is: NodeView): string | undefined {
  if (was.state !== is.state) {
    if (is.state === 'down') return `went down, ${is.cause ?? 'nobody knows why'}`;
    if (is.state === 'paused') return 'stopped';
    if (is.state === 'silent') return 'fell silent';
    if (was.state === 'down') return 'came back';
    if (was.state === 'paused' || was.state === 'silent') return 'went on';
  }
  if (was.slowness !== is.slowness)
    return is.slowness > 1 ? `became ${is.slowness} times slower` : 'became as fast as before';
  if (was.storeTrouble !== is.storeTrouble && is.storeTrouble !== undefined)
    return `refuses writes, ${is.storeTrouble}`;
  return undefined;
}

const listedMax = 8;

function listed(ids: readonly string[]): string {
  if (ids.length > listedMax) return `${ids.length} nodes, ${ids[0]} among them,`;
  return ids.length === 1 ? `${ids[0]}` : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
}
