import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDurableStore } from '../../../source/drivers/store/durable-store.ts';
import { createFolderDisk, storeFile } from '../../../source/drivers/store/folder-disk.ts';
import type { NodeStore, OpenedStore, StoreTrouble } from '../../../source/drivers/store/node-store.ts';
import { batchLetters, encodeTitle, headBytes, titleBytes } from '../../../source/drivers/store/store-format.ts';
import type { StoredItem } from '../../../source/nodes/contract.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { hashOf } from '../../../source/protocol/sha256.ts';

let parent: string;
let directory: string;
let file: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'starmesh-store-test-'));
  directory = path.join(parent, 'n1');
  file = path.join(directory, storeFile);
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

function item(name: string, text = `content of ${name}`): StoredItem {
  const content = Buffer.from(text);
  return { name, content, hash: hashOf(content), author: nodeId(3), holding: 'stored' };
}

function write(store: NodeStore, ...items: readonly StoredItem[]): Promise<StoreTrouble | undefined> {
  return new Promise((resolve) => store.write(items, resolve));
}

function open(regime = 'star', isKept = false): OpenedStore {
  return openDurableStore(createFolderDisk(directory, isKept), regime);
}

/** A store with songs in it, closed. */
async function stored(...names: readonly string[]): Promise<void> {
  const { store } = open();
  for (const name of names) expect(await write(store, item(name))).toBeUndefined();
  store.close();
}

const namesIn = (regime = 'star'): string[] => open(regime).restored.map(({ name }) => name);

describe('a durable store', () => {
  test('gives back what was written, in order, each thing as it was', async () => {
    const { store, restored, trouble } = open();
    expect([restored, trouble]).toEqual([[], undefined]);
    const copy: StoredItem = { ...item('b', ''), author: undefined, holding: 'replica' };
    expect(await write(store, item('a'), copy)).toBeUndefined();
    expect(await write(store, item('c'))).toBeUndefined();
    store.close();
    expect(open()).toMatchObject({
      restored: [item('a'), copy, item('c')],
      trouble: undefined,
    });
  });

  test('of a node that stores nothing makes no file', () => {
    open().store.close();
    expect(existsSync(directory)).toBe(false);
  });

  test('keeps the last that a name was given', async () => {
    const { store } = open();
    await write(store, item('a', 'old'));
    await write(store, item('a', 'new'));
    expect(open().restored.map(({ content }) => String(content))).toEqual(['new']);
  });

  test('is emptied for another regime', async () => {
    await stored('a');
    expect(namesIn('mesh')).toEqual([]);
    expect(namesIn('star')).toEqual([]);
  });

  test('cut off anywhere gives back every whole write, is no trouble, and goes on from there', async () => {
    await stored('a', 'b');
    const whole = readFileSync(file);
    const ends = ['a', 'b'].map((name) => whole.indexOf(`content of ${name}`) + 'content of a'.length);
    for (let end = 0; end <= whole.length; end += end < titleBytes ? 37 : 3) {
      writeFileSync(file, whole.subarray(0, end));
      const left = ['a', 'b'].filter((_name, index) => end >= (ends[index] as number));
      const { store, restored, trouble } = open();
      expect([end, restored.map(({ name }) => name), trouble]).toEqual([end, left, undefined]);
      expect(await write(store, item('c'))).toBeUndefined();
      store.close();
      expect(namesIn()).toEqual([...left, 'c']);
    }
  });

  test('that ends in zeros, from anywhere in its last write on, cuts them off and says how many', async () => {
    await stored('a', 'b');
    const whole = readFileSync(file);
    const from = whole.indexOf('content of a') + 'content of a'.length;
    for (let at = from; at <= whole.length; at += 3) {
      const zeros = Buffer.alloc(whole.length - at + ((at - from) % 2) * 1_500);
      writeFileSync(file, Buffer.concat([whole.subarray(0, at), zeros]));
      const { store, restored, trouble, mended } = open();
      expect([at, restored.length > 0, trouble]).toEqual([at, true, undefined]);
      if (zeros.length > 0)
        expect(mended).toMatch(/items\.log ended in a write that was not finished: \d+ bytes from byte \d+/);
      expect(await write(store, item('c'))).toBeUndefined();
      store.close();
      expect([namesIn()[0], namesIn().at(-1), open().mended]).toEqual(['a', 'c', undefined]);
    }
  });

  test('that was damaged anywhere gives back nothing wrong, says where it is damaged, writes nothing and stays as it is', async () => {
    await stored('a', 'b', 'c');
    const whole = readFileSync(file);
    const acknowledged = whole.length - headBytes; // behind that is a mark
    for (let at = 0; at < acknowledged; at += 5) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x41;
      writeFileSync(file, bytes);
      const { store, restored, trouble } = open();
      for (const one of restored) expect(one).toEqual(item(one.name));
      expect([at, trouble]).toEqual([
        at,
        expect.objectContaining({ code: 'store-broken', text: expect.stringContaining(`${file} is damaged at byte `) }),
      ]);
      expect(Number(/byte (\d+)/.exec(trouble?.text ?? '')?.[1])).toBeLessThanOrEqual(at);
      expect(await write(store, item('d'))).toMatchObject({ code: 'store-broken' });
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
  });

  test('reads on behind an item whose content is damaged', async () => {
    await stored('a', 'b', 'c');
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('content of b')] = 0;
    writeFileSync(file, bytes);
    expect(namesIn()).toEqual(['a', 'c']);
  });

  test('of a later version is not touched', async () => {
    await stored('a');
    const bytes = readFileSync(file);
    const title = encodeTitle('star', 'id', 99);
    writeFileSync(file, Buffer.concat([title, bytes]));
    const { store, restored, trouble } = open();
    expect(restored).toEqual([]);
    expect(trouble?.text).toContain('format 99, this version knows 2');
    expect(await write(store, item('b'))).toMatchObject({ code: 'store-broken' });
    expect(readFileSync(file).length).toBe(title.length + bytes.length);
  });

  test('that is something else is not touched', async () => {
    await stored('a');
    writeFileSync(file, 'somebody else wrote this, and more than a head of it');
    expect(open().trouble).toMatchObject({ code: 'store-broken' });
    expect(readFileSync(file, 'utf8')).toContain('somebody else');
  });

  test('in a place that cannot be made refuses to write and says why', async () => {
    writeFileSync(directory, 'a file in its place');
    const { store, trouble } = open();
    expect(trouble?.text ?? (await write(store, item('a')))?.text).toMatch(/ is not a directory/);
  });

  test('never gives back what came behind a cut, though it once was there', async () => {
    await stored('a', 'b');
    truncateSync(file, statSync(file).size - headBytes - 1);
    expect(namesIn()).toEqual(['a']);
    appendFileSync(file, Buffer.alloc(3));
    expect(namesIn()).toEqual(['a']);
  });

  test('takes no bytes that belong to another place or another store, though each checksum in them is right', async () => {
    await stored('a', 'b', 'c');
    const whole = readFileSync(file);
    const batch = (name: string): number => whole.lastIndexOf(batchLetters, whole.indexOf(`content of ${name}`));
    const moved = Buffer.from(whole);
    whole.copy(moved, batch('a'), batch('b'), batch('c'));
    writeFileSync(file, moved);
    expect(namesIn()).toEqual(['b', 'c']);
    expect(open().trouble?.text).toContain(`is damaged at byte ${batch('a')}`);
    rmSync(file);
    await stored('a', 'b', 'c');
    const other = readFileSync(file);
    whole.copy(other, batch('b'), batch('b'), batch('c'));
    writeFileSync(file, other);
    expect(namesIn()).toEqual(['a', 'c']);
    expect(open().trouble?.text).toContain(`is damaged at byte ${batch('b')}`);
  });

  test('of another regime is put away where data are kept, and comes back with its regime', async () => {
    await stored('a');
    const opened = open('mesh', true);
    expect(opened.restored).toEqual([]);
    expect(await write(opened.store, item('b'))).toBeUndefined();
    opened.store.close();
    expect(open('star', true).restored).toEqual([item('a')]);
    expect(open('mesh', true).restored).toEqual([item('b')]);
    expect(open('game', true).restored).toEqual([]);
    expect(readdirSync(directory)).toHaveLength(2);
    expect(open('star', true).restored).toEqual([item('a')]);
  });

  test('with more behind it than a write can be is damaged, and is not looked through to its end', async () => {
    await stored('a');
    truncateSync(file, 2 ** 40); // a sparse file: it takes no room
    const { restored, trouble } = open();
    expect([restored, trouble?.code]).toEqual([[item('a')], 'store-broken']);
    expect(statSync(file).size).toBe(2 ** 40);
  });

  test('that is no file, or a link to one elsewhere, is neither read nor written', async () => {
    await stored('a');
    const elsewhere = path.join(parent, 'elsewhere');
    renameSync(file, elsewhere);
    const before = readFileSync(elsewhere);
    symlinkSync(elsewhere, file);
    const { store, restored, trouble } = open();
    expect([restored, trouble?.text]).toEqual([
      [],
      expect.stringMatching(/cannot be opened: it is not a regular file/),
    ]);
    expect(await write(store, item('b'))).toMatchObject({ code: 'store-broken' });
    expect(readFileSync(elsewhere).equals(before)).toBe(true);
    rmSync(file);
    mkdirSync(file);
    expect(open().trouble?.text).toMatch(/items\.log cannot be opened: it is not a regular file/);
  });

  test('whose folder is a link to one elsewhere, or a file, is neither read nor written', async () => {
    await stored('a');
    const elsewhere = path.join(parent, 'elsewhere');
    renameSync(directory, elsewhere);
    const before = readFileSync(path.join(elsewhere, storeFile));
    for (const place of [elsewhere, path.join(parent, 'empty'), path.join(parent, 'gone')]) {
      if (place.endsWith('empty')) mkdirSync(place);
      symlinkSync(place, directory);
      const { store, restored, trouble } = open();
      expect([restored, trouble?.text]).toEqual([[], expect.stringContaining(`${directory} is not a directory`)]);
      expect(await write(store, item('b'))).toMatchObject({ code: 'store-broken' });
      rmSync(directory);
    }
    expect(readFileSync(path.join(elsewhere, storeFile)).equals(before)).toBe(true);
    expect(readdirSync(parent).sort()).toEqual(['elsewhere', 'empty']);
    expect(readdirSync(path.join(parent, 'empty'))).toEqual([]);
    writeFileSync(directory, '');
    expect(open().trouble?.text).toContain(`${directory} is not a directory`);
  });

  test('whose folder becomes a link before its first write, is written nowhere else', async () => {
    const { store } = open();
    const elsewhere = path.join(parent, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, directory);
    expect(await write(store, item('b'))).toBeDefined();
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});
