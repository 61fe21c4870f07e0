import type { Input, NodeLogic } from '../nodes/contract.ts';
import type { Timestamp } from '../protocol/ids.ts';
import type { WorkedEffect, WorkedNode } from './worked-node.ts';

/** A node that needs no user: it begins when the work does, and goes on until it ends. */
export function createSelfDrivenNode(logic: NodeLogic): WorkedNode {
  function feed(input: Input, now: Timestamp): WorkedEffect[] {
    return logic.handle(input, now).filter((effect) => effect.type !== 'answer');
  }

  return {
    handle(input, now) {
      if (input.type !== 'work') return feed(input, now);
      if (input.phase === 'run') return feed({ type: 'begin' }, now);
      const effects = input.phase === 'drain' ? feed({ type: 'stop' }, now) : [];
      return [...effects, { type: 'work-done', phase: input.phase }];
    },
    deadline: () => logic.deadline(),
    gauges: (now) => logic.gauges(now),
  };
}
