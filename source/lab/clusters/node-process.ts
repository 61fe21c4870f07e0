import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { type ControlLink, controlFile, openControlLink } from '../../drivers/node/control-link.ts';
import type { ControlMessage } from '../../protocol/control/control.ts';
import type { NodeBeginning, Order } from '../../protocol/control/orders.ts';
import { nodeEnvironment } from './node-environment.ts';

/** The process of a node, as the lab that started it holds it. */
export interface NodeProcess {
  readonly child: ChildProcess;
  /** The end of what it wrote to its standard error. */
  readonly words: string;
  readonly hasEnded: boolean;
  send(order: Order): void;
  /** Ends it without warning it. */
  kill(): void;
}

/** What is heard of a node's process. */
export interface NodeProcessEvents {
  onMessage(message: ControlMessage): void;
  /** It is gone, or could not be started; the cause is a sentence for people. Called once. */
  onGone(cause: string): void;
}

/**
 * Flags of Node for a node's process. One thread for V8's background work instead of four: a lab has more processes than cores. Flags of V8
 * itself are no alternative: `--no-opt`, `--max-lazy`, `--single-threaded` and `--jitless` each took 10 ms more CPU a process.
 */
export const nodeProcessFlags: readonly string[] = ['--v8-pool-size=1'];
const wordsMax = 2_000;

/** Starts the program of a node and tells it who it is, over a socket that nobody but the two can hold. */
export function startNodeProcess(program: string, beginning: NodeBeginning, events: NodeProcessEvents): NodeProcess {
  const child = spawn(process.execPath, [...nodeProcessFlags, program], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    detached: true, // a signal for the lab's process group (Ctrl-C, a closed terminal, `timeout`) is the lab's affair
    env: nodeEnvironment(process.env),
  });
  let words = '';
  let isGone = false;
  const gone = (cause: string): void => {
    if (!isGone) events.onGone(cause);
    isGone = true;
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-wordsMax);
  });
  child.once('error', ({ code, message }: NodeJS.ErrnoException) => gone(`cannot start a process: ${code ?? message}`));
  child.once('close', (code, signal) => gone(causeOf(code, signal, words)));
  const control = controlOf(child, events);
  control?.send(beginning);
  return {
    child,
    get words() {
      return words;
    },
    get hasEnded() {
      return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    },
    send: (order) => control?.send(order),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Undefined: the process could not be started. A pipe of `spawn` is one of two sockets that are connected with each other. */
function controlOf(child: ChildProcess, { onMessage }: NodeProcessEvents): ControlLink | undefined {
  if (child.pid === undefined) return undefined;
  return openControlLink(child.stdio[controlFile] as Socket, { onMessage, onEnd: () => undefined }); // the process ends with it, and is heard of then
}

function causeOf(code: number | null, signal: NodeJS.Signals | null, words: string): string {
  if (signal === 'SIGKILL') return 'killed (SIGKILL)';
  const lines = words.split('\n').map((line) => line.trim());
  // Node quotes the source before it says what is wrong with it.
  const reason = lines.find((line) => /^(\w*Error\b|FATAL ERROR)/.test(line)) ?? lines.find((line) => line !== '');
  return `${signal === null ? `exit code ${code ?? '?'}` : `ended by ${signal}`}${reason === undefined ? '' : `: ${reason}`}`;
}
