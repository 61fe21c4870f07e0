import { expect, it } from 'vitest';
import { createSharedWindow } from '../../../source/commands/lab/shared-window.ts';
import type { Lab } from '../../../source/lab/live/runtime.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { snapshotOf } from '../../ui/snapshots.ts';

/** A lab that is what it is told to be. */
function labOf(mode: LabSnapshot['mode']) {
  let snapshot: LabSnapshot = { ...snapshotOf({ mode, nodes: 3 }), now: 1_000, generation: 1, phase: 'working' };
  const lab = {
    source: { current: () => snapshot },
    openWindow: () => () => ({ latency: { p50: undefined, p99: undefined } }),
  };
  return {
    lab: lab as unknown as Lab,
    become: (change: Partial<LabSnapshot>) => {
      snapshot = { ...snapshot, ...change };
    },
  };
}

it('counts from the moment at which both work, and anew with a new generation of either', () => {
  const [star, mesh] = [labOf('client-server'), labOf('peer-to-peer')];
  const figures = createSharedWindow(mesh.lab, star.lab);
  star.become({ phase: 'publishing' });
  expect(figures()).toBeUndefined();
  star.become({ phase: 'working', now: 2_000 });
  mesh.become({ now: 3_000 });
  expect(figures()?.ms).toBe(0);
  for (const { become } of [star, mesh]) become({ now: 4_500 });
  expect(figures()?.ms).toBe(1_500);
  mesh.become({ generation: 2 });
  expect(figures()?.ms).toBe(0);
});

it('keeps the figures of each mode apart, whichever lab was first', () => {
  const [star, mesh] = [labOf('client-server'), labOf('peer-to-peer')];
  for (const [first, second] of [
    [star, mesh],
    [mesh, star],
  ] as const) {
    const figures = createSharedWindow(first.lab, second.lab);
    star.become({ links: 7 });
    mesh.become({ links: 21 });
    const row = figures()?.rows.find(({ name }) => name === 'connections');
    expect([row?.clientServer, row?.peerToPeer]).toEqual(['7', '21']);
  }
});
