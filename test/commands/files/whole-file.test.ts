import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reportKind } from '../../../source/commands/compare/compare-options.ts';
import { requireWritable, writeWhole } from '../../../source/commands/files/whole-file.ts';
import { castKind, svgKind } from '../../../source/commands/replay/replay-options.ts';

const report = '<!doctype html>\n<html>\n<head>\n<title>starmesh: measured</title>\n</html>\n';

function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'starmesh-whole-file-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const at = (file: string, force = false) => ({ file, kind: reportKind, force });
const refusal = (file: string, force = false) => {
  try {
    requireWritable(at(file, force));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the place of a document', () => {
  it('is refused before anything runs when it cannot be written', () => {
    const made = temporaryFolder();
    expect(refusal(made)).toMatch(/^--report .* is a folder; name a file in it, like .*report\.html$/);
    expect(refusal(path.join(made, 'missing', 'x.html'))).toMatch(/there is no folder .*missing; make it first/);
    expect(refusal('/proc/x.html')).toMatch(/cannot be written/);
    expect(refusal(path.join(made, 'x'.repeat(300)))).toMatch(/cannot be used: ENAMETOOLONG.*; name another place$/);
    expect(refusal('/dev/null', true)).toMatch(/no ordinary file/);
    expect(refusal(path.join(made, 'x.html'))).toBeUndefined();
    expect(readdirSync(made)).toEqual([]);
  });

  it('is free when a whole document of the same kind is there, and nothing else', () => {
    const file = path.join(temporaryFolder(), 'x.html');
    const taken = `--report ${file} is there already, and it is not a report that starmesh wrote to its end; name another file, or add --force to write over it`;
    for (const other of ['keep', '', report.slice(0, -2), '<!doctype html>\n<title>mine</title></html>\n']) {
      writeFileSync(file, other);
      expect(refusal(file), other).toBe(taken);
      expect(refusal(file, true), other).toBeUndefined();
      expect(readFileSync(file, 'utf8')).toBe(other);
    }
    writeFileSync(file, report);
    expect(refusal(file)).toBeUndefined();
  });

  it('is never a link, with --force neither, wherever it leads', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'target'), report);
    for (const target of ['target', 'nowhere']) {
      const link = path.join(folder, `to-${target}`);
      symlinkSync(path.join(folder, target), link);
      for (const force of [false, true])
        expect(refusal(link, force)).toBe(
          `--report ${link} is a link, and links are not followed; name the file itself`,
        );
    }
    expect(readdirSync(folder).sort()).toEqual(['target', 'to-nowhere', 'to-target']);
  });

  it('knows each kind by its beginning and its end', () => {
    const file = path.join(temporaryFolder(), 'x');
    const wholes = {
      report,
      svg: '<svg xmlns="x" viewBox="0 0 1 1">\n<title>starmesh, 2026</title>\n</svg>\n',
      cast: '{"version":2,"width":80,"title":"starmesh, 2026"}\n[0,"o","x"]\n',
    };
    const kinds = { report: reportKind, svg: svgKind, cast: castKind };
    for (const [name, text] of Object.entries(wholes)) {
      writeFileSync(file, text);
      const found = Object.entries(kinds).filter(([, kind]) => kind.isWhole(file));
      expect(found.map(([kind]) => kind)).toEqual([name]);
    }
  });
});

describe('a document', () => {
  it('appears whole or not at all', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'x.html');
    writeFileSync(file, report);
    await writeWhole(at(file), ['af', 'ter']);
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['after', ['x.html']]);
    await expect(writeWhole(at(path.join(folder, 'gone', 'x.html')), 'text')).rejects.toThrow(/could not be written/);
    function* broken() {
      yield 'half';
      throw new Error('no more');
    }
    await expect(writeWhole(at(file, true), broken())).rejects.toThrow(/no more/);
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['after', ['x.html']]);
  });

  it('is not left half when the process ends while it is written', async () => {
    const folder = temporaryFolder();
    const before = process.listeners('exit');
    const there: number[] = [];
    function* ended() {
      yield 'half';
      there.push(readdirSync(folder).length);
      for (const atExit of process.listeners('exit')) if (!before.includes(atExit)) atExit(130);
      there.push(readdirSync(folder).length);
    }
    await expect(writeWhole(at(path.join(folder, 'x.html')), ended())).rejects.toThrow(/could not be written/);
    expect(there).toEqual([1, 0]);
    expect(process.listeners('exit')).toEqual(before);
  });

  it('keeps the rights of what it replaces', async () => {
    const file = path.join(temporaryFolder(), 'x.html');
    writeFileSync(file, report, { mode: 0o600 });
    await writeWhole(at(file), report);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('does not take a place that was taken while it was made', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'x.html');
    requireWritable(at(file));
    writeFileSync(file, 'keep');
    await expect(writeWhole(at(file), report)).rejects.toThrow(/is there already/);
    rmSync(file);
    mkdirSync(file);
    await expect(writeWhole(at(file), report)).rejects.toThrow(/is a folder/);
    expect(readdirSync(folder)).toEqual(['x.html']);
  });
});
