import type { PairFigures } from '../../experiments/session/pair-figures.ts';
import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import { otherMode } from '../../modes/facts.ts';

/** One of two labs: it is there, it is being opened, or it could not start. */
export type PairSide =
  | { readonly type: 'lab'; readonly snapshot: LabSnapshot }
  | { readonly type: 'opening'; readonly nodes: number }
  | { readonly type: 'failed'; readonly reason: string };

/** Both modes at once. */
export interface PairView {
  /** The mode of the session's own lab; the other one is there for comparison. */
  readonly own: ModeName;
  readonly sides: Readonly<Record<ModeName, PairSide>>;
  /** Undefined until both work. */
  readonly figures: PairFigures | undefined;
}

/** The second lab, as the dashboard needs it. */
export interface PairDesk {
  /** Undefined: there is one lab alone. */
  view(): PairView | undefined;
  /** Starts the second lab; gives the reason when it cannot be begun now. */
  begin(): string | undefined;
  /** Ends the second lab. */
  end(): void;
}

export const noPair: PairDesk = {
  view: () => undefined,
  begin: () => 'there is no second lab here',
  end: () => undefined,
};

/** The mode of the lab that was added. */
export function addedMode({ own }: PairView): ModeName {
  return otherMode(own);
}

/** The lab whose node `enter` looks into. */
export function focusedSide({ own }: PairView, side: ModeName | undefined): ModeName {
  return side ?? own;
}

/** Of a lab that is there. */
export function snapshotOf(side: PairSide): LabSnapshot | undefined {
  return side.type === 'lab' ? side.snapshot : undefined;
}

/** Why a key cannot go to both labs now; undefined: it can. */
export function whyNotBoth(view: PairView): string | undefined {
  for (const mode of ['client-server', 'peer-to-peer'] as const) {
    const side = view.sides[mode];
    if (side.type === 'failed') return `${mode} is not there: b goes back to one lab`;
    if (side.type === 'opening') return `${mode} is starting: wait, or b goes back to one lab`;
    if (side.snapshot.phase === 'failed') return `${mode} failed: b goes back to one lab, q quits`;
    if (side.snapshot.phase !== 'working') return `${mode} is ${side.snapshot.phase}: wait until both work`;
  }
  return undefined;
}
