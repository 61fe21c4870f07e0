import type { Random } from '../base/random.ts';

/** An undirected edge between two places of a list. */
export type Edge = readonly [number, number];

const attemptsMax = 200;

/**
 * A connected random graph in which every node has `degree` neighbours (one has one less when size x degree is odd). Stubs are paired at
 * random and unsuitable pairs drawn again (Steger and Wormald 1999); up to degree + 1 nodes it is the full mesh.
 */
export function randomGraph(size: number, degree: number, random: Random): Edge[] {
  if (size <= degree + 1) return fullMesh(size);
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const edges = pairStubs(size, degree, random);
    if (edges !== undefined && isConnected(size, edges)) return edges;
  }
  return ringWithChords(size, degree, random);
}

/** Every pair, once. */
export function fullMesh(size: number): Edge[] {
  const edges: Edge[] = [];
  for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) edges.push([a, b]);
  return edges;
}

/** Whether every node reaches every other one. */
export function isConnected(size: number, edges: readonly Edge[]): boolean {
  const neighbours = Array.from({ length: size }, (): number[] => []);
  for (const [a, b] of edges) {
    neighbours[a]?.push(b);
    neighbours[b]?.push(a);
  }
  const reached = new Set([0]);
  for (const node of reached) for (const next of neighbours[node] ?? []) reached.add(next);
  return reached.size === size;
}

function pairStubs(size: number, degree: number, random: Random): Edge[] | undefined {
  const taken = new Set<number>();
  const edges: Edge[] = [];
  let stubs = random.shuffled(Array.from({ length: size * degree }, (_, stub) => stub % size));
  while (stubs.length > 1) {
    const left: number[] = [];
    for (let at = 0; at + 1 < stubs.length; at += 2) {
      const a = Math.min(stubs[at] as number, stubs[at + 1] as number);
      const b = Math.max(stubs[at] as number, stubs[at + 1] as number);
      if (a === b || taken.has(a * size + b)) left.push(a, b);
      else {
        taken.add(a * size + b);
        edges.push([a, b]);
      }
    }
    if (stubs.length % 2 === 1) left.push(stubs[stubs.length - 1] as number);
    if (left.length === stubs.length) return left.length <= 1 ? edges : undefined;
    stubs = random.shuffled(left);
  }
  return edges;
}

/** Always connected: for the rare sizes that pairing does not solve, such as degree 1. */
function ringWithChords(size: number, degree: number, random: Random): Edge[] {
  const order = random.shuffled(Array.from({ length: size }, (_, node) => node));
  const edges = new Map<number, Edge>();
  const add = (one: number, other: number): void => {
    const a = Math.min(one, other);
    const b = Math.max(one, other);
    if (a !== b) edges.set(a * size + b, [a, b]);
  };
  for (let at = 0; at < size; at++) add(order[at] as number, order[(at + 1) % size] as number);
  const wanted = Math.floor((size * degree) / 2);
  for (let draws = 0; edges.size < wanted && draws < 100 * wanted; draws++) add(random.below(size), random.below(size));
  return [...edges.values()];
}
