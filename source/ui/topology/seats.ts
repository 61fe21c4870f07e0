import type { NodeId } from '../../protocol/ids.ts';

/** Which node has which seat around the ring, clockwise from the top; undefined: the seat is free. */
export type Seats = readonly (NodeId | undefined)[];

/** Up to so many seats double when they do not suffice, and nobody moves; more seats become a quarter more, in the same order. */
const doublingMax = 16;

/**
 * Seats after nodes came and went: who stays keeps the place, newcomers take the gaps, the widest first. All sit down anew, evenly and in the
 * order of `ids`, when hardly anybody would stay or hardly a seat is taken.
 */
export function seat(before: Seats, ids: readonly NodeId[]): Seats {
  const present = new Set(ids);
  let seats = before.map((id) => (id !== undefined && present.has(id) ? id : undefined));
  const seated = new Set(seats);
  const newcomers = ids.filter((id) => !seated.has(id));
  if (newcomers.length * 2 > ids.length || ids.length * 3 < seats.length) return [...ids];
  for (const id of newcomers) {
    if (!seats.includes(undefined)) seats = grown(seats);
    seats[widestGap(seats)] = id;
  }
  return seats.every((id, at) => id === before[at]) && seats.length === before.length ? before : seats;
}

function grown(seats: Seats): (NodeId | undefined)[] {
  const count = seats.length <= doublingMax ? seats.length * 2 : Math.ceil(seats.length * 1.25);
  const more = new Array<NodeId | undefined>(count).fill(undefined);
  seats.forEach((id, at) => {
    more[Math.floor((at * count) / seats.length)] = id;
  });
  return more;
}

/** The middle of the longest run of empty seats, around the top too; the first of equals. */
function widestGap(seats: Seats): number {
  const count = seats.length;
  const begin = Math.max(
    0,
    seats.findIndex((id) => id !== undefined),
  );
  let best = { from: 0, length: 0 };
  let length = 0;
  for (let step = 1; step <= count; step++) {
    const isFree = seats[(begin + step) % count] === undefined;
    length = isFree ? length + 1 : 0;
    if (length > best.length) best = { from: begin + step - length + 1, length };
  }
  return (best.from + Math.floor((best.length - 1) / 2)) % count;
}
