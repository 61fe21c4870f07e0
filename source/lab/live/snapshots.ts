import type { LabSnapshot, SnapshotSource } from '../view/snapshot.ts';

/** Makes snapshots when somebody asks for one and something has changed, and says so at most once a frame. */
export interface Snapshots {
  readonly source: SnapshotSource;
  /** The newest snapshot is out of date. */
  changed(): void;
  close(): void;
}

const frameMs = 66;

/** `takeChanged`: whether something has changed since it was asked last that nobody told of. */
export function createSnapshots(build: () => LabSnapshot, takeChanged: () => boolean): Snapshots {
  const listeners = new Set<() => void>();
  let snapshot: LabSnapshot | undefined;
  let isDirty = true;

  const frame = setInterval(() => {
    if (!isDirty && !takeChanged()) return;
    isDirty = true;
    for (const listener of listeners) listener();
  }, frameMs);

  return {
    source: {
      current() {
        if (snapshot !== undefined && !isDirty) return snapshot;
        isDirty = false;
        snapshot = build();
        return snapshot;
      },
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    changed() {
      isDirty = true;
    },
    close: () => clearInterval(frame),
  };
}
