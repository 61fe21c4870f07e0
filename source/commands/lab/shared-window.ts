import { type PairFigures, pairFigures, type WindowedLab } from '../../experiments/session/pair-figures.ts';
import type { Lab } from '../../lab/live/runtime.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';

/** Both labs as they are, counted from the same moment. */
interface Window {
  /** As long as both are of these, it goes on. */
  readonly generations: string;
  readonly first: Counted;
  readonly second: Counted;
}
type Counted = (now: LabSnapshot) => WindowedLab;

/** Gives the figures of two labs in different modes since the moment at which both worked; a new generation of one begins anew. Undefined: not both work. */
export function createSharedWindow(first: Lab, second: Lab): () => PairFigures | undefined {
  let window: Window | undefined;
  return () => {
    const [one, other] = [first.source.current(), second.source.current()];
    if (one.phase !== 'working' || other.phase !== 'working') return undefined;
    const generations = `${one.generation} ${other.generation}`;
    if (window?.generations !== generations)
      window = { generations, first: countFrom(first, one), second: countFrom(second, other) };
    const [ofFirst, ofSecond] = [window.first(one), window.second(other)];
    return one.mode === 'client-server' ? pairFigures(ofFirst, ofSecond) : pairFigures(ofSecond, ofFirst);
  };
}

function countFrom(lab: Lab, before: LabSnapshot): Counted {
  const since = lab.openWindow();
  return (now) => ({ before, now, window: since() });
}
