import type { Random } from '../../../source/base/random.ts';
import type { StoreDisk, StoreFile } from '../../../source/drivers/store/store-disk.ts';

/** What goes wrong from now on; nothing that is absent. */
export interface DiskFaults {
  /** Bytes that there is room for. */
  readonly room?: number;
  /** The process dies within this operation, counted from now: what it writes then is there in part. */
  readonly deathAt?: number;
  /** This fsync fails, counted from now; what it should have written counts as written, and is not on the disk. */
  readonly failingSync?: number;
  /** Bytes that cannot be read. */
  readonly unreadable?: { readonly from: number; readonly to: number };
  /** In this fsync, counted from now, the disk says that it wrote, and some of it is nowhere, or somewhere else. */
  readonly lyingSync?: { readonly number: number; readonly how: 'lost' | 'misdirected' };
}

/** A disk with one file on it, of which all that can fail does by a seed. */
export interface FaultyDisk extends StoreDisk {
  readonly isDead: boolean;
  /** Resolves when the process died. */
  readonly death: Promise<void>;
  /** Another process begins, with these faults. */
  begin(faults: DiskFaults): void;
  /** Of what no fsync had written yet each sector is on the disk or not, one of them in part, and the file has some length. */
  loseThePower(): void;
  /** All that is in memory goes to the disk, and comes back from there. */
  remount(): void;
  /** One bit of the file is another one. */
  flipBit(): void;
  readonly bytes: number;
}

const sectorBytes = 512;

export function createFaultyDisk(name: string, random: Random): FaultyDisk {
  /** What is on the disk, and what a process sees. */
  let platter: Buffer | undefined;
  let cache: Buffer | undefined;
  const dirty = new Set<number>();
  let faults: DiskFaults = {};
  let operations = 0;
  let syncs = 0;
  let isDead = false;
  let died = (): void => undefined;
  let death = new Promise<void>(() => undefined);

  const contents = (): Buffer => cache ?? Buffer.alloc(0);

  /** Whether this operation is the process's last one. */
  function counts(): boolean {
    if (isDead) throw failure('EDEAD');
    operations++;
    if (operations !== faults.deathAt) return false;
    isDead = true;
    died();
    return true;
  }

  function put(bytes: Buffer, at: number): void {
    const before = contents();
    const after = Buffer.alloc(Math.max(before.length, at + bytes.length));
    before.copy(after);
    bytes.copy(after, at);
    cache = after;
    touch(Math.min(at, before.length), at + bytes.length);
  }

  function touch(from: number, to: number): void {
    for (let sector = Math.floor(from / sectorBytes); sector * sectorBytes < to; sector++) dirty.add(sector);
  }

  /** Bytes that one call writes. */
  function write(bytes: Buffer, at: number): number {
    const isLast = counts();
    const room = (faults.room ?? Number.POSITIVE_INFINITY) - at;
    if (room <= 0 && at + bytes.length > contents().length) throw failure('ENOSPC');
    const isShort = isLast || random.unit() < 0.2;
    const count = Math.min(bytes.length, Math.max(1, room), isShort ? 1 + random.below(bytes.length) : bytes.length);
    put(bytes.subarray(0, count), at);
    if (isLast) throw failure('EDEAD');
    return count;
  }

  function flush(): void {
    if (counts()) throw failure('EDEAD');
    syncs++;
    if (syncs === faults.failingSync) {
      dirty.clear();
      throw failure('EIO');
    }
    flushAll(syncs === faults.lyingSync?.number ? faults.lyingSync.how : undefined);
  }

  function flushAll(how: 'lost' | 'misdirected' | undefined): void {
    const after = resized(platter ?? Buffer.alloc(0), contents().length);
    const shift = (1 + random.below(8)) * (random.unit() < 0.5 ? -1 : 1);
    let goal = after;
    for (const sector of dirty) {
      const isRight = how === undefined || random.unit() < 0.3;
      if (isRight) goal = copySector(contents(), sector, goal, sector);
      else if (how === 'misdirected') goal = copySector(contents(), sector, goal, Math.max(0, sector + shift));
    }
    platter = goal;
    dirty.clear();
  }

  function file(): StoreFile {
    return {
      size: () => contents().length,
      read(into, at) {
        const { unreadable } = faults;
        if (unreadable !== undefined && at < unreadable.to && at + into.length > unreadable.from) throw failure('EIO');
        const wanted = random.unit() < 0.1 ? 1 + random.below(into.length) : into.length;
        return contents().copy(into, 0, at, Math.min(contents().length, at + wanted));
      },
      write(bytes, at, done) {
        later(() => write(bytes, at), done);
      },
      sync(done) {
        later(() => {
          flush();
          return 0;
        }, done);
      },
      writeNow: write,
      syncNow: flush,
      truncate(bytes) {
        if (counts()) throw failure('EDEAD');
        touch(bytes, contents().length);
        cache = resized(contents(), bytes);
      },
      close: () => undefined,
    };
  }

  /** A process that died hears nothing any more. */
  function later(work: () => number, done: (error: unknown, count: number) => void): void {
    queueMicrotask(() => {
      let count = 0;
      let error: unknown;
      try {
        count = work();
      } catch (thrown) {
        error = thrown;
      }
      if (!isDead) done(error, count);
    });
  }

  return {
    name,
    get isDead() {
      return isDead;
    },
    get death() {
      return death;
    },
    get bytes() {
      return contents().length;
    },
    begin(next) {
      faults = next;
      operations = 0;
      syncs = 0;
      isDead = false;
      death = new Promise((resolve) => {
        died = resolve;
      });
    },
    open: () => (cache === undefined ? undefined : file()),
    create() {
      cache = Buffer.alloc(0);
      platter = Buffer.alloc(0);
      return file();
    },
    putAway: () => expectNoOther(),
    bringBack: () => false,
    loseThePower() {
      if (platter === undefined) return;
      const [small, large] = [platter.length, contents().length].sort((a, b) => a - b) as [number, number];
      const length = small + random.below(large - small + 1);
      let after = resized(platter, Math.max(length, platter.length));
      for (const sector of dirty) {
        if (random.unit() < 0.5) continue;
        const before = after;
        after = copySector(contents(), sector, after, sector);
        const tornAt = sector * sectorBytes + (random.unit() < 0.2 ? random.below(sectorBytes) : sectorBytes);
        if (tornAt < before.length) before.copy(after, tornAt, tornAt, (sector + 1) * sectorBytes);
      }
      platter = resized(after, length);
      cache = Buffer.from(platter);
      dirty.clear();
    },
    remount() {
      flushAll(undefined);
      cache = platter === undefined ? undefined : Buffer.from(platter);
    },
    flipBit() {
      const at = random.below(contents().length);
      const bytes = Buffer.from(contents());
      bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
      platter = bytes;
      cache = Buffer.from(bytes);
    },
  };
}

function copySector(from: Buffer, sector: number, to: Buffer, place: number): Buffer {
  const bytes = from.subarray(sector * sectorBytes, (sector + 1) * sectorBytes);
  const after = resized(to, Math.max(to.length, place * sectorBytes + bytes.length));
  bytes.copy(after, place * sectorBytes);
  return after;
}

function resized(bytes: Buffer, length: number): Buffer {
  const after = Buffer.alloc(length);
  bytes.copy(after, 0, 0, Math.min(bytes.length, length));
  return after;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

function expectNoOther(): never {
  throw new Error('there is only one regime');
}
