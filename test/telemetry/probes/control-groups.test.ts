import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupLimits } from '../../../source/telemetry/probes/control-groups.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'starmesh-groups-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function place(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), `${text}\n`);
  }
}

describe('limits of control groups', () => {
  it('are read in version 2, of the own group and of those around it', () => {
    place({
      'a/b/memory.max': 'max',
      'a/b/memory.current': '5',
      'a/memory.max': '1000',
      'a/memory.current': '400',
      'a/b/pids.max': '60',
      'a/b/pids.current': '12',
    });
    expect(groupLimits('memory', root, '0::/a/b\n')).toEqual([{ limit: 1000, used: 400 }]);
    expect(groupLimits('pids', root, '0::/a/b\n')).toEqual([{ limit: 60, used: 12 }]);
  });

  it('are read in version 1, where a container sees its own group as the root', () => {
    place({
      'memory/memory.limit_in_bytes': '512',
      'memory/memory.usage_in_bytes': '100',
      'pids/pids.max': '30',
      'pids/pids.current': '3',
    });
    const own = '5:pids:/docker/c0ffee\n4:memory:/docker/c0ffee\n1:cpu,cpuacct:/docker/c0ffee\n0::/\n';
    expect(groupLimits('memory', root, own)).toEqual([{ limit: 512, used: 100 }]);
    expect(groupLimits('pids', root, own)).toEqual([{ limit: 30, used: 3 }]);
  });

  it('are none where nothing is limited, or nothing is told', () => {
    place({ 'memory/g/memory.limit_in_bytes': '9223372036854771712', 'memory/g/memory.usage_in_bytes': '1' });
    expect(groupLimits('memory', root, '4:memory:/g\n0::/\n')).toEqual([]);
    expect(groupLimits('pids', root, '0::/\n')).toEqual([]);
    expect(groupLimits('memory', root, '')).toEqual([]);
  });
});
