import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { takeTerminal } from '../../../source/commands/dashboard/take-terminal.ts';
import { openScreen } from '../../../source/ui/open-screen.ts';

/** A terminal without a window, and what becomes of it. */
function place() {
  const happened: string[] = [];
  let signal: () => void = () => undefined;
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => happened.push(isRaw ? 'raw' : 'not raw'),
  });
  const stdout = Object.assign(new EventEmitter(), {
    ...{ columns: 80, rows: 24, isTTY: true },
    write(text: string, done?: () => void) {
      if (text.includes('\x1b[?1049h')) happened.push('screen');
      if (text.includes('\x1b[?1049l')) happened.push('no screen');
      done?.();
      return true;
    },
  });
  return {
    happened,
    interrupt: () => signal(),
    onInterrupt: (call: () => void) => {
      signal = call;
    },
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
  };
}

const listeners = () => [process.listenerCount('exit'), process.listenerCount('warning')];

it('gives the terminal back at the end', async () => {
  const terminal = place();
  const before = listeners();
  expect(await takeTerminal(terminal, openScreen, async () => [...terminal.happened])).toEqual(['raw', 'screen']);
  expect(terminal.happened.slice(2)).toEqual(['not raw', 'no screen']);
  expect(listeners()).toEqual(before);
});

it('gives it back when its user fails, and passes the failure on', async () => {
  const terminal = place();
  const failure = new Error('the lab broke');
  await expect(takeTerminal(terminal, openScreen, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(terminal.happened).toEqual(['raw', 'screen', 'not raw', 'no screen']);
});

it('tells its user of a signal, who ends in order', async () => {
  const terminal = place();
  const end = takeTerminal(terminal, openScreen, ({ signal }) => signal);
  terminal.interrupt();
  expect(await end).toBe('signal');
  expect(terminal.happened.slice(2)).toEqual(['not raw', 'no screen']);
});

it('holds the warnings of Node until the terminal is given back', async () => {
  const terminal = place();
  const shown: string[] = [];
  const before = process.listeners('warning');
  process.removeAllListeners('warning'); // Node's own one prints it
  process.on('warning', (warning) => shown.push(warning.message));
  await takeTerminal(terminal, openScreen, async () => {
    process.emit('warning', new Error('old'));
    expect(shown).toEqual([]);
  });
  process.removeAllListeners('warning');
  for (const listener of before) process.on('warning', listener);
  expect(shown).toEqual(['old']);
});

it('opens no screen where there is to be none', async () => {
  const terminal = place();
  await takeTerminal(
    terminal,
    () => undefined,
    async ({ screen }) => expect(screen).toBeUndefined(),
  );
  expect(terminal.happened).toEqual([]);
});
