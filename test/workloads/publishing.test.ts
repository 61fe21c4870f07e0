import { expect, test } from 'vitest';
import type { Outcome } from '../../source/nodes/contract.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { createPublishing } from '../../source/workloads/publishing.ts';
import { sha } from '../nodes/drive-node.ts';

const done: Outcome = { type: 'done', servedBy: nodeId(1), hops: 1, hash: sha('x'), bytes: 1 };

/** A user who publishes some items; the one under way ends when the test says so. */
function publishing(...names: readonly string[]) {
  const begun: string[] = [];
  let isOpen = false;
  const work = createPublishing(
    {
      open: () => (isOpen ? 1 : 0),
      publish(name) {
        begun.push(name);
        isOpen = true;
      },
    },
    names.map((name) => ({ name })),
  );
  return {
    work,
    begun,
    end(outcome: Outcome, now: number) {
      isOpen = false;
      work.ended(begun.at(-1) ?? '', outcome, now);
      work.goOn(now);
    },
  };
}

test('items are published one after the other', () => {
  const { work, begun, end } = publishing('a', 'b');
  work.goOn(0);
  work.goOn(1);
  expect([begun, work.isThrough]).toEqual([['a'], false]);
  end(done, 2);
  expect([begun, work.isThrough]).toEqual([['a', 'b'], true]);
});

test('one that failed comes again after a pause, behind the others', () => {
  const { work, begun, end } = publishing('a', 'b');
  work.goOn(0);
  end({ type: 'timed-out' }, 100);
  expect([begun, work.deadline()]).toEqual([['a'], 300]);
  work.goOn(299);
  expect(begun).toEqual(['a']);
  work.goOn(300);
  end(done, 301);
  expect([begun, work.isThrough, work.deadline()]).toEqual([['a', 'b', 'a'], true, undefined]);
});

test.each(['store-full', 'store-broken', 'wrong-content'])('one that is refused with %s is given up', (code) => {
  const { work, begun, end } = publishing('a');
  work.goOn(0);
  end({ type: 'refused', code }, 1);
  expect([begun, work.isThrough, work.deadline()]).toEqual([['a'], true, undefined]);
});
