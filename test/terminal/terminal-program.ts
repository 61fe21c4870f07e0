import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

/** A program in a real pseudo-terminal, and what its terminal shows. */
export interface TerminalProgram {
  readonly pid: number;
  readonly screen: () => string;
  /** Everything it wrote. */
  readonly written: () => string;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  signal(name: string): void;
  /** Resolves when the screen shows the text; fails with the screen when it does not in time. */
  shows(text: string | RegExp): Promise<void>;
  readonly exited: Promise<number>;
  /** Ends it by its id if it is still there. */
  close(): void;
}

const waitMsMax = 30_000;

/** Starts the built program with arguments in a terminal of a size. */
export function startInTerminal(args: readonly string[], columns: number, rows: number): TerminalProgram {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const env = { ...process.env, TERM: 'xterm-256color', COLORTERM: 'truecolor' };
  const program = spawn(process.execPath, [path.resolve('dist/bin.js'), ...args], { cols: columns, rows, env });
  const checks = new Set<() => void>();
  let written = '';
  let isOver = false;
  program.onData((data) => {
    written += data;
    terminal.write(data, () => {
      for (const check of [...checks]) check();
    });
  });
  const exited = new Promise<number>((resolve) => {
    program.onExit(({ exitCode }) => {
      isOver = true;
      resolve(exitCode);
    });
  });
  const screen = (): string => {
    const buffer = terminal.buffer.active;
    return Array.from({ length: terminal.rows }, (_, at) => buffer.getLine(at)?.translateToString(true) ?? '').join(
      '\n',
    );
  };

  return {
    pid: program.pid,
    screen,
    written: () => written,
    press: (keys) => program.write(keys),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      program.resize(newColumns, newRows);
    },
    signal: (name) => program.kill(name),
    shows: (text) =>
      new Promise((resolve, reject) => {
        const matches = (): boolean => (typeof text === 'string' ? screen().includes(text) : text.test(screen()));
        const giveUp = setTimeout(() => {
          checks.delete(check);
          reject(new Error(`${String(text)} did not come within ${waitMsMax} ms; the screen:\n${screen()}`));
        }, waitMsMax);
        function check(): void {
          if (!matches()) return;
          checks.delete(check);
          clearTimeout(giveUp);
          resolve();
        }
        checks.add(check);
        check();
      }),
    exited,
    close() {
      if (!isOver) program.kill('SIGKILL');
    },
  };
}

/** The living children of a process, from /proc. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

/** Whether a process is there and not just a zombie. */
export function isAlive(pid: number): boolean {
  const status = statusOf(pid);
  return status !== undefined && !/^State:\s+Z/m.test(status);
}

function parentOf(pid: number): number | undefined {
  const match = /^PPid:\s+(\d+)/m.exec(statusOf(pid) ?? '');
  return match === null ? undefined : Number(match[1]);
}

function statusOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined; // it is gone
  }
}
