import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../source/base/random.ts';
import { createReportReader, type TerminalInput } from '../../source/ui/terminal-reports.ts';

const press = (column: number, row: number) => ({ type: 'mouse', event: { type: 'press', column, row } }) as const;
const keys = (text: string) => ({ type: 'keys', text }) as const;

/** What a reader makes of chunks, with neighbouring keys put together. */
function read(...chunks: readonly string[]): TerminalInput[] {
  const reader = createReportReader();
  const merged: TerminalInput[] = [];
  for (const input of chunks.flatMap((chunk) => reader.feed(chunk))) {
    const last = merged.at(-1);
    if (input.type === 'keys' && last?.type === 'keys') merged[merged.length - 1] = keys(last.text + input.text);
    else merged.push(input);
  }
  return merged;
}

describe('createReportReader', () => {
  it.each([
    ['a press', '\x1b[<0;1;1M', [press(0, 0)]],
    ['a press far right', '\x1b[<0;1000;300M', [press(999, 299)]],
    ['a press with Ctrl', '\x1b[<16;3;4M', [press(2, 3)]],
    ['the wheel', '\x1b[<64;5;6M', [{ type: 'mouse', event: { type: 'wheel-up', column: 4, row: 5 } }]],
    ['the wheel back', '\x1b[<65;5;6M', [{ type: 'mouse', event: { type: 'wheel-down', column: 4, row: 5 } }]],
    ['a release', '\x1b[<0;1;1m', []],
    ['the right button', '\x1b[<2;1;1M', []],
    ['a movement', '\x1b[<32;1;1M', []],
    ['a place that is none', '\x1b[<0;0;1M', []],
    ['a press in the old form', '\x1b[M !"', [press(0, 1)]],
    ['a background', '\x1b]11;rgb:ffff/ffff/ffff\x07', [{ type: 'answer', text: '\x1b]11;rgb:ffff/ffff/ffff\x07' }]],
    ['a background, ended by ST', '\x1b]11;rgb:0/0/0\x1b\\', [{ type: 'answer', text: '\x1b]11;rgb:0/0/0\x1b\\' }]],
    ['what the terminal is', '\x1b[?62;22c', [{ type: 'answer', text: '\x1b[?62;22c' }]],
  ])('reads %s, however it is cut', (_what, bytes, wanted) => {
    expect(read(bytes)).toEqual(wanted);
    for (let at = 1; at < bytes.length; at++) {
      expect(read(bytes.slice(0, at), bytes.slice(at)), `cut at ${at}`).toEqual(wanted);
    }
    expect(read(...bytes)).toEqual(wanted);
  });

  it.each(['q', '\x1b[A', '\x1bOA', '\x1b[1;5C', '\x1b[Z', '\x1b[200~text\x1b[201~', '\x1bm', '\x1b[15~', 'ü→'])(
    'leaves the key %j alone, however it is cut',
    (bytes) => {
      for (let at = 1; at <= bytes.length; at++)
        expect(read(bytes.slice(0, at), bytes.slice(at))).toEqual([keys(bytes)]);
    },
  );

  it('takes an Escape with another one behind it for a key of its own', () => {
    const bytes = '\x1b\x1b[A';
    for (let at = 1; at <= bytes.length; at++)
      expect(read(bytes.slice(0, at), bytes.slice(at))).toEqual([{ type: 'escape' }, keys('\x1b[A')]);
  });

  it('throws a broken report away, and what it knows of it, but no key after it', () => {
    expect(read('\x1b[<0;1x')).toEqual([keys('x')]);
    expect(read('\x1b[<0;12\x1b[Aj')).toEqual([keys('\x1b[Aj')]);
    expect(read('\x1b[<0;1\x1b[<0;2;3M')).toEqual([press(1, 2)]);
  });

  it('says how sure it is of what it keeps', () => {
    const kindOf = (text: string) => {
      const reader = createReportReader();
      reader.feed(text);
      return [reader.pending(), reader.giveUp(), reader.pending()];
    };
    expect(kindOf('a')).toEqual(['nothing', '', 'nothing']);
    expect(kindOf('a\x1b')).toEqual(['escape', '\x1b', 'nothing']);
    expect(kindOf('\x1b[')).toEqual(['unsure', '\x1b[', 'nothing']);
    expect(kindOf('\x1b[<0;1')).toEqual(['report', '\x1b[<0;1', 'nothing']);
    expect(kindOf('\x1b]11;rgb')).toEqual(['report', '\x1b]11;rgb', 'nothing']);
  });

  it('keeps no more than a bound of what never ends', () => {
    const reader = createReportReader();
    const long = `\x1b]11;${'x'.repeat(5_000)}`;
    const out = [...long].flatMap((character) => reader.feed(character));
    expect(out.map((input) => (input.type === 'keys' ? input.text : '')).join('') + reader.giveUp()).toBe(long);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('finds every event and every key in a random stream (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 200; round++) {
      const parts = Array.from({ length: 1 + random.below(12) }, () => part(random));
      const bytes = parts.map(([text]) => text).join('');
      const inputs = read(...cutAtRandom(bytes, random));
      const shown = JSON.stringify(bytes);
      expect(
        inputs.filter(({ type }) => type === 'mouse'),
        shown,
      ).toEqual(parts.flatMap(([, event]) => event ?? []));
      const typed = inputs.map((input) => (input.type === 'keys' ? input.text : '')).join('');
      expect(typed, shown).toBe(parts.map(([text, , isKey]) => (isKey ? text : '')).join(''));
    }
  });
});

const someKeys = [
  'q',
  'm',
  ' ',
  '\r',
  '\t',
  '\x7f',
  '\x1b[A',
  '\x1b[B',
  '\x1bOC',
  '\x1b[Z',
  '\x1b[1;5C',
  '\x1b[3~',
  '<',
  'M',
  '[',
  '0;1M',
];

/** Bytes, the event in them, and whether they are keys. */
function part(random: Random): readonly [string, TerminalInput | undefined, boolean] {
  const [x, y] = [1 + random.below(300), 1 + random.below(90)];
  switch (random.below(5)) {
    case 0:
      return [`\x1b[<0;${x};${y}M`, press(x - 1, y - 1), false];
    case 1:
      return [`\x1b[<0;${x};${y}m`, undefined, false];
    case 2:
      return [random.below(2) === 0 ? '\x1b[?62;1c' : '\x1b]11;rgb:12/34/56\x1b\\', undefined, false];
    default:
      return [someKeys[random.below(someKeys.length)] ?? 'q', undefined, true];
  }
}

function cutAtRandom(text: string, random: Random): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + random.below(6);
    chunks.push(text.slice(at, at + length));
    at += length;
  }
  return chunks;
}
