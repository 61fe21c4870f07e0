import { createRandom } from '../base/random.ts';
import type { Effect, Input, NodeLogic } from '../nodes/contract.ts';
import type { DistributePlan } from '../protocol/control/plan.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import type { WorkedEffect, WorkedNode } from './worked-node.ts';

/** The name of the file that everybody gets. */
export const fileName = 'file';
/** Milliseconds from the start of the work until a node had the whole file. */
export const completionMetric = 'completionMs';

/** The whole file: random bytes that depend on the seed only. */
export function fileContent({ seed, fileBytes }: DistributePlan): Buffer {
  return createRandom(seed).fork(fileName).bytes(fileBytes);
}

/**
 * One file to everybody (Kurose and Ross, Computer Networking, chapter 2): from the source to each client, or as a swarm. The source publishes
 * when the work begins, all others fetch; when a node has the whole file, it reports how long that took, and goes on giving to others.
 */
export function createDistributeNode(logic: NodeLogic, self: NodeId, plan: DistributePlan): WorkedNode {
  let content: Buffer | undefined;
  let runAt: Timestamp | undefined;
  let requestId = 0;
  let effects: WorkedEffect[] = [];

  function feed(input: Input, now: Timestamp): void {
    for (const effect of logic.handle(input, now)) absorb(effect, now);
  }

  function absorb(effect: Effect, now: Timestamp): void {
    if (effect.type === 'answer') {
      if (self !== plan.source && runAt !== undefined) {
        effects.push({ type: 'telemetry', event: { type: 'sample', metric: completionMetric, value: now - runAt } });
      }
    } else effects.push(effect);
  }

  function work(phase: 'publish' | 'run' | 'drain', now: Timestamp): void {
    if (phase === 'publish' && self === plan.source) content ??= fileContent(plan);
    if (phase === 'run') return run(now);
    if (phase === 'drain') feed({ type: 'stop' }, now);
    effects.push({ type: 'work-done', phase });
  }

  /** Told again when somebody joins: it runs already. */
  function run(now: Timestamp): void {
    if (runAt !== undefined) return;
    runAt = now;
    requestId++;
    const name = fileName;
    if (content === undefined) feed({ type: 'command', requestId, command: { type: 'fetch', name } }, now);
    else feed({ type: 'command', requestId, command: { type: 'publish', name, content } }, now);
  }

  return {
    handle(input, now) {
      effects = [];
      if (input.type === 'work') work(input.phase, now);
      else feed(input, now);
      return effects;
    },
    deadline: () => logic.deadline(),
    gauges: (now) => logic.gauges(now),
  };
}
