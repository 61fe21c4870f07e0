import { describe, expect, it } from 'vitest';
import type { NodeView } from '../../../source/lab/view/node-view.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { changeLines, figuresLine, nodeLine, openingLines, spoken } from '../../../source/ui/speech/spoken.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 5 });

/** The same lab with some of its nodes otherwise. */
function withNodes(numbers: readonly number[], change: Partial<NodeView>): LabSnapshot {
  return {
    ...star,
    nodes: star.nodes.map((node, at) => (numbers.includes(at + 1) ? { ...node, ...change } : node)),
  };
}

const [first] = star.nodes;
const dead: Partial<NodeView> = { state: 'down', cause: 'killed · SIGKILL' };

describe('changeLines', () => {
  const changes: readonly (readonly [string, LabSnapshot, LabSnapshot, readonly string[]])[] = [
    ['nothing', star, { ...star, now: star.now + 5_000 }, []],
    ['a death', star, withNodes([3], dead), ['n3 went down, killed, SIGKILL.']],
    ['two deaths', star, withNodes([2, 3], dead), ['n2 and n3 went down, killed, SIGKILL.']],
    ['a restart', withNodes([3], dead), star, ['n3 came back.']],
    ['a restart that takes its time', withNodes([3], dead), withNodes([3], { state: 'starting' }), ['n3 came back.']],
    ['its end', withNodes([3], { state: 'starting' }), star, []],
    ['a pause', star, withNodes([3], { state: 'paused' }), ['n3 stopped.']],
    ['the end of a pause', withNodes([3], { state: 'paused' }), star, ['n3 went on.']],
    ['silence', star, withNodes([3], { state: 'silent' }), ['n3 fell silent.']],
    ['setting up', star, withNodes([1, 2], { state: 'configuring' }), []],
    ['slowness', star, withNodes([2], { slowness: 10 }), ['n2 became 10 times slower.']],
    ['speed', withNodes([2], { slowness: 10 }), star, ['n2 became as fast as before.']],
    ['a full store', star, withNodes([2], { storeTrouble: 'store-full' }), ['n2 refuses writes, store-full.']],
    ['a new node', { ...star, nodes: star.nodes.slice(0, 4) }, star, ['n5 joined.']],
    ['a node less', star, { ...star, nodes: star.nodes.slice(0, 4) }, ['n5 left.']],
    ['a cut', star, { ...star, cuts: [[nodeId(1), nodeId(2)]] }, ['1 pair of nodes cannot reach each other.']],
    ['healing', { ...star, cuts: [[nodeId(1), nodeId(2)]] }, star, ['All cuts are healed.']],
    ['churn', star, { ...star, churnMs: 20_000 }, ['Nodes come and go, 20 seconds a session.']],
    ['slow motion', star, { ...star, pace: 0.1 }, ['Slow motion: one 10th of the speed.']],
    [
      'time that stands still',
      star,
      { ...star, pace: 0 },
      ['Time stands still. Full stop goes one step, space goes on.'],
    ],
    ['a link', star, { ...star, settings: { ...star.settings, link: 'wan' } }, ['The link is now wan.']],
    ['lost events', star, { ...star, eventsDropped: 3 }, ['3 events were too many to keep, so far.']],
    ['a failure', star, { ...star, phase: 'failed', failure: 'no ports' }, ['The lab has failed: no ports']],
  ];

  it.each(changes)('tells of %s', (_what, before, now, lines) => expect(changeLines(before, now)).toEqual(lines));

  it('tells of a switch of mode in the order in which it happens', () => {
    const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 5 });
    const switching = { ...mesh, phase: 'switching' } as const;
    expect(changeLines(star, switching)).toEqual([
      'Switching: every node is set up anew.',
      'The network is now peer-to-peer, flooding.',
    ]);
    expect(changeLines(switching, mesh)).toEqual(['Live: 5 nodes ready, 9 connections, 15 items.']);
  });

  it('counts many nodes instead of listing them', () => {
    const big = snapshotOf({ mode: 'client-server', nodes: 40 });
    const none = { ...big, nodes: big.nodes.map((node) => ({ ...node, ...dead })) };
    expect(changeLines(big, none)).toEqual(['40 nodes, n1 among them, went down, killed, SIGKILL.']);
  });
});

describe('what is said', () => {
  it('begins with the lab, its state and the way to the keys', () => {
    const lines = openingLines(star);
    expect(lines[0]).toBe('starmesh, client-server. 5 nodes, workload files, link loopback, seed 7.');
    expect(lines[1]).toMatch(/^Live: 5 nodes ready/);
    expect(lines.at(-1)).toContain('question mark');
  });

  it('has the figures in one line, with those before a switch', () => {
    expect(figuresLine(star)).toMatch(/^01:32: 19\.6 requests a second, 100 % fine, latency p50 [\d.]+ ms, p99/);
    const switched = snapshotOf({ mode: 'peer-to-peer', nodes: 5, isSwitched: true, down: 3 });
    expect(figuresLine(switched)).toMatch(/\(client-server: 8\.4 ms\).*13 failed so far, 1 down\.$/);
  });

  it('describes a node', () => {
    expect(first && nodeLine(first, star)).toMatch(/^n1, 1 of 5: server, ready, .* connections, /);
    const gone = withNodes([3], dead);
    expect(gone.nodes[2] && nodeLine(gone.nodes[2], gone)).toBe(
      'n3, 3 of 5: down, killed, SIGKILL. r starts it again.',
    );
  });

  it('is plain ASCII without signs that a voice spells out', () => {
    expect(spoken('star → mesh · 3 peers… ⣿◆ ↑↓')).toBe('star to mesh, 3 peers... arrow down');
  });
});
