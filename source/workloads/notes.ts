import type { Random } from '../base/random.ts';
import type { Command } from '../nodes/contract.ts';
import type { WritingPlan } from '../protocol/control/plan.ts';
import type { NodeId } from '../protocol/ids.ts';
import { contentOf } from './catalogue.ts';

/** Decides which operations of a node's user write. */
export interface NoteWriter {
  /** The write that takes the place of the next fetch; undefined: it stays a fetch. */
  next(): Extract<Command, { type: 'publish' }> | undefined;
}

/** Most notes that one life of a node can write: numbers of its next life begin behind them. */
export const notesPerLifeMax = 1_000_000;

/**
 * Writes fresh items while the network works: `note-n3-17` is the seventeenth of n3. Names are never used twice, and contents follow from the seed
 * and the name alone, so a reader can tell whether it is right.
 */
export function createNoteWriter(
  self: NodeId,
  { share, firstNote }: WritingPlan,
  { seed, valueSize }: { readonly seed: number; readonly valueSize: number },
  random: Random,
): NoteWriter {
  let written = 0;
  return {
    next() {
      if (share === 0 || written >= notesPerLifeMax || random.unit() >= share) return undefined;
      const name = `note-${self}-${firstNote + written++}`;
      return { type: 'publish', name, content: contentOf(seed, name, valueSize) };
    },
  };
}
