import { afterEach, expect, test } from 'vitest';
import { holdTerminal } from '../../../source/ui/terminal/held-terminal.ts';
import type { ScreenWriter } from '../../../source/ui/terminal/screen-writer.ts';

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A terminal of 80x24, and what is done to it in order. */
function hold() {
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  const shown = { columns: 100, rows: 30 };
  let size = { columns: 80, rows: 24 };
  let resized: () => void = () => expect.fail('nobody waits for a new size');
  const writer = {
    shown: () => shown,
    resize: (columns: number, rows: number) => void done.push(`${columns}x${rows}`),
    open: (mouse: boolean) => void done.push(mouse ? 'open with mouse' : 'open'),
    close: () => done.push('close') > 0,
  } as unknown as ScreenWriter;
  const held = holdTerminal({
    terminal: {
      input: { take: note('take'), release: note('release') } as never,
      size: () => size,
      onResize(call) {
        resized = call;
        return note('no more sizes');
      },
    },
    writer,
    mouse: true,
    onChange: note('draw'),
  });
  endings.push(held.close);
  return {
    held,
    done: () => done.splice(0),
    resize(columns: number, rows: number) {
      size = { columns, rows };
      resized();
    },
  };
}

test('a screen is opened in the size that the terminal has', () => {
  expect(hold().done()).toEqual(['80x24', 'open with mouse']);
});

test('a new size is drawn at once', () => {
  const { done, resize } = hold();
  done();
  resize(120, 40);
  expect(done()).toEqual(['120x40', 'draw']);
});

test('it is lent as it was, and taken back in whatever size it has then', async () => {
  const { held, done } = hold();
  done();
  await held.lend(async () => expect(done()).toEqual(['release', 'close']));
  expect(done()).toEqual(['take', 'close', 'open with mouse', '80x24', 'draw']);
});

test('after a stop from outside it is taken back; once it is closed, no more', async () => {
  const { held, done } = hold();
  done();
  process.emit('SIGCONT');
  expect(done()).toEqual(['take', 'close', 'open with mouse', '80x24', 'draw']);
  await held.lend(async () => void held.close());
  expect(done()).toEqual(['release', 'close', 'no more sizes', 'close']);
  process.emit('SIGCONT');
  held.close();
  expect(done()).toEqual(['close']);
});
