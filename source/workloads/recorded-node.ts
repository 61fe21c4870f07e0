import type { Effect, NodeLogic } from '../nodes/contract.ts';
import type { Timestamp } from '../protocol/ids.ts';
import { type CheckInput, type CheckNews, checkRequestsFrom, createItemChecks } from './item-checks.ts';
import { createOperationRecord, type RecordNews } from './operation-record.ts';
import type { WorkedEffect, WorkedInput, WorkedNode } from './worked-node.ts';

export type { CheckInput } from './item-checks.ts';

/** What the record says to the lab. */
export type HistoryEffect = RecordNews | CheckNews;

/** A node with its user, and a record of what the user was told. */
export interface RecordedNode {
  handle(input: WorkedInput | CheckInput, now: Timestamp): readonly (WorkedEffect | HistoryEffect)[];
  deadline: WorkedNode['deadline'];
  gauges: WorkedNode['gauges'];
  describe?: NodeLogic['describe'];
}

/**
 * Keeps the record between a node and its user: how every operation ended, and, at once, what was acknowledged. An acknowledgement goes to the
 * lab in the turn in which the user gets it, so that a SIGKILL can only swallow one that was never sent: the lab counts that operation as
 * indefinite, because nobody who is left was told. Also reads items back when the lab asks, through the node, as its user would.
 *
 * `around` gets the node whose commands and answers are recorded, and puts the user in front of it.
 */
export function createRecordedNode(logic: NodeLogic, around: (recorded: NodeLogic) => WorkedNode): RecordedNode {
  const record = createOperationRecord();
  const checks = createItemChecks((name) => logic.contentOf?.(name));
  let now: Timestamp = 0;

  /** What is left for the user: the checker's own answers are taken. */
  function isForUser(effect: Effect): boolean {
    if (effect.type !== 'answer') return true;
    const { requestId, outcome } = effect;
    if (checks.takeAnswer(requestId, outcome)) return false;
    record.end(requestId, outcome, now);
    return true;
  }

  const worked = around({
    handle(input, at) {
      if (input.type === 'command' && input.requestId < checkRequestsFrom) record.begin(input.requestId, input.command);
      const effects = logic.handle(input, at);
      return effects.some(({ type }) => type === 'answer') ? effects.filter(isForUser) : effects;
    },
    deadline: () => logic.deadline(),
    gauges: (at) => logic.gauges(at),
  });

  function readOn(): readonly WorkedEffect[] {
    const effects: WorkedEffect[] = [];
    for (const { requestId, name } of checks.requests())
      effects.push(...worked.handle({ type: 'command', requestId, command: { type: 'fetch', name } }, now));
    return effects;
  }

  return {
    handle(input, at) {
      now = at;
      if (input.type === 'check') checks.begin(input);
      const own = input.type === 'check' ? [] : worked.handle(input, now);
      if (checks.isIdle && !record.hasAcknowledged() && own.length === 0) return own;
      const effects = checks.isIdle ? own : [...own, ...readOn()];
      const isPhaseOver = effects.some(({ type }) => type === 'work-done');
      const said = record.news(now, isPhaseOver);
      return said.length === 0 && checks.isIdle ? effects : [...said, ...effects, ...checks.finished()];
    },
    deadline: worked.deadline,
    gauges: worked.gauges,
    describe: (at) => logic.describe?.(at) ?? [],
  };
}
