import { readFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { apply, createTerminal, linesOf } from '../ui/terminal-grid.ts';

/** The built program, as `npm test` leaves it. */
export const program = path.join(import.meta.dirname, '..', '..', 'dist', 'bin.js');

/** The program on a terminal, under a shell that tells afterwards how it left the terminal. */
export interface ProgramInTerminal {
  /** The rows on the screen now. */
  readonly lines: () => string[];
  /** Everything that was written to the terminal. */
  readonly transcript: () => string;
  /** Which of its two screens the terminal shows. */
  readonly screen: () => 'normal' | 'alternate';
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Reads nothing more of what the program writes, as a window that is scroll-locked. */
  readonly stopReading: () => void;
  readonly readAgain: () => void;
  /** Closes the terminal. */
  readonly hangUp: () => void;
  /** Waits until the screen looks as wanted; looks after each piece of output. */
  readonly until: (what: string, isThere: (screen: string) => boolean) => Promise<void>;
  /** The program's own process. */
  readonly pid: () => number;
  /** Its nodes that are alive now. */
  readonly nodePids: () => number[];
  readonly exitCode: Promise<number>;
  /** Ends whatever is left of it. */
  readonly dispose: () => void;
}

/** As long as a start takes where eight programs want each core: who waits for something waits for it, and not for a time. */
const waitMsMax = 60_000;
const scriptWith = (before: string, redirection: string): string =>
  `${before} node "$@" ${redirection}; code=$?; stty -a; exit $code`;

/** What else a terminal is. */
export interface TerminalSetup {
  readonly env?: Readonly<Record<string, string>>;
  /** What it answers to what was written; undefined: nothing, as most of these tests have it. */
  readonly answer?: (written: string) => string | undefined;
  /** A file for what goes to standard error; undefined: the terminal. */
  readonly errors?: string;
  /** It says that it has neither columns nor rows. */
  readonly hasNoSize?: boolean;
}

/** Starts the program with arguments on a terminal of a size, in a folder. `nodeArgs`: what Node is given before them. */
export function startInTerminal(
  args: readonly string[],
  columns: number,
  rows: number,
  folder = process.cwd(),
  nodeArgs: readonly string[] = [program],
  { env = {}, answer = () => undefined, errors, hasNoSize = false }: TerminalSetup = {},
): ProgramInTerminal {
  const terminal = createTerminal(columns, rows);
  const seen = new Set<number>();
  const watchers = new Set<() => void>();
  const { CI, NO_COLOR, NODE_ENV, FORCE_COLOR, ...environment } = process.env;
  const script = scriptWith(hasNoSize ? 'stty columns 0 rows 0;' : '', errors === undefined ? '' : `2>${errors}`);
  const pty = spawn('sh', ['-c', script, 'sh', ...nodeArgs, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: folder,
    env: { ...environment, COLORTERM: 'truecolor', ...env },
  });
  let transcript = '';
  let applied: Promise<void> = Promise.resolve();
  pty.onData((text) => {
    transcript += text;
    const answered = answer(text);
    if (answered !== undefined) pty.write(answered);
    applied = applied.then(() => apply(terminal, text)).then(() => watchers.forEach((look) => void look()));
  });
  let isOver = false;
  const exitCode = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode: code }) => {
      isOver = true;
      void applied.then(() => resolve(code));
    });
  });

  const lines = (): string[] => linesOf(terminal);
  const pid = (): number => childrenOf(pty.pid)[0] ?? 0;
  function nodePids(): number[] {
    const own = pid();
    const pids = own === 0 ? [] : childrenOf(own);
    for (const one of [own, ...pids]) if (one !== 0) seen.add(one);
    return pids.filter(isNode);
  }

  return {
    lines,
    transcript: () => transcript,
    screen: () => terminal.buffer.active.type,
    press: (keys) => pty.write(keys),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    stopReading: () => pty.pause(),
    readAgain: () => pty.resume(),
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
    until(what, isThere) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => finish(new Error(`no ${what} on the screen:\n${lines().join('\n')}`)),
          waitMsMax,
        );
        const look = (): void => {
          nodePids();
          if (isThere(lines().join('\n'))) finish();
        };
        function finish(error?: Error): void {
          clearTimeout(timer);
          watchers.delete(look);
          if (error === undefined) resolve();
          else reject(error);
        }
        watchers.add(look);
        look();
      });
    },
    pid,
    nodePids,
    exitCode,
    dispose() {
      nodePids();
      if (!isOver) for (const one of [...seen, pty.pid]) endProcess(one);
      terminal.dispose();
    },
  };
}

/** Whether a process exists and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

/** The program also starts short-lived tools that measure the machine. */
function isNode(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node-process');
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
