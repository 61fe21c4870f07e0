/** One page of the tour: a few short lines. `{…}` marks a key. */
export interface TourPage {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a newcomer needs: what is on the screen, and three things to do. True of processes and of simulated nodes. */
export const tour: readonly TourPage[] = [
  {
    title: 'What you see',
    lines: [
      'A network on this computer: nodes talk to each other.',
      'Topology: who is connected; dots are messages.',
      'Requests: how many a second, and how long they take.',
      'Nodes: what each asks and serves, its CPU and memory.',
      'Data placement: which node holds which item.',
    ],
  },
  {
    title: 'Turn the star into a mesh',
    lines: [
      'In a star one server holds everything, clients ask it.',
      'In a mesh each peer holds its own and asks the others.',
      'Press {m}: the same machines, organised otherwise.',
      'The line above the keys tells what changed.',
      'Press {b} for both at once, the better figure marked.',
    ],
  },
  {
    title: 'Break something',
    lines: [
      'Select a node with the arrows; {x} kills, {r} restarts.',
      'Kill the server n1, then a peer: compare ok and losses.',
      'Press {l} for slower links, {p} to part the network.',
      'Press {space} to stop time, {.} for one message at a time.',
    ],
  },
  {
    title: 'Read the claims',
    lines: [
      'A textbook says seven things about the two networks.',
      'Press {c}: what this session has shown of each so far.',
      'Press {L}: lessons; predict first, then measure.',
      'In a shell: starmesh compare measures all seven.',
      'Press {q} to quit; nothing is left running.',
    ],
  },
];

/** Where somebody is in the tour: before it, on a page, or past it: then `?` shows the keys. */
export type TourState = 'ahead' | number | 'past';

/** Where a key leads from a page: to another, or past the tour, to the keys; undefined: it means what it always means. */
export function pressInTour(page: number, key: string): TourState | undefined {
  switch (key) {
    case 'right':
    case 'return':
    case 'enter':
    case '?':
      return key === '?' || page === tour.length - 1 ? 'past' : page + 1;
    case 'left':
    case 'backspace':
      return Math.max(0, page - 1);
    default:
      return undefined;
  }
}
