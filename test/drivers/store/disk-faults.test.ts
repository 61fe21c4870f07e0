import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../../source/base/random.ts';
import { openDurableStore } from '../../../source/drivers/store/durable-store.ts';
import type { NodeStore, OpenedStore, StoreTrouble } from '../../../source/drivers/store/node-store.ts';
import type { StoredItem } from '../../../source/nodes/contract.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { hashOf } from '../../../source/protocol/sha256.ts';
import { eachSeedInTurn, seedsOf } from '../../base/each-seed.ts';
import { createFaultyDisk, type DiskFaults, type FaultyDisk } from './faulty-disk.ts';

const rounds = 1_000;
const areAll = seedsOf(rounds).length === rounds;

/** What was offered to stores, and what of it was acknowledged. */
interface Songs {
  readonly offered: Map<string, StoredItem>;
  readonly acknowledged: Set<string>;
}

function song(name: string, random: Random): StoredItem {
  // Zeros too, which a sector that was never written looks like.
  const content = random.unit() < 0.3 ? Buffer.alloc(random.below(2_000)) : random.bytes(random.below(3_000));
  return { name, content, hash: hashOf(content), author: nodeId(1 + random.below(9)), holding: 'stored' };
}

function newSongs({ offered }: Songs, random: Random): StoredItem[] {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const item = song(`song-${offered.size}`, random);
    offered.set(item.name, item);
    return item;
  });
}

/** Undefined: the process died first. */
async function write(
  disk: FaultyDisk,
  store: NodeStore,
  items: readonly StoredItem[],
): Promise<StoreTrouble | 'none' | undefined> {
  const written = new Promise<StoreTrouble | 'none'>((resolve) =>
    store.write(items, (trouble) => resolve(trouble ?? 'none')),
  );
  const first = await Promise.race([disk.death, written]);
  return disk.isDead ? undefined : (first ?? undefined);
}

/** Nothing that is given back is wrong. */
function expectRight({ restored }: OpenedStore, { offered }: Songs): void {
  const isRight = ({ name, hash, content, author, holding }: StoredItem): boolean => {
    const one = offered.get(name);
    return (
      one?.content.equals(content) === true && one.hash === hash && one.author === author && one.holding === holding
    );
  };
  expect(restored.filter((item) => !isRight(item)).map(({ name }) => name)).toEqual([]);
}

function missingIn(stores: readonly OpenedStore[], { acknowledged }: Songs): string[] {
  const names = new Set(stores.flatMap(({ restored }) => restored.map(({ name }) => name)));
  return [...acknowledged].filter((name) => !names.has(name));
}

test('nothing acknowledged is lost by torn and reordered writes, a full disk, errors of reads and fsyncs, whenever the process or the power ends', async () => {
  const seen = { deaths: 0, full: 0, unreadable: 0, failedSyncs: 0, mended: 0, acknowledged: 0 };
  await eachSeedInTurn(rounds, async (seed) => {
    const random = createRandom(seed);
    const disk = createFaultyDisk('n1/items.log', random.fork('disk'));
    const songs: Songs = { offered: new Map(), acknowledged: new Set() };
    const lives = 2 + random.below(5);
    for (let life = 0; life <= lives; life++) {
      const isLast = life === lives;
      const faults = isLast ? {} : someFaults(disk, random);
      disk.begin(faults);
      const opened = openDurableStore(disk, 'star');
      if (!disk.isDead) {
        expectRight(opened, songs);
        if (opened.trouble === undefined) expect(missingIn([opened], songs)).toEqual([]);
        else
          expect([faults.unreadable !== undefined || faults.failingSync === 1, opened.trouble.text]).toEqual([
            true,
            expect.stringMatching(/^n1\/items\.log cannot be (read at byte \d+|opened)/),
          ]);
        if (opened.mended !== undefined) seen.mended++;
        if (opened.trouble !== undefined && faults.unreadable !== undefined) seen.unreadable++;
      }
      for (let count = random.below(7); count > 0 && !disk.isDead; count--) {
        const items = newSongs(songs, random);
        const outcome = await write(disk, opened.store, items);
        if (outcome === 'none') for (const { name } of items) songs.acknowledged.add(name);
        else if (outcome?.code === 'store-full') seen.full++;
        else if (outcome?.text.includes('EIO')) seen.failedSyncs++;
      }
      if (disk.isDead) seen.deaths++;
      if (random.unit() < 0.5) disk.loseThePower();
    }
    seen.acknowledged += songs.acknowledged.size;
  });
  if (areAll) for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});

function someFaults(disk: FaultyDisk, random: Random): DiskFaults {
  const from = random.below(disk.bytes + 1);
  return {
    ...(random.unit() < 0.5 ? { deathAt: 1 + random.below(30) } : {}),
    ...(random.unit() < 0.3 ? { room: disk.bytes + random.below(8_000) } : {}),
    ...(random.unit() < 0.2 ? { failingSync: 1 + random.below(6) } : {}),
    ...(random.unit() < 0.2 ? { unreadable: { from, to: from + 1 + random.below(2_000) } } : {}),
  };
}

test('what a disk loses, writes elsewhere or changes is found and named, never given back as something else, and nothing is lost with two copies', async () => {
  const seen = { lost: 0, misdirected: 0, flipped: 0, found: 0 };
  await eachSeedInTurn(rounds, async (seed) => {
    const random = createRandom(seed);
    const disks = ['n1/items.log', 'n2/items.log'].map((name) => createFaultyDisk(name, random.fork(name)));
    const songs: Songs = { offered: new Map(), acknowledged: new Set() };
    const how = (['lost', 'misdirected', 'flipped'] as const)[random.below(3)] ?? 'lost';
    const hit = random.below(2);
    const stores = disks.map((disk, index) => {
      disk.begin(how !== 'flipped' && index === hit ? { lyingSync: { number: 1 + random.below(8), how } } : {});
      return openDurableStore(disk, 'star').store;
    });
    let last: readonly string[] = [];
    for (let count = 2 + random.below(8); count > 0; count--) {
      const items = newSongs(songs, random);
      last = items.map(({ name }) => name);
      const outcomes = await Promise.all(disks.map((disk, index) => write(disk, stores[index] as NodeStore, items)));
      expect(outcomes).toEqual(['none', 'none']);
      for (const { name } of items) songs.acknowledged.add(name);
    }
    for (const disk of disks) disk.remount();
    if (how === 'flipped') disks[hit]?.flipBit();
    const opened = disks.map((disk) => openDurableStore(disk, 'star'));
    for (const [index, one] of opened.entries()) {
      expectRight(one, songs);
      const missing = missingIn([one], songs);
      if (missing.length === 0) continue;
      expect(index).toBe(hit);
      expect(one.trouble?.text ?? one.mended).toMatch(/^n\d\/items\.log .*byte \d+/);
      // The last write alone cannot be told from one that was not finished.
      if (one.trouble === undefined) expect(last).toEqual(expect.arrayContaining(missing));
      seen.found++;
    }
    expect(missingIn(opened, songs)).toEqual([]);
    seen[how]++;
  });
  if (areAll) for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
});
