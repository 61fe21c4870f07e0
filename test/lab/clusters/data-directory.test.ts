import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTemporaryData, openKeptData } from '../../../source/lab/clusters/data-directory.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'starmesh-directory-test-'));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const run = { seed: 1, nodes: 8, valueSize: 4096 };
const at = (name: string): string => path.join(parent, name);
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
    const living = await createTemporaryData(parent);
    const deadLock = path.join(living.path, 'temporary');
    const gone = folder('starmesh-lab-gone00', 'x');
    linkSync(deadLock, path.join(gone, 'temporary'));
    await living.close(); // nobody listens on the other link any more
    const other = folder('other', 'x');
    symlinkSync(other, at('starmesh-lab-symbol'));
    const foreign = folder('starmesh-lab-abcdef', 'letters');
    const longer = folder('starmesh-lab-results', 'x');
    const kept = folder('starmesh-lab-kept00', 'starmesh.json');
    for (const place of [other, longer, kept]) linkSync(path.join(gone, 'temporary'), path.join(place, 'temporary'));
    const before = readdirSync(parent, { recursive: true }).filter((name) => !String(name).includes('-gone00'));
    await (await createTemporaryData(parent)).close();
    expect(readdirSync(parent, { recursive: true }).sort()).toEqual(before.sort());
    expect(existsSync(foreign)).toBe(true);
  });

  test('removes none that is kept, whatever its name is', async () => {
    for (const name of ['starmesh-lab-data', 'starmesh-lab-data01']) {
      await (await openKeptData(at(name), run)).close();
      mkdirSync(at(`${name}/n1`));
    }
    await (await createTemporaryData(parent)).close();
    expect(readdirSync(parent).sort()).toEqual(['starmesh-lab-data', 'starmesh-lab-data01']);
  });

  test('leaves that of a lab that lives', async () => {
    const living = await createTemporaryData(parent);
    await (await createTemporaryData(parent)).close();
    expect(readdirSync(parent)).toEqual([path.basename(living.path)]);
    await living.close();
  });

  function folder(name: string, file: string): string {
    mkdirSync(at(name));
    writeFileSync(path.join(at(name), file), 'x');
    return at(name);
  }

  test('of labs that start at the same moment is one for each, whatever they take for leftovers', async () => {
    for (let round = 0; round < 10; round++) {
      const all = await Promise.all(Array.from({ length: 4 }, () => createTemporaryData(parent)));
      for (const data of all) expect(readdirSync(data.path)).toEqual(['temporary']);
      await Promise.all(all.map((data) => data.close()));
    }
    expect(readdirSync(parent)).toEqual([]);
  });

  test('that cannot be made says what to do', async () => {
    writeFileSync(at('file'), '');
    await expect(createTemporaryData(at('file'))).rejects.toThrow(/cannot be written: ENOTDIR.*--memory/);
  });
});

describe('a directory that is kept', () => {
  test.each([
    ['pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['device', (file: string) => symlinkSync('/dev/zero', file)],
  ])('whose format is a %s without an end is refused', async (name, make) => {
    mkdirSync(at(name));
    make(at(`${name}/starmesh.json`));
    await expect(openKeptData(at(name), run)).rejects.toThrow('starmesh.json in it is damaged');
  });

  test('is made, locked while it is used, and stays with what is in it', async () => {
    const data = await openKeptData(at('kept/here'), run);
    writeFileSync(path.join(data.path, 'x'), '');
    await expect(openKeptData(at('kept/here'), run)).rejects.toThrow('is used by another starmesh; end that, or name');
    await data.close();
    const again = await openKeptData(at('kept/here'), run);
    expect(readdirSync(again.path).sort()).toEqual(['lock', 'starmesh.json', 'x']);
    await again.close();
    expect(readdirSync(again.path).sort()).toEqual(['starmesh.json', 'x']);
  });

  test('notes what its items follow from, and nothing else of a run', async () => {
    const long = { ...run, faults: Array.from({ length: 1_000 }, (_, at) => ({ atMs: at, text: 'x'.repeat(100) })) };
    for (let time = 0; time < 2; time++) await (await openKeptData(at('kept'), long)).close();
    const note = '{"format":2,"seed":1,"nodes":8,"valueSize":4096}';
    expect(readFileSync(at('kept/starmesh.json'), 'utf8')).toBe(`${note}\n`);
    written('{"for', 'advised');
    const refusal = await openKeptData(at('advised'), run).then(String, String);
    written(/like ({.*?})/.exec(refusal)?.[1] ?? '', 'advised'); // what it says to write is read
    await (await openKeptData(at('advised'), run)).close();
  });

  test('of one of five that ask at the same moment is refused to the others for that alone', async () => {
    for (let round = 0; round < 20; round++) {
      const place = at(`kept${round}`);
      const asked = await Promise.allSettled(Array.from({ length: 5 }, () => openKeptData(place, run)));
      const refusals = asked.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      expect(refusals).toEqual(Array(4).fill(expect.stringContaining('is used by another starmesh')));
      for (const one of asked) if (one.status === 'fulfilled') await one.value.close();
      expect(readdirSync(place)).toEqual(['starmesh.json']);
    }
  });

  test.each([
    ['is a file', () => writeFileSync(at('kept'), ''), /is not a directory; name another one/],
    ['lies in a file', () => writeFileSync(at('kept'), ''), /cannot be made: ENOTDIR/, 'kept/here'],
    ['holds other things', () => mkdirSync(at('kept/letters'), { recursive: true }), /holds other things \(letters\)/],
    ['is of a newer version', () => written('{"format":99}'), /newer starmesh \(format 99, this one knows 2\)/],
    ['is of an older version', () => written('{"format":1}'), /older starmesh \(format 1, this one knows 2\)/],
    [
      'says nothing of its version',
      () => written('{"for'),
      /to keep its data write .* like {"format":2,"seed":1,"nodes":8,"valueSize":4096}/,
    ],
  ])('that %s is refused, and left as it is', async (_what, prepare, message, name = 'kept') => {
    prepare();
    await expect(openKeptData(at(name), run)).rejects.toThrow(message);
    expect(existsSync(path.join(at(name), 'lock'))).toBe(false);
  });

  describe.each(['lock', 'lock-0123456789abcdef', 'lock-0123456789abcdef.new', 'starmesh.json.new'])(
    'with a file called %s of somebody',
    (name) => {
      test.each(['file', 'link'])('is refused, and the %s stays', async (type) => {
        mkdirSync(at('kept'));
        writeFileSync(at('letters'), 'dear');
        const place = at(`kept/${name}`);
        if (type === 'file') writeFileSync(place, 'dear');
        else symlinkSync(at('letters'), place);
        await expect(openKeptData(at('kept'), run)).rejects.toThrow(`holds other things (${name})`);
        written('{"format":2,"seed":1,"nodes":8,"valueSize":4096}');
        await expect(openKeptData(at('kept'), run)).rejects.toThrow(new RegExp(`${name} in it is .*, move it away`));
        expect([readFileSync(place, 'utf8'), readFileSync(at('letters'), 'utf8')]).toEqual(['dear', 'dear']);
        expect(readdirSync(at('kept')).sort()).toEqual([name, 'starmesh.json'].sort());
      });
    },
  );

  test.each(['', '{"for', '{"format":2,"seed":1,"nodes":8,"valueSize":4096}\n'])(
    'whose note a killed lab had begun to write is used: %j',
    async (begun) => {
      mkdirSync(at('kept'));
      writeFileSync(at('kept/starmesh.json.new'), begun);
      await (await openKeptData(at('kept'), run)).close();
      expect(readdirSync(at('kept'))).toEqual(['starmesh.json']);
    },
  );

  test('may lie behind a link, and is made with all that is missing above it', async () => {
    mkdirSync(at('real'));
    symlinkSync(at('real'), at('link'));
    symlinkSync(at('gone'), at('dangling'));
    await (await openKeptData(at('link/a/b/c'), run)).close();
    expect(readdirSync(at('real/a/b/c'))).toEqual(['starmesh.json']);
    await expect(openKeptData(at('dangling'), run)).rejects.toThrow('cannot be made: EEXIST');
  });

  test.each([
    [{ seed: 2 }, '--seed 2', '--seed 1'],
    [
      { seed: 2, nodes: 9, valueSize: 64 },
      '--seed 2 --nodes 9 --value-size 64',
      '--seed 1 --nodes 8 --value-size 4096',
    ],
  ])('with the data of another run is refused, and says how to keep them: %j', async (change, wanted, kept) => {
    await (await openKeptData(at('kept'), run)).close();
    await (await openKeptData(at('kept'), { ...run, ...change })).close(); // it keeps nothing yet
    await (await openKeptData(at('kept'), run)).close();
    mkdirSync(at('kept/n1'));
    await expect(openKeptData(at('kept'), { ...run, ...change })).rejects.toThrow(
      `keeps the data of ${kept}, this run is ${wanted}; to go on with them give ${kept}, to begin anew name another`,
    );
    expect(readdirSync(at('kept')).sort()).toEqual(['n1', 'starmesh.json']);
    await (await openKeptData(at('kept'), run)).close();
  });

  test.skipIf(process.getuid?.() === 0)('that cannot be written is refused', async () => {
    mkdirSync(at('kept'));
    chmodSync(at('kept'), 0o500);
    await expect(openKeptData(at('kept'), run)).rejects.toThrow(/cannot be written: EACCES.*correct its rights/);
  });

  function written(text: string, name = 'kept'): void {
    mkdirSync(at(name), { recursive: true });
    writeFileSync(path.join(at(name), 'starmesh.json'), text);
  }
});
