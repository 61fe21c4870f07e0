import { randomBytes } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';

/** Something that one process holds, on all of the machine, until it lets go or ends. */
export interface Lock {
  /** Also at the end of the process, however it ends. */
  release(): void;
}

/** Longest path of a Unix socket, in bytes. Node cuts a longer one off without a word. */
const socketPathBytesMax = process.platform === 'linux' ? 107 : 103;
/** So often a bid is made anew after the winner of another lock has swept it away. */
const bidsMax = 10;
/** A process that bids decides within milliseconds; one that was stopped meanwhile may hold the lock when it goes on. */
const decisionMsMax = 10_000;

/**
 * Takes the lock `name` in a folder; undefined: another process has it, or takes it right now. Of those that ask at the same moment exactly one gets
 * it. Throws what the file system says when it cannot be tried.
 *
 * A lock is a Unix socket in the folder on which its holder listens. The kernel ends that with the process, and whoever sees the folder can ask by
 * connecting, also out of another container, where process ids mean nothing. It does not reach other machines that share the folder.
 *
 * A socket that nobody listens on is replaced, by one process alone: each that wants the lock first makes a bid, a socket with a name of its own,
 * and looks for others only then. So of two at least one sees the other. The bid with the first name waits for the others to give up or to win,
 * the others give up. A process that sees neither another bid nor, after that, a lock that answers renames its bid to `name`.
 */
export async function takeLock(folder: string, name: string): Promise<Lock | undefined> {
  const place = openPlace(folder, name);
  let lock: Lock | undefined;
  try {
    requireSockets(place, name);
    for (let count = 0, isLost = false; count < bidsMax && !isLost && lock === undefined; count++) {
      const bid = await makeBid(place, name);
      if (bid === undefined) continue;
      try {
        if (await isWinner(place, name, bid)) lock = hold(place, name, bid);
        else isLost = true;
      } finally {
        if (lock === undefined) bid.withdraw();
      }
    }
    return lock;
  } finally {
    if (lock === undefined) place.close();
  }
}

/** Whether a file in a folder belongs to its lock `name`: to keep it out of lists. */
export function isOfLock(file: string, name: string): boolean {
  return file === name || (file.startsWith(`${name}-`) && /^[0-9a-f]{16}(\.new)?$/.test(file.slice(name.length + 1)));
}

/** Throws where something has a name of the lock's and is no socket. It is somebody's: it is neither replaced nor removed. */
function requireSockets(place: Place, name: string): void {
  for (const entry of place.entries()) {
    if (!isOfLock(entry, name)) continue;
    const found = lstatSync(place.at(entry), { throwIfNoEntry: false });
    if (found !== undefined && !found.isSocket())
      throw new Error(`${entry} in it is no lock of starmesh, move it away`);
  }
}

/** A folder whose entries have short paths. */
interface Place {
  at(entry: string): string;
  entries(): readonly string[];
  close(): void;
}

function openPlace(folder: string, name: string): Place {
  const longest = `${name}-0123456789abcdef.new`;
  if (isShort(path.join(folder, longest))) {
    return { at: (entry) => path.join(folder, entry), entries: () => readdirSync(folder), close: () => undefined };
  }
  if (process.platform === 'linux') {
    const fd = openSync(folder, 'r');
    const short = `/proc/self/fd/${fd}`;
    if (isShort(path.join(short, longest)))
      return { at: (entry) => path.join(short, entry), entries: () => readdirSync(short), close: () => closeSync(fd) };
    closeSync(fd);
  }
  throw new Error(
    `the path of its lock, ${path.join(folder, longest)}, is longer than ${socketPathBytesMax} bytes; choose a shorter one`,
  );
}

function isShort(file: string): boolean {
  return Buffer.byteLength(file) <= socketPathBytesMax;
}

interface Bid {
  /** Its name in the folder. */
  readonly file: string;
  /** Tells those that wait for its decision. */
  decided(): void;
  withdraw(): void;
}

/** Undefined: it was swept away before it was complete. */
async function makeBid(place: Place, name: string): Promise<Bid | undefined> {
  const file = `${name}-${randomBytes(8).toString('hex')}`;
  const waiting = new Set<Socket>();
  let isDecided = false;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (isDecided) return socket.destroy();
    waiting.add(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  const decided = (): void => {
    isDecided = true;
    for (const socket of waiting) socket.destroy();
  };
  const withdraw = (): void => {
    try {
      rmSync(place.at(file), { force: true });
    } finally {
      server.close();
      decided();
    }
  };
  // Between its birth and `listen` a socket looks like a dead one: nobody looks at it before it has its name.
  await listen(server, place.at(`${file}.new`));
  try {
    renameSync(place.at(`${file}.new`), place.at(file));
  } catch (error) {
    withdraw();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  server.unref();
  return { file, decided, withdraw };
}

/** Whether this bid is the one that becomes the lock; waits for the bids behind it. */
async function isWinner(place: Place, name: string, bid: Bid): Promise<boolean> {
  const until = performance.now() + decisionMsMax;
  while (performance.now() < until) {
    const files = place.entries().filter((entry) => isBid(entry, name) && entry !== bid.file);
    const bids = await Promise.all(files.map(async (file) => ({ file, reached: await reach(place.at(file)) })));
    const lock = await reach(place.at(name)); // after the bids: what is no bid any more may be the lock now
    for (const { file, reached } of bids) if (reached === 'dead') rmSync(place.at(file), { force: true });
    const rivals = bids.filter(({ reached }) => isLiving(reached));
    const isLost = isLiving(lock) || rivals.some(({ file }) => file < bid.file);
    if (!isLost) await Promise.all(rivals.map(({ reached }) => decisionOf(reached, until)));
    for (const reached of [lock, ...bids.map((one) => one.reached)]) if (typeof reached === 'object') reached.destroy();
    if (isLost) return false;
    if (rivals.length === 0 && lock !== 'gone' && !bids.some(({ reached }) => reached === 'gone')) return true;
  }
  return false;
}

function isBid(entry: string, name: string): boolean {
  return entry !== name && !entry.endsWith('.new') && isOfLock(entry, name);
}

function hold(place: Place, name: string, bid: Bid): Lock {
  renameSync(place.at(bid.file), place.at(name));
  bid.decided();
  for (const entry of place.entries()) {
    if (entry.endsWith('.new') && isOfLock(entry, name)) rmSync(place.at(entry), { force: true }); // of bidders that died, or make another
  }
  const remove = (): void => rmSync(place.at(name), { force: true });
  process.once('exit', remove);
  return {
    release() {
      process.off('exit', remove);
      remove(); // while it answers: afterwards it may be another's
      bid.withdraw();
      place.close();
    },
  };
}

/** `dead`: nobody listens on it any more. `gone`: it let go while it was asked. `unknown`: it cannot be asked, so it counts as living. */
type Reached = Socket | 'dead' | 'absent' | 'gone' | 'unknown';

const meanings: Readonly<Record<string, Reached>> = {
  ENOENT: 'absent',
  ECONNREFUSED: 'dead',
  ECONNRESET: 'gone',
  EPIPE: 'gone',
};

function isLiving(reached: Reached): boolean {
  return typeof reached === 'object' || reached === 'unknown';
}

function reach(file: string): Promise<Reached> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once('connect', () => resolve(socket));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      resolve((code === undefined ? undefined : meanings[code]) ?? 'unknown');
    });
  });
}

/** Waits until a bidder has given up or won, but no longer than until a time. */
function decisionOf(reached: Reached, until: number): Promise<void> {
  return new Promise((resolve) => {
    if (typeof reached === 'object' && reached.destroyed) return resolve();
    const timer = setTimeout(resolve, until - performance.now());
    if (typeof reached !== 'object') return;
    reached.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    reached.resume();
  });
}

function listen(server: Server, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', reject); // what goes wrong later, at a visitor, ends nothing
    server.listen(file, resolve);
  });
}
