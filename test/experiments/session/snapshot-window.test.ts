import { expect, test } from 'vitest';
import { snapshotSince } from '../../../source/experiments/session/snapshot-window.ts';
import type { RequestsView } from '../../../source/lab/view/figures-view.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { snapshotOf } from '../../ui/snapshots.ts';

const noLatency = { latency: { p50: undefined, p99: undefined } };

function withRequests(requests: Partial<RequestsView>): LabSnapshot {
  const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 3, seed: 1 });
  return { ...snapshot, requests: { ...snapshot.requests, ...requests } };
}

test('messages of a request since then are those of the fetches since then', () => {
  const before = withRequests({ attempted: 100, effort: { messages: 1_000, fetches: 80 } });
  const now = withRequests({ attempted: 130, effort: { messages: 1_060, fetches: 100 } });
  const { requests } = snapshotSince(before, now, noLatency);
  expect(requests).toMatchObject({ attempted: 30, effort: { messages: 60, fetches: 20 }, messagesPerRequest: 3 });
});

test('without a fetch, or in a recording without the counters, nothing is said of them', () => {
  const counted = withRequests({ effort: { messages: 1_000, fetches: 80 } });
  const silent = withRequests({ effort: undefined });
  expect(snapshotSince(counted, counted, noLatency).requests.messagesPerRequest).toBeUndefined();
  expect(snapshotSince(silent, counted, noLatency).requests.messagesPerRequest).toBeUndefined();
  expect(snapshotSince(silent, silent, noLatency).requests.effort).toBeUndefined();
});
