import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createIcmpProbe, type IcmpLack } from '../../telemetry/probes/icmp.ts';
import { textOfSystem } from '../../telemetry/probes/text-of-system.ts';
import type { Check } from './doctor-report.ts';

/** What decides how ICMP is to be had on a machine. */
export interface IcmpSurroundings {
  readonly nodeMajor: number;
  /** Undefined: there is none. Asking takes as long as npm takes to start. */
  npmMajor(): number | undefined;
  readonly platform: NodeJS.Platform;
  /** The line ID of /etc/os-release: `debian`. */
  readonly distribution: string;
  /** The tools that build a native part and are not there. */
  readonly missingTools: readonly string[];
  readonly execPath: string;
}

/** The newest Node that raw-socket 1.8 builds on, the native part of net-ping: it pins an old `nan`. */
const nodeMajorThatBuilds = 22;
/** From this version on npm runs no install script that nobody has allowed. */
const npmMajorThatAsks = 11;

/** Sends echoes, or says why it cannot, what is shown instead, and what to do on this machine. */
export async function icmpCheck(): Promise<Check> {
  const probe = await createIcmpProbe();
  if (probe.type === 'unavailable') return missing(probe.reason, icmpRemedy(probe.lack, readSurroundings()));
  // The first echo pays for what is loaded on the way.
  await probe.ping('127.0.0.1');
  const ms = await probe.ping('127.0.0.1');
  probe.close();
  if (ms === undefined) return missing('no answer from 127.0.0.1', 'allow ICMP echo on loopback');
  return { name: 'ICMP', level: 'ok', found: `127.0.0.1 answers in ${ms.toFixed(2)} ms`, remedy: undefined };
}

function missing(reason: string, remedy: string): Check {
  const found = `${reason}; round trips over each node's control socket are shown instead, as ctl ms`;
  return { name: 'ICMP', level: 'warning', found, remedy: `for ICMP: ${remedy}` };
}

/** What to do about a lack on this machine, in one sentence. */
export function icmpRemedy(lack: IcmpLack, here: IcmpSurroundings): string {
  switch (lack) {
    case 'right':
      return rightRemedy(here);
    case 'package':
    case 'native-part':
    case 'other-node':
      return nativeRemedy(here);
    case 'unknown':
      return 'none is known';
  }
}

function rightRemedy({ platform, execPath }: IcmpSurroundings): string {
  if (platform === 'win32') return 'run starmesh as an administrator';
  if (platform !== 'linux') return 'run starmesh with sudo';
  return (
    `cp ${execPath} node-icmp && sudo setcap cap_net_raw+ep node-icmp, and start starmesh with that copy: ` +
    'on node itself it would give raw sockets to every script of every user'
  );
}

function nativeRemedy({ nodeMajor, npmMajor, platform, distribution, missingTools }: IcmpSurroundings): string {
  if (nodeMajor > nodeMajorThatBuilds)
    return `use Node 20 or 22; the native part of net-ping does not build on Node ${nodeMajor}`;
  const tools = missingTools.length === 0 ? '' : `${installTools(platform, distribution, missingTools)}, then `;
  const asks = (npmMajor() ?? npmMajorThatAsks) >= npmMajorThatAsks;
  const scripts = asks ? '--allow-scripts=raw-socket (pnpm: approve-builds)' : '--ignore-scripts=false';
  return `${tools}install starmesh again with ${scripts}; in a checkout: npm ci && npm rebuild raw-socket`;
}

function installTools(platform: NodeJS.Platform, distribution: string, tools: readonly string[]): string {
  if (platform === 'darwin') return 'xcode-select --install';
  if (platform === 'win32') return 'install the C++ tools of Visual Studio and Python';
  const commands: Readonly<Record<string, string>> = {
    debian: 'sudo apt install python3 make g++',
    ubuntu: 'sudo apt install python3 make g++',
    alpine: 'apk add python3 make g++',
    fedora: 'sudo dnf install python3 make gcc-c++',
    arch: 'sudo pacman -S python make gcc',
  };
  return commands[distribution] ?? `install ${tools.join(', ')}`;
}

function readSurroundings(): IcmpSurroundings {
  const tools = ['python3', 'make', 'c++'];
  return {
    nodeMajor: Number.parseInt(process.versions.node, 10),
    npmMajor: readNpmMajor,
    platform: process.platform,
    distribution: /^ID="?([\w-]+)/m.exec(textOfSystem('/etc/os-release'))?.[1] ?? '',
    missingTools: process.platform === 'win32' ? tools : tools.filter((tool) => !isOnPath(tool)),
    execPath: process.execPath,
  };
}

function readNpmMajor(): number | undefined {
  const npm = spawnSync('npm', ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 5_000,
    // Without it npm makes the folder for temporary files where there is none, and doctor is about to look for that.
    env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
  });
  const major = Number.parseInt(npm.stdout ?? '', 10);
  return Number.isNaN(major) ? undefined : major;
}

function isOnPath(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, tool)));
}
