import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../../base/message-of.ts';
import { formatBytes } from '../../base/units.ts';
import type { Check } from './doctor-report.ts';

const name = 'Store';
const writes = 15;
const writeBytes = 4_096;
/** Below that a lab of many nodes may run out of room. */
const freeBytesAdvised = 256 * 1024 ** 2;
/** What Linux calls a file system that lies in memory. */
const tmpfsType = 0x0102_1994;

/** Whether nodes can keep their items in the folder for temporary data, and how long a durable write takes there. */
export function storeCheck(parent = tmpdir()): Check {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(path.join(parent, 'starmesh-'));
    const ms = syncMs(path.join(folder, 'probe'));
    const { bavail, bsize, type } = statfsSync(folder);
    const free = bavail * bsize;
    const isMemory = process.platform === 'linux' && type === tmpfsType;
    const remedies = [
      ...(free < freeBytesAdvised ? [`make room: ${formatBytes(freeBytesAdvised)} should be free`] : []),
      ...(isMemory ? ['set TMPDIR, or use --data DIR on a disk, for data that outlive a failure of power'] : []),
    ];
    const where = isMemory ? `${parent} lies in memory` : parent;
    const found = `${where}: ${formatBytes(free)} free, a write of 4 KiB is on the disk after ${ms.toFixed(2)} ms`;
    return {
      name,
      level: remedies.length === 0 ? 'ok' : 'warning',
      found,
      remedy: remedies.length === 0 ? undefined : remedies.join('; '),
    };
  } catch (error) {
    const found = `${parent} cannot keep anything: ${messageOf(error)}`;
    return { name, level: 'warning', found, remedy: 'make room, set TMPDIR, use --data DIR, or run with --memory' };
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** How long a durable write takes: the median of several. */
function syncMs(file: string): number {
  const fd = openSync(file, 'w');
  try {
    const bytes = Buffer.alloc(writeBytes, 1);
    const times = Array.from({ length: writes }, () => {
      const before = performance.now();
      writeSync(fd, bytes);
      fdatasyncSync(fd);
      return performance.now() - before;
    });
    return times.sort((a, b) => a - b)[Math.floor(writes / 2)] ?? 0;
  } finally {
    closeSync(fd);
  }
}
