import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { onTestFinished } from 'vitest';

/** How a program ended, and what it said. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from the last output to the end of the process. */
  readonly lingeredMs: number;
}

/** A program that runs. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built `starmesh` as people do; it is ended with the test, if it has not before. */
export function starmesh(args: readonly string[], nodeArgs: readonly string[] = []): Running {
  return start(process.execPath, [...nodeArgs, 'dist/bin.js', ...args]);
}

/** Starts a program in a process group of its own, whose id is its pid. */
export function start(command: string, args: readonly string[]): Running {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} cannot be started`);
  const output = { stdout: '', stderr: '' };
  let lastAt = performance.now();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      lastAt = performance.now();
    });
  }
  let endedAt = 0;
  child.once('exit', () => {
    endedAt = performance.now();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (exitCode, signal) =>
      resolve({ exitCode, signal, ...output, lingeredMs: Math.max(0, endedAt - lastAt) }),
    );
  });
  onTestFinished(() => {
    if (!isGone(pid)) child.kill('SIGKILL');
  });
  return { pid, child, ended };
}

/** Asks again and again until the answer is something; says what it waited for when it never is. */
export async function eventually<T>(what: string, ask: () => T | undefined | false, msMax = 15_000): Promise<T> {
  const giveUpAt = performance.now() + msMax;
  for (;;) {
    const answer = ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > giveUpAt) throw new Error(`not within ${msMax} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Processes of one program that a process started, and that have not ended. */
export function childrenOf(pid: number, program: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid && textOf(child, 'cmdline').includes(program) && !isGone(child));
}

/** Bytes that a process has written so far, to files and to sockets. */
export function bytesWrittenBy(pid: number): number {
  return Number(/^wchar:\s+(\d+)/m.exec(textOf(pid, 'io'))?.[1] ?? 0);
}

/** Whether a process has ended; one that waits to be collected has. */
export function isGone(pid: number): boolean {
  const state = /^State:\s+(\w)/m.exec(textOf(pid, 'status'))?.[1];
  return state === undefined || state === 'Z' || state === 'X';
}

/** Whether a process of ours listens to signals already. SIGINT does not tell: Node itself catches that from the beginning. */
export function listensToSignals(pid: number): boolean {
  const caught = /^SigCgt:\s+([\da-f]+)/m.exec(textOf(pid, 'status'))?.[1] ?? '0';
  return (BigInt(`0x${caught}`) & (1n << BigInt(constants.signals.SIGHUP - 1))) !== 0n;
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s+(\d+)/m.exec(textOf(pid, 'status'))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function textOf(pid: number, file: 'status' | 'cmdline' | 'io'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
