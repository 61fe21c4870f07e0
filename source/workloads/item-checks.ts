import type { Outcome } from '../nodes/contract.ts';
import type { CheckHow, Finding, WantedItem } from '../protocol/control/history.ts';
import type { ItemHash } from '../protocol/ids.ts';
import { hashOf } from '../protocol/sha256.ts';

/** Looks for acknowledged items: an order of the lab. */
export interface CheckInput {
  readonly type: 'check';
  readonly number: number;
  readonly how: CheckHow;
  readonly items: readonly WantedItem[];
}

/** What was found of the items of an order. */
export interface CheckNews {
  readonly type: 'checked';
  readonly number: number;
  readonly findings: readonly Finding[];
}

/** Orders to check items, as far as they are not answered. */
export interface ItemChecks {
  begin(order: CheckInput): void;
  readonly isIdle: boolean;
  /** Requests that are to be made now: a few at a time, and those that are answered while they are made leave room at once. */
  requests(): Iterable<{ readonly requestId: number; readonly name: string }>;
  /** Whether the answer was for one of these requests. */
  takeAnswer(requestId: number, outcome: Outcome): boolean;
  /** Orders that are over, once each. */
  finished(): readonly CheckNews[];
}

/** Requests of a check have numbers from here on: no user gets that far. */
export const checkRequestsFrom = 0x8000_0000;
/** Items that one node reads back at a time. */
const readsMax = 4;
/** Orders that wait at a node; one more is answered with `failed`. */
const checksMax = 512;

interface Check {
  readonly order: CheckInput;
  readonly findings: Finding[];
  /** Index of the next item to fetch. */
  next: number;
  missing: number;
}

/** `contentOf`: what the node holds under a name; undefined: nothing. */
export function createItemChecks(contentOf: (name: string) => Uint8Array | undefined): ItemChecks {
  const checks: Check[] = [];
  const reads = new Map<number, { readonly check: Check; readonly index: number }>();
  let nextRead = checkRequestsFrom;

  function look({ name, hash }: WantedItem): Finding {
    const content = contentOf(name);
    if (content === undefined) return 'none';
    return hashOf(content) === hash ? 'right' : 'wrong';
  }

  return {
    begin(order) {
      const { items, how } = order;
      const check: Check = { order, findings: [], next: 0, missing: items.length };
      if (how === 'hold') for (const [index, item] of items.entries()) note(check, index, look(item));
      else if (checks.length >= checksMax) for (const index of items.keys()) note(check, index, 'failed');
      checks.push(check);
    },
    get isIdle() {
      return checks.length === 0;
    },
    *requests() {
      for (const check of checks) {
        if (check.order.how === 'hold') continue;
        while (check.next < check.order.items.length && check.missing > 0 && reads.size < readsMax) {
          const index = check.next++;
          const requestId = nextRead;
          nextRead = nextRead === 0xffff_ffff ? checkRequestsFrom : nextRead + 1;
          reads.set(requestId, { check, index });
          yield { requestId, name: check.order.items[index]?.name ?? '' };
        }
      }
    },
    takeAnswer(requestId, outcome) {
      const read = reads.get(requestId);
      if (read === undefined) return false;
      reads.delete(requestId);
      note(read.check, read.index, findingOf(outcome, read.check.order.items[read.index]?.hash));
      return true;
    },
    finished() {
      const over = checks.filter(({ missing }) => missing === 0);
      for (const check of over) checks.splice(checks.indexOf(check), 1);
      return over.map(({ order, findings }) => ({ type: 'checked', number: order.number, findings }));
    },
  };
}

function note(check: Check, index: number, finding: Finding): void {
  check.findings[index] = finding;
  check.missing--;
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
