import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

/** A process that takes locks when it is told to. */
export interface Contender {
  /** Whether it got the lock `name` of a folder, which it asks for at `atMs` of the wall clock. */
  take(folder: string, name: string, atMs?: number): Promise<boolean>;
  release(): Promise<void>;
  /** Stops it, as Ctrl-Z does. */
  pause(): void;
  /** As a crash would. */
  kill(): Promise<void>;
}

const program = `
  import { takeLock } from './source/lab/clusters/folder-lock.ts';
  let lock;
  process.on('message', async ({ folder, name, atMs }) => {
    if (folder === undefined) lock?.release();
    else {
      while (Date.now() < atMs); // nothing starts five processes closer together
      try {
        lock = await takeLock(folder, name);
      } catch (error) {
        return process.send(String(error));
      }
    }
    process.send(lock !== undefined);
  });
  process.send('ready');
`;

/** Bundles their program into a folder of the test's, and gives the function that starts one; `inside` is what it is started by. */
export async function lockContenders(folder: string): Promise<(...inside: readonly string[]) => Promise<Contender>> {
  const outfile = path.join(folder, 'contender.mjs');
  const stdin = { contents: program, resolveDir: process.cwd() };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return async (...inside) => {
    const [command = process.execPath, ...args] = [...inside, process.execPath, outfile];
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await answerOf(child);
    return {
      async take(where, name, atMs = 0) {
        const answer = answerOf(child);
        child.send({ folder: where, name, atMs });
        const got = await answer;
        if (typeof got === 'string') throw new Error(got);
        return got === true;
      },
      async release() {
        const answer = answerOf(child);
        child.send({});
        await answer;
      },
      pause: () => void child.kill('SIGSTOP'),
      async kill() {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      },
    };
  };
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`it ended with ${code} instead of an answer`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer);
    });
  });
}
