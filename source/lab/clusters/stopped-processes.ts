import { type ChildProcess, spawn } from 'node:child_process';

/** Children that are stopped (SIGSTOP) and let go on (SIGCONT). */
export interface StoppedProcesses {
  pause(child: ChildProcess): void;
  resume(child: ChildProcess): void;
}

/**
 * A node that is stopped cannot notice that the lab is gone, and would stay for ever: it is in a session of its own, so no signal comes with the
 * terminal either. So each stopped node has a guard, one small shell, which waits on a pipe from the lab. When the pipe ends without a word, the lab
 * was killed: the guard lets the node go on, which sees its control connection ended and exits.
 */
export function createStoppedProcesses(): StoppedProcesses {
  const guards = new Map<number, ChildProcess>();

  function guard(child: ChildProcess, pid: number): void {
    const shell = spawn('/bin/sh', ['-c', 'read -r word || kill -CONT "$1"', 'sh', String(pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    shell.on('error', () => undefined); // without a shell a killed lab leaves the node behind; nothing else changes
    shell.stdin?.on('error', () => undefined);
    shell.unref();
    guards.set(pid, shell);
    child.once('exit', () => dismiss(pid)); // before its number can belong to somebody else
  }

  function dismiss(pid: number): void {
    guards.get(pid)?.stdin?.end('over\n');
    guards.delete(pid);
  }

  return {
    pause(child) {
      const { pid } = child;
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null || guards.has(pid)) return;
      guard(child, pid);
      child.kill('SIGSTOP');
    },
    resume(child) {
      if (child.pid === undefined) return;
      child.kill('SIGCONT');
      dismiss(child.pid);
    },
  };
}
