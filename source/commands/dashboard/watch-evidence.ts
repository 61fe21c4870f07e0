import type { LabSnapshot, SnapshotSource } from '../../lab/view/snapshot.ts';

/** Milliseconds between two looks at a session, at least: each look makes a whole snapshot. */
const lookMs = 500;

/** Shows the snapshots of a source to somebody, now and then while it changes. Gives what stops it. */
export function watchNowAndThen(source: SnapshotSource, observe: (snapshot: LabSnapshot) => void): () => void {
  let nextAt = 0;
  return source.onChange(() => {
    const now = performance.now();
    if (now < nextAt) return;
    nextAt = now + lookMs;
    observe(source.current());
  });
}
