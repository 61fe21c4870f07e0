import type { MessageKind } from '../../lab/view/snapshot.ts';
import type { ColorRole } from './theme.ts';

export const messageKinds: readonly MessageKind[] = ['query', 'hit', 'content', 'upkeep'];

type Rates = Readonly<Record<MessageKind, number>>;

/** A hit has the colour of the query that it answers, and a shape of its own. */
export function roleOf(kind: MessageKind): ColorRole {
  return kind === 'hit' ? 'query' : kind;
}

export function allKinds(of: Rates): number {
  return messageKinds.reduce((sum, kind) => sum + of[kind], 0);
}

export function bothRates(a: Rates, b: Rates): Rates {
  return {
    query: a.query + b.query,
    hit: a.hit + b.hit,
    content: a.content + b.content,
    upkeep: a.upkeep + b.upkeep,
  };
}
