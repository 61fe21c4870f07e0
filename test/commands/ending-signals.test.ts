import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endingSignals, onEndingSignal } from '../../source/commands/ending-signals.ts';

/** What somebody else listens to. */
const others = new Map(endingSignals.map((name) => [name, process.listeners(name)]));

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const [name, listeners] of others)
    for (const listener of process.listeners(name)) if (!listeners.includes(listener)) process.off(name, listener);
});

it('ends the process at once at a second Ctrl-C, but not where one comes in two ways or a signal comes twice by itself', () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
  let calls = 0;
  onEndingSignal(() => calls++);
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM'); // from the Node above
  vi.advanceTimersByTime(1_000);
  process.emit('SIGHUP', 'SIGHUP');
  expect(exit).not.toHaveBeenCalled();
  process.emit('SIGINT', 'SIGINT');
  expect(exit.mock.calls).toEqual([[130]]);
  expect(calls).toBe(1);
});
