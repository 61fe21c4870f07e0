import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { type Seats, seat } from '../../../source/ui/topology/seats.ts';

const ids = (...numbers: number[]): NodeId[] => numbers.map(nodeId);
const upTo = (count: number): NodeId[] => Array.from({ length: count }, (_, at) => nodeId(at + 1));

/** Where a node sits, as a share of the way around. */
function angle(seats: Seats, id: NodeId): number {
  return seats.indexOf(id) / seats.length;
}

describe('seat', () => {
  it('sits everybody down evenly and in order at first', () => {
    expect(seat([], upTo(8))).toEqual(upTo(8));
  });

  it('leaves the others where they are when one goes, and gives the gap to the next one', () => {
    const before = seat([], upTo(8));
    const without = seat(before, ids(1, 2, 4, 5, 6, 7, 8));
    expect(without).toEqual([...ids(1, 2), undefined, ...ids(4, 5, 6, 7, 8)]);
    expect(seat(without, ids(1, 2, 4, 5, 6, 7, 8, 9))).toEqual(ids(1, 2, 9, 4, 5, 6, 7, 8));
  });

  it('moves nobody when a ring of up to 16 is full and one more comes', () => {
    for (let count = 2; count <= 16; count++) {
      const before = seat([], upTo(count));
      const after = seat(before, upTo(count + 1));
      for (const id of upTo(count)) expect(angle(after, id)).toBe(angle(before, id));
      expect(after).toContain(nodeId(count + 1));
    }
  });

  it('gives the very same seats when nobody came or went', () => {
    const before = seat([], upTo(8));
    expect(seat(before, upTo(8))).toBe(before);
  });

  it('seats everybody once, in the same order around, whatever comes and goes', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = createRandom(seed);
      let present = upTo(2 + random.below(190));
      let seats = seat([], present);
      for (let step = 0; step < 40; step++) {
        const isLeaving = present.length > 2 && random.below(2) === 0;
        const gone = present[random.below(present.length)];
        present = isLeaving ? present.filter((id) => id !== gone) : [...present, nodeId(300 + step)];
        const before = seats;
        seats = seat(seats, present);
        const seated = seats.filter((id) => id !== undefined);
        expect([...seated].sort()).toEqual([...present].sort());
        const stayed = before.filter((id) => id !== undefined && seated.includes(id));
        if (seats.join() !== present.join()) expect(seated.filter((id) => stayed.includes(id))).toEqual(stayed);
      }
    }
  });
});
