import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTerminalInput } from '../../../source/ui/terminal/terminal-input.ts';

/** An input over a terminal from which a test says what comes. */
function open() {
  const modes: boolean[] = [];
  const heard: unknown[] = [];
  const written: string[] = [];
  let interrupts = 0;
  const nothing = () => undefined;
  const stdin = Object.assign(new EventEmitter(), {
    ...{ resume: nothing, pause: nothing, setRawMode: (isRaw: boolean) => void modes.push(isRaw) },
  });
  const input = createTerminalInput({
    stdin: stdin as unknown as NodeJS.ReadStream,
    write: (text) => void written.push(text),
    onInterrupt: () => void interrupts++,
  });
  const listener = {
    onKey: (name: string) => void heard.push(name),
    onMouse: (event: unknown) => void heard.push(event),
    onPaste: (text: string) => void heard.push(`pasted ${text}`),
  };
  return {
    ...{ input, modes, heard, written, listener },
    send: (text: string) => void stdin.emit('data', Buffer.from(text)),
    listeners: () => stdin.listenerCount('data'),
    interrupts: () => interrupts,
  };
}

const isLast = (answer: string): boolean => answer.endsWith('c');
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let isSettled = false;
  void promise.then(() => {
    isSettled = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return isSettled;
};

describe('the input of a terminal', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is raw while it is ours, and set anew each time it is taken', () => {
    const { input, modes, listeners } = open();
    input.take();
    input.take(); // a shell had the terminal between
    expect(modes).toEqual([true, false, true]);
    input.release();
    input.release();
    expect([modes, listeners()]).toEqual([[true, false, true, false], 0]);
  });

  it('keeps what is typed before somebody listens, in its order, and drops what comes after', async () => {
    const { input, send, heard, listener } = open();
    input.take();
    send('m\x1b[200~one\x1b[201~');
    const stop = input.listen(listener);
    send('x\x1b[<0;1;1M');
    await vi.advanceTimersByTimeAsync(0);
    send('y');
    const press = { type: 'press', column: 0, row: 0 };
    expect(heard).toEqual(['m', 'pasted one', 'x', press, 'y']);
    stop();
    send('z');
    input.listen(listener);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toHaveLength(5);
  });

  it('keeps no more than a thousand keys', async () => {
    const { input, send, heard, listener } = open();
    input.take();
    send('m'.repeat(5_000));
    input.listen(listener);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toHaveLength(1_000);
  });

  it('is interrupted by Ctrl-C, however it is written, while nobody listens', () => {
    const { input, send, interrupts } = open();
    input.take();
    send('m\x03');
    send('\x1b[99;5u');
    expect(interrupts()).toBe(2);
  });

  it('tells of an Escape only after a look at what has come meanwhile', async () => {
    const { input, send, heard, listener } = open();
    input.take();
    input.listen(listener);
    send('\x1b');
    vi.advanceTimersByTime(49);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    expect(heard).toEqual(['escape']);
    send('\x1b[');
    send('A');
    expect(heard).toEqual(['escape', 'up']);
  });

  it('gives the answers to a question, and none of them to those who listen', async () => {
    const { input, send, heard, written, listener } = open();
    input.take();
    input.listen(listener);
    const question = input.ask('what?', isLast);
    const answers = question.answers(200);
    send('j\x1b]11;rgb:0/0/0\x1b\\');
    expect(await settled(answers)).toBe(false);
    send('\x1b[?62ck');
    expect(await answers).toEqual(['\x1b]11;rgb:0/0/0\x1b\\', '\x1b[?62c']);
    expect([written, heard]).toEqual([['what?'], ['j', 'k']]);
  });

  it('waits for answers no longer than it is told to', async () => {
    const { input, send } = open();
    input.take();
    const question = input.ask('what?', isLast);
    const answers = question.answers(200);
    send('\x1b[1;7R');
    await vi.advanceTimersByTimeAsync(201);
    expect(await answers).toEqual(['\x1b[1;7R']);
  });

  it('is given back after the answers, or two seconds after the question', async () => {
    const { input, send, modes } = open();
    input.take();
    input.ask('what?', isLast);
    const closed = input.close();
    expect(await settled(closed)).toBe(false);
    expect(modes).toEqual([true]);
    send('\x1b[?62c');
    await closed;
    expect(modes).toEqual([true, false]);

    const silent = open();
    silent.input.take();
    silent.input.ask('what?', isLast);
    await vi.advanceTimersByTimeAsync(1_500);
    const last = silent.input.close();
    await vi.advanceTimersByTimeAsync(499);
    expect(silent.modes).toEqual([true]);
    await vi.advanceTimersByTimeAsync(2);
    await last;
    expect(silent.modes).toEqual([true, false]);
  });
});
