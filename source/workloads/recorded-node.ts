import type { Command, Effect, NodeLogic, Outcome } from '../nodes/contract.ts';
import {
  type Acknowledged,
  type CheckHow,
  checkItemsMax,
  type Finding,
  type OperationCounts,
  type WantedItem,
} from '../protocol/control/history.ts';
import type { ItemHash, Timestamp } from '../protocol/ids.ts';
import { hashOf } from '../protocol/sha256.ts';
import type { WorkedEffect, WorkedInput, WorkedNode } from './worked-node.ts';

/** Looks for acknowledged items: an order of the lab. */
export interface CheckInput {
  readonly type: 'check';
  readonly number: number;
  readonly how: CheckHow;
  readonly items: readonly WantedItem[];
}

/** What the record says to the lab. */
export type HistoryEffect =
  | { readonly type: 'history'; readonly acknowledged: readonly Acknowledged[]; readonly counts: OperationCounts }
  | { readonly type: 'checked'; readonly number: number; readonly findings: readonly Finding[] };

/** A node with its user, and a record of what the user was told. */
export interface RecordedNode {
  handle(input: WorkedInput | CheckInput, now: Timestamp): readonly (WorkedEffect | HistoryEffect)[];
  deadline: WorkedNode['deadline'];
  gauges: WorkedNode['gauges'];
  describe?: NodeLogic['describe'];
}

interface Check {
  readonly order: CheckInput;
  readonly findings: Finding[];
  /** Index of the next item to fetch. */
  next: number;
  missing: number;
}

/** Requests of the checker have numbers from here on: no user gets that far. */
const checkRequestsFrom = 0x8000_0000;
/** Items that one node reads back at a time. */
const readsMax = 4;
/** Check orders that wait at a node; one more is answered with `failed`. */
const checksMax = 512;
/** Counts without acknowledgements are told this often. */
const countsMs = 1_000;

/**
 * Keeps the record between a node and its user: how every operation ended, and, at once, what was acknowledged. An acknowledgement goes to the
 * lab in the turn in which the user gets it, so that a SIGKILL can only swallow one that was never sent: the lab counts that operation as
 * indefinite, because nobody who is left was told. Also reads items back when the lab asks, through the node, as its user would.
 *
 * `around` gets the node whose commands and answers are recorded, and puts the user in front of it.
 */
export function createRecordedNode(logic: NodeLogic, around: (recorded: NodeLogic) => WorkedNode): RecordedNode {
  const counts = { begun: 0, done: 0, refused: 0, indefinite: 0 };
  /** Open operations of the user; those that publish with what they are to store. */
  const open = new Map<number, WantedItem | undefined>();
  const reads = new Map<number, { readonly check: Check; readonly index: number }>();
  const checks: Check[] = [];
  let acknowledged: Acknowledged[] = [];
  let told = 0;
  let toldAt: Timestamp = 0;
  let nextRead = checkRequestsFrom;
  let now: Timestamp = 0;

  function begin(requestId: number, command: Command): void {
    counts.begun++;
    open.set(requestId, command.type === 'publish' ? { name: command.name, hash: hashOf(command.content) } : undefined);
  }

  function end(requestId: number, outcome: Outcome): void {
    if (!open.has(requestId)) return;
    const written = open.get(requestId);
    open.delete(requestId);
    if (outcome.type === 'timed-out') counts.indefinite++;
    else if (outcome.type !== 'done') counts.refused++;
    else {
      counts.done++;
      if (written !== undefined) acknowledged.push({ ...written, servedBy: outcome.servedBy, at: now });
    }
  }

  /** What is left for the user: the checker's own answers are taken. */
  function take(effect: Effect): boolean {
    if (effect.type !== 'answer') return true;
    const read = reads.get(effect.requestId);
    if (read === undefined) {
      end(effect.requestId, effect.outcome);
      return true;
    }
    reads.delete(effect.requestId);
    note(read.check, read.index, findingOf(effect.outcome, read.check.order.items[read.index]?.hash));
    return false;
  }

  function note(check: Check, index: number, finding: Finding): void {
    check.findings[index] = finding;
    check.missing--;
  }

  const worked = around({
    handle(input, at) {
      if (input.type === 'command' && input.requestId < checkRequestsFrom) begin(input.requestId, input.command);
      const effects = logic.handle(input, at);
      return effects.some(({ type }) => type === 'answer') ? effects.filter(take) : effects;
    },
    deadline: () => logic.deadline(),
    gauges: (at) => logic.gauges(at),
  });

  function look({ name, hash }: WantedItem): Finding {
    const content = logic.contentOf?.(name);
    if (content === undefined) return 'none';
    return hashOf(content) === hash ? 'right' : 'wrong';
  }

  function beginCheck(order: CheckInput): void {
    const { items } = order;
    const check: Check = { order, findings: [], next: 0, missing: items.length };
    if (order.how === 'hold') for (const [index, item] of items.entries()) note(check, index, look(item));
    else if (checks.length >= checksMax) for (const index of items.keys()) note(check, index, 'failed');
    checks.push(check);
  }

  /** Fetches what is next while there is room; items that are answered at once make room at once. */
  function readOn(): readonly WorkedEffect[] {
    const effects: WorkedEffect[] = [];
    for (const check of checks) {
      if (check.order.how === 'hold') continue;
      while (check.next < check.order.items.length && check.missing > 0 && reads.size < readsMax) {
        const index = check.next++;
        const requestId = nextRead;
        nextRead = nextRead === 0xffff_ffff ? checkRequestsFrom : nextRead + 1;
        reads.set(requestId, { check, index });
        const name = check.order.items[index]?.name ?? '';
        effects.push(...worked.handle({ type: 'command', requestId, command: { type: 'fetch', name } }, now));
      }
    }
    return effects;
  }

  function finished(): HistoryEffect[] {
    const over = checks.filter(({ missing }) => missing === 0);
    for (const check of over) checks.splice(checks.indexOf(check), 1);
    return over.map(({ order, findings }) => ({ type: 'checked', number: order.number, findings }));
  }

  /** Acknowledgements at once; mere counts now and then, and when a phase of the work is over. */
  function news(effects: readonly WorkedEffect[]): HistoryEffect[] {
    const ended = counts.done + counts.refused + counts.indefinite;
    const isDue = now - toldAt >= countsMs || effects.some(({ type }) => type === 'work-done');
    if (acknowledged.length === 0 && (!isDue || told === ended + counts.begun)) return [];
    told = ended + counts.begun;
    toldAt = now;
    const reports: HistoryEffect[] = [];
    for (let from = 0; from === 0 || from < acknowledged.length; from += checkItemsMax) {
      reports.push({
        type: 'history',
        acknowledged: acknowledged.slice(from, from + checkItemsMax),
        counts: { ...counts },
      });
    }
    acknowledged = [];
    return reports;
  }

  return {
    handle(input, at) {
      now = at;
      if (input.type === 'check') beginCheck(input);
      const own = input.type === 'check' ? [] : worked.handle(input, now);
      if (checks.length === 0 && acknowledged.length === 0 && own.length === 0) return own;
      const effects = checks.length === 0 ? own : [...own, ...readOn()];
      const said = news(effects);
      return said.length === 0 && checks.length === 0 ? effects : [...said, ...effects, ...finished()];
    },
    deadline: worked.deadline,
    gauges: worked.gauges,
    describe: (at) => logic.describe?.(at) ?? [],
  };
}

function findingOf(outcome: Outcome, hash: ItemHash | undefined): Finding {
  switch (outcome.type) {
    case 'done':
      return outcome.hash === hash ? 'right' : 'wrong';
    case 'not-found':
      return 'none';
    case 'refused':
      return outcome.code === 'wrong-content' ? 'wrong' : 'failed';
    case 'unreachable':
    case 'timed-out':
      return 'failed';
  }
}
