import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTemporaryData, openKeptData } from '../../../source/lab/clusters/data-directory.ts';
import { isRunning, myself, parseProcessName, processText } from '../../../source/lab/clusters/process-name.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'starmesh-directory-test-'));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const at = (name: string): string => path.join(parent, name);
/** No process has so high a number. */
const goneProcess = '4194305000-7';

describe('a temporary directory', () => {
  test('has a place for each node, and is gone with the lab, whatever is in it', async () => {
    const data = await createTemporaryData(parent);
    expect(data.placeOf(nodeId(3))).toBe(path.join(data.path, 'n3'));
    mkdirSync(data.placeOf(nodeId(3)));
    writeFileSync(path.join(data.placeOf(nodeId(3)), 'items.log'), 'x');
    await data.close();
    expect(readdirSync(parent)).toEqual([]);
  });

  test('removes those of labs that are gone, and nothing else', async () => {
    const mine = `starmesh-data-${processText(myself())}-abcdef`;
    const reused = `starmesh-data-${process.pid}-1-abcdef`;
    const left = [mine, 'starmesh-data-no-number', 'other'];
    for (const name of [...left, reused, `starmesh-data-${goneProcess}-abcdef`]) mkdirSync(at(name));
    symlinkSync(at('other'), at(`starmesh-data-${goneProcess}-symbol`));
    writeFileSync(path.join(at(reused), 'x'), 'x');
    const data = await createTemporaryData(parent);
    await data.close();
    expect(readdirSync(parent).sort()).toEqual([...left, `starmesh-data-${goneProcess}-symbol`].sort());
  });

  test('that cannot be made says what to do', async () => {
    writeFileSync(at('file'), '');
    await expect(createTemporaryData(at('file'))).rejects.toThrow(/cannot be written: ENOTDIR.*--memory/);
  });
});

describe('a directory that is kept', () => {
  test('is made, locked while it is used, and stays with what is in it', async () => {
    const data = openKeptData(at('kept/here'));
    writeFileSync(path.join(data.path, 'x'), '');
    expect(() => openKeptData(at('kept/here'))).toThrow(`is used by another starmesh (process ${process.pid})`);
    await data.close();
    const again = openKeptData(at('kept/here'));
    expect(readdirSync(again.path).sort()).toEqual(['lock', 'starmesh.json', 'x']);
    await again.close();
    expect(readdirSync(again.path).sort()).toEqual(['starmesh.json', 'x']);
  });

  test('is free again when the lab that used it was killed', async () => {
    mkdirSync(at('kept'));
    writeFileSync(path.join(at('kept'), 'lock'), goneProcess);
    await openKeptData(at('kept')).close();
    writeFileSync(path.join(at('kept'), 'lock'), 'cut of');
    await openKeptData(at('kept')).close();
    expect(existsSync(path.join(at('kept'), 'lock'))).toBe(false);
  });

  test.each([
    ['is a file', () => writeFileSync(at('kept'), ''), /is not a directory; name another one/],
    ['lies in a file', () => writeFileSync(at('kept'), ''), /cannot be made: ENOTDIR/, 'kept/here'],
    ['holds other things', () => mkdirSync(at('kept/letters'), { recursive: true }), /holds other things \(letters\)/],
    ['is of a newer version', () => written('{"format":99}'), /newer starmesh \(format 99, this one knows 1\)/],
    ['says nothing of its version', () => written('{"for'), /starmesh.json in it is damaged/],
  ])('that %s is refused, and left as it is', (_what, prepare, message, name = 'kept') => {
    prepare();
    expect(() => openKeptData(at(name))).toThrow(message);
    expect(existsSync(path.join(at(name), 'lock'))).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be written is refused', () => {
    mkdirSync(at('kept'));
    chmodSync(at('kept'), 0o500);
    expect(() => openKeptData(at('kept'))).toThrow(/cannot be written: EACCES.*correct its rights/);
  });

  function written(text: string): void {
    mkdirSync(at('kept'));
    writeFileSync(path.join(at('kept'), 'starmesh.json'), text);
  }
});

describe('the name of a process', () => {
  test('says whether that process runs, not whether one with its number does', () => {
    expect(isRunning(myself())).toBe(true);
    expect(isRunning({ ...myself(), startedAt: 1 })).toBe(process.platform !== 'linux');
    expect(parseProcessName(processText(myself()))).toEqual(myself());
    expect(['', '0-1', 'x', '1', '1-2-3'].map(parseProcessName)).toEqual(Array(5).fill(undefined));
  });
});
