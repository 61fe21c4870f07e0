import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDurableStore, storeFile } from '../../source/drivers/durable-store.ts';
import type { NodeStore, StoreTrouble } from '../../source/drivers/node-store.ts';
import { encodeTitle } from '../../source/drivers/store-format.ts';
import type { StoredItem } from '../../source/nodes/contract.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { hashOf } from '../../source/protocol/sha256.ts';

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

/** A store with songs in it, closed. */
async function stored(...names: readonly string[]): Promise<void> {
  const { store } = openDurableStore(directory, 'star');
  for (const name of names) expect(await write(store, item(name))).toBeUndefined();
  store.close();
}

const namesIn = (regime = 'star'): string[] => openDurableStore(directory, regime).restored.map(({ name }) => name);

describe('a durable store', () => {
  test('gives back what was written, in order, each thing as it was', async () => {
    const { store, restored, trouble } = openDurableStore(directory, 'star');
    expect([restored, trouble]).toEqual([[], undefined]);
    const copy: StoredItem = { ...item('b', ''), author: undefined, holding: 'replica' };
    expect(await write(store, item('a'), copy)).toBeUndefined();
    expect(await write(store, item('c'))).toBeUndefined();
    store.close();
    expect(openDurableStore(directory, 'star')).toMatchObject({
      restored: [item('a'), copy, item('c')],
      trouble: undefined,
    });
  });

  test('of a node that stores nothing makes no file', () => {
    openDurableStore(directory, 'star').store.close();
    expect(existsSync(directory)).toBe(false);
  });

  test('keeps the last that a name was given', async () => {
    const { store } = openDurableStore(directory, 'star');
    await write(store, item('a', 'old'));
    await write(store, item('a', 'new'));
    expect(openDurableStore(directory, 'star').restored.map(({ content }) => String(content))).toEqual(['new']);
  });

  test('is emptied for another regime', async () => {
    await stored('a');
    expect(namesIn('mesh')).toEqual([]);
    expect(namesIn('star')).toEqual([]);
  });

  test('cut off anywhere gives back every whole item, is no trouble, and goes on from there', async () => {
    await stored('a', 'b');
    const whole = readFileSync(file);
    const firstEnd = whole.indexOf('content of a') + 'content of a'.length;
    for (let end = 0; end < whole.length; end += 3) {
      writeFileSync(file, whole.subarray(0, end));
      const { store, restored, trouble } = openDurableStore(directory, 'star');
      expect([end, restored.map(({ name }) => name), trouble]).toEqual([end, end < firstEnd ? [] : ['a'], undefined]);
      expect(await write(store, item('c'))).toBeUndefined();
      store.close();
      expect(namesIn()).toEqual(end < firstEnd ? ['c'] : ['a', 'c']);
    }
  });

  test('that was damaged anywhere gives back nothing wrong, says where it is damaged, writes nothing and stays as it is', async () => {
    await stored('a', 'b', 'c');
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 5) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 0x41;
      writeFileSync(file, bytes);
      const { store, restored, trouble } = openDurableStore(directory, 'star');
      for (const one of restored) expect(one).toEqual(item(one.name));
      expect(trouble).toMatchObject({ code: 'store-broken', text: expect.stringContaining(file) });
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
    const title = encodeTitle('star', 99);
    writeFileSync(file, Buffer.concat([title, bytes]));
    const { store, restored, trouble } = openDurableStore(directory, 'star');
    expect(restored).toEqual([]);
    expect(trouble?.text).toContain('format 99, this version knows 1');
    expect(await write(store, item('b'))).toMatchObject({ code: 'store-broken' });
    expect(readFileSync(file).length).toBe(title.length + bytes.length);
  });

  test('that is something else is not touched', async () => {
    await stored('a');
    writeFileSync(file, 'somebody else wrote this, and more than a head of it');
    expect(openDurableStore(directory, 'star').trouble).toMatchObject({ code: 'store-broken' });
    expect(readFileSync(file, 'utf8')).toContain('somebody else');
  });

  test('in a place that cannot be made refuses to write and says why', async () => {
    writeFileSync(directory, 'a file in its place');
    const { store, trouble } = openDurableStore(directory, 'star');
    expect(trouble?.text ?? (await write(store, item('a')))?.text).toMatch(/ENOTDIR|EEXIST/);
  });

  test('never gives back what came behind a cut, though it once was there', async () => {
    await stored('a', 'b');
    truncateSync(file, statSync(file).size - 1);
    expect(namesIn()).toEqual(['a']);
    appendFileSync(file, Buffer.alloc(3));
    expect(namesIn()).toEqual(['a']);
  });
});
