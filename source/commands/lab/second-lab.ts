import type { PairFigures } from '../../experiments/session/pair-figures.ts';
import type { Lab } from '../../lab/live/runtime.ts';
import type { Intent } from '../../lab/rules/intent.ts';
import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import { parseLinkPlan } from '../../links/link-text.ts';
import { findsItems, otherMode } from '../../modes/facts.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { PairDesk, PairSide, PairView } from '../../ui/state/pair-view.ts';
import { waitUntilItWorks } from '../../ui/state/phase-text.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { counterpart } from './counterpart.ts';
import type { openLab } from './open-lab.ts';
import { lackOf, type Room, readRoom } from './second-lab-room.ts';
import { createSharedWindow } from './shared-window.ts';

/** The same lab in the other mode, beside the session's own. */
export interface SecondLab extends PairDesk {
  /** To the session's lab, and to the second one when there is one. */
  dispatch(intent: Intent): void;
  /** Looks into a node from now on, or into none. With two labs: into the one of the mode `side`, and into no node of the other. */
  inspect(node: NodeId | undefined, side?: ModeName): void;
  /** Ends the second lab, also while it is being opened. Resolves when its processes are gone. */
  close(): Promise<void>;
}

/** What it is made from. */
export interface SecondLabOptions {
  readonly options: LabOptions;
  readonly first: Lab;
  readonly open: typeof openLab;
  /** Is shown every snapshot of the second lab. */
  readonly observe: (snapshot: LabSnapshot) => void;
  readonly supply?: () => Room;
}

type State =
  | { readonly type: 'none' }
  | { readonly type: 'opening'; readonly nodes: number }
  | {
      readonly type: 'open';
      readonly lab: Lab;
      readonly figures: () => PairFigures | undefined;
      readonly stopWatching: () => void;
      isAtWork: boolean;
    }
  | { readonly type: 'failed'; readonly reason: string };

/** Watches over a second lab: it may be begun and ended any number of times, and never touches the first. */
export function createSecondLab({ options, first, open, observe, supply = readRoom }: SecondLabOptions): SecondLab {
  let state: State = { type: 'none' };
  /** Grows with each beginning and end. A lab that has opened too late sees by it that it is not wanted any more. */
  let turn = 0;
  /** What is being opened and closed, one after the other. */
  let work: Promise<void> = Promise.resolve();

  function begin(): string | undefined {
    const snapshot = first.source.current();
    const reason = notNow(snapshot);
    if (reason !== undefined || state.type !== 'none') return reason;
    const ours = ++turn;
    state = { type: 'opening', nodes: snapshot.nodes.length };
    work = work.then(() => start(likeFirst(options, snapshot), ours));
    return undefined;
  }

  async function start(wanted: LabOptions, ours: number): Promise<void> {
    if (ours !== turn) return;
    try {
      const lack = wanted.on === 'processes' ? lackOf(wanted.nodes, supply()) : undefined;
      if (lack !== undefined) throw new Error(lack);
      const lab = await open(wanted, 'real', 'without-icmp');
      if (ours !== turn) return await lab.close();
      const stopWatching = lab.source.onChange(() => watch(lab));
      state = { type: 'open', lab, figures: createSharedWindow(first, lab), stopWatching, isAtWork: false };
    } catch (error) {
      if (ours === turn) state = { type: 'failed', reason: (error as Error).message };
    }
  }

  /** A lab that failed is ended at once; its reason stays on the screen. */
  function watch(lab: Lab): void {
    const snapshot = lab.source.current();
    observe(snapshot);
    if (snapshot.phase === 'working' && state.type === 'open' && !state.isAtWork) {
      state.isAtWork = true;
      startTogether(lab, snapshot);
    }
    if (snapshot.phase !== 'failed') return;
    end();
    state = { type: 'failed', reason: snapshot.failure ?? 'it failed without a reason' };
  }

  /** Work that has an end, such as giving one file to all, is begun anew by both: the first lab may have done all of it by now. */
  function startTogether(lab: Lab, { settings: { workload } }: LabSnapshot): void {
    if (findsItems(workload)) return;
    for (const one of [first, lab]) one.dispatch({ type: 'reorganise', to: { workload } });
  }

  function end(): void {
    turn++;
    if (state.type === 'open') {
      const { lab, stopWatching } = state;
      stopWatching();
      work = work.then(() => lab.close()).catch(() => undefined); // it is out of sight, and the first goes on
    }
    state = { type: 'none' };
  }

  function view(): PairView | undefined {
    if (state.type === 'none') return undefined;
    const own = first.source.current();
    const other: PairSide = state.type === 'open' ? { type: 'lab', snapshot: state.lab.source.current() } : state;
    const mine: PairSide = { type: 'lab', snapshot: own };
    const isStar = own.mode === 'client-server';
    return {
      own: own.mode,
      sides: { 'client-server': isStar ? mine : other, 'peer-to-peer': isStar ? other : mine },
      figures: state.type === 'open' ? state.figures() : undefined,
    };
  }

  return {
    view,
    begin,
    end,
    dispatch(intent) {
      if (state.type !== 'none' && intent.type === 'switch-mode') return; // both are there
      const other = state.type === 'open' ? state.lab : undefined;
      other?.dispatch(counterpart(intent, first.source.current(), other.source.current()));
      first.dispatch(intent);
    },
    inspect(node, side) {
      const isFirst = side === undefined || side === first.source.current().mode;
      first.inspect(isFirst ? node : undefined);
      if (state.type === 'open') state.lab.inspect(isFirst ? undefined : node);
    },
    async close() {
      end();
      await work;
    },
  };
}

/** The same seed, size, link, workload and rate as the first lab has now, in the other mode. */
function likeFirst(options: LabOptions, { mode, nodes, seed, settings, pace }: LabSnapshot): LabOptions {
  const { workload, overlay } = settings;
  const link = parseLinkPlan(settings.link);
  const same = { seed, workload, pace, nodes: nodes.length, overlay: overlay ?? options.overlay };
  // Planned faults count from the beginning of the first lab, and a directory can be kept by one lab only.
  return {
    ...options,
    ...same,
    mode: otherMode(mode),
    link: link.type === 'parsed' ? link.value : options.link,
    faults: [],
    data: undefined,
  };
}

/** Why a second lab cannot begin now, and what to press; undefined: it can. Both are to begin whole, at work and with time running. */
function notNow({ phase, pace, nodes, cuts, churnMs }: LabSnapshot): string | undefined {
  if (phase !== 'working') return waitUntilItWorks({ phase });
  if (pace === 0) return 'time stands still: space lets it go on, then b';
  if (churnMs > 0) return 'nodes come and go: u ends it, then b';
  if (cuts.length > 0) return 'the network is cut: p heals it, then b';
  const hurt = nodes.find(({ state, slowness }) => state !== 'ready' || slowness > 1);
  if (hurt === undefined) return undefined;
  const remedy =
    hurt.state === 'down' ? 'r starts it again' : hurt.state === 'paused' ? 'z lets it go on' : 'wait for it';
  return hurt.state === 'ready'
    ? `${hurt.id} is slow: s makes it as it was, then b`
    : `${hurt.id} is ${hurt.state}: ${remedy}, then b`;
}
