import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WriteStream } from 'node:tty';
import { messageOf } from '../../base/message-of.ts';
import * as nodeNeeded from '../../base/node-needed.cjs';
import { formatGibibytes } from '../../base/units.ts';
import { claimLoopbackBlock, nodePort } from '../../lab/clusters/loopback-block.ts';
import { createMachineProbe } from '../../telemetry/probes/machine.ts';
import { softLimit } from '../../telemetry/probes/soft-limit.ts';
import { measureNodeCost, readSupply } from '../lab/node-capacity.ts';
import { capacityCheck } from './capacity-check.ts';
import type { Check } from './doctor-report.ts';
import { icmpCheck } from './icmp-check.ts';
import { storeCheck } from './store-check.ts';

const openFilesAdvised = 1024;

/** Looks at everything that starmesh needs. Nothing here throws: what does not work is a check with its remedy. */
export async function runChecks(program: string, terminal: Terminal): Promise<readonly Check[]> {
  return [
    nodeCheck(),
    await machineCheck(),
    terminalCheck(terminal),
    await loopbackCheck(),
    await icmpCheck(),
    openFilesCheck(),
    await tempCheck(),
    storeCheck(),
    await nodesCheck(program),
  ];
}

function nodeCheck(): Check {
  return {
    name: 'Node.js',
    level: nodeNeeded.isEnough ? 'ok' : 'failure',
    found: `${process.versions.node} (needs ${nodeNeeded.versions})`,
    remedy: nodeNeeded.isEnough ? undefined : 'install a newer one',
  };
}

async function machineCheck(): Promise<Check> {
  const figures = await createMachineProbe().read();
  if (figures === undefined) {
    return {
      name: 'Machine',
      level: 'warning',
      found: 'its figures cannot be read',
      remedy: 'the dashboard leaves them out',
    };
  }
  const { cores, cpuModel, memoryTotalBytes } = figures;
  return {
    name: 'Machine',
    level: 'ok',
    found: `${cores} cores (${cpuModel}), ${formatGibibytes(memoryTotalBytes)} of memory`,
    remedy: undefined,
  };
}

/** What is known of the terminal that the dashboard would draw on. */
export interface Terminal {
  /** Undefined: output does not go to a terminal. */
  readonly size: { readonly columns: number; readonly rows: number } | undefined;
  /** Bits of colour: 1, 4, 8 or 24. */
  readonly colorDepth: number;
  readonly locale: string | undefined;
  readonly isDumb: boolean;
}

/** Reads the terminal behind a stream. */
export function terminalOf(stream: WriteStream | NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  return {
    size: stream.isTTY ? { columns: stream.columns, rows: stream.rows } : undefined,
    colorDepth: stream.isTTY ? stream.getColorDepth(environment) : 1,
    locale: environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || undefined,
    isDumb: environment['TERM'] === 'dumb',
  };
}

/** Judges a terminal by what the dashboard needs. */
export function terminalCheck({ size, colorDepth, locale, isDumb }: Terminal): Check {
  if (size === undefined || isDumb) {
    const found = isDumb ? 'TERM is dumb: it cannot be drawn on' : 'output does not go to a terminal';
    return { name: 'Terminal', level: 'warning', found, remedy: 'the dashboard needs one; `starmesh run` does not' };
  }
  const colors = new Map([
    [4, '16 colours'],
    [8, '256 colours'],
    [24, '16 million colours'],
  ]).get(colorDepth);
  const remedies = [
    ...(size.columns < 60 || size.rows < 16 ? ['make it 60x16 at least'] : []),
    ...(isUtf8(locale) ? [] : ['use --ascii, or a UTF-8 locale (export LANG=C.UTF-8)']),
  ];
  return {
    name: 'Terminal',
    level: remedies.length === 0 ? 'ok' : 'warning',
    found: `${size.columns}x${size.rows} (80x24 shows everything), ${colors ?? 'no colours'}, locale ${locale ?? 'not set'}`,
    remedy: remedies.length === 0 ? undefined : remedies.join('; '),
  };
}

function isUtf8(locale: string | undefined): boolean {
  return process.platform === 'win32' || /utf-?8/i.test(locale ?? '');
}

/** Claims addresses in the way that a lab does: listens and connects. */
async function loopbackCheck(): Promise<Check> {
  const name = 'Loopback';
  try {
    const { host, port, trouble, close } = await claimLoopbackBlock();
    close();
    const isTaken = trouble === 'EADDRINUSE';
    const who = `another program listens on port ${nodePort} of all addresses`;
    if (host !== '127.0.0.1') {
      return {
        name,
        level: 'ok',
        found: `every node gets an address of its own (tried ${host}:${port}${isTaken ? `: ${who}` : ''})`,
        remedy: undefined,
      };
    }
    const remedy = isTaken
      ? 'none needed; ss -ltnp shows what listens on so many ports'
      : 'none needed; on Linux all of 127.0.0.0/8 answers, where no filter is in the way';
    const found = `only 127.0.0.1 (${trouble}): nodes share it and differ by port`;
    return { name, level: 'warning', found, remedy };
  } catch (error) {
    const remedy = 'ip link set lo up, and look for filters (nft list ruleset) of 127.0.0.0/8';
    return { name, level: 'failure', found: messageOf(error), remedy };
  }
}

function openFilesCheck(): Check {
  const limit = softLimit('Max open files');
  const isLow = limit !== undefined && limit < openFilesAdvised;
  return {
    name: 'Open files',
    level: isLow ? 'warning' : 'ok',
    found: limit === undefined ? 'no limit is known' : `${limit} for each process`,
    remedy: isLow ? `ulimit -n ${openFilesAdvised} before starmesh, for networks of many connections` : undefined,
  };
}

async function tempCheck(): Promise<Check> {
  const name = 'Temp folder';
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'starmesh-'));
    await writeFile(path.join(folder, 'probe'), 'x').finally(() => rm(folder, { recursive: true, force: true }));
    return { name, level: 'ok', found: `${tmpdir()} can be written`, remedy: undefined };
  } catch (error) {
    const remedy = 'make room or correct its rights, or set TMPDIR to a folder that can be written';
    return { name, level: 'failure', found: `${tmpdir()} cannot be written: ${messageOf(error)}`, remedy };
  }
}

async function nodesCheck(program: string): Promise<Check> {
  try {
    return capacityCheck(await measureNodeCost(program), readSupply());
  } catch (error) {
    const found = messageOf(error);
    return {
      name: 'Nodes',
      level: 'failure',
      found: `a node process cannot start: ${found}`,
      remedy: startRemedy(found),
    };
  }
}

/** Why a process does not start, in its own words, and what helps. */
function startRemedy(reason: string): string {
  if (/shared librar|Library not loaded|GLIBC|\.so\b|\.dylib\b/i.test(reason))
    return `Node finds a library no more: ldd ${process.execPath} names it; install it, or export LD_LIBRARY_PATH`;
  if (/EAGAIN|ENOMEM|pthread_create|uv_thread_create/.test(reason))
    return 'raise the limits (ulimit -u) or free memory';
  if (/EACCES|EPERM/.test(reason)) return `allow ${process.execPath} to be executed`;
  return 'install starmesh again (in a checkout: npm run build)';
}
