import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../source/base/random.ts';
import { createInputParser } from '../../../source/ui/terminal/input-parser.ts';
import { heard, parsed } from './driven-parser.ts';

const mouse = (type: string, column: number, row: number) => ({ type: 'mouse', event: { type, column, row } });
const paste = (text: string) => ({ type: 'paste', text });
const answer = (text: string) => ({ type: 'answer', text });

/** Bytes cut in two, at each place, with a pause between. */
function cuts(bytes: Buffer, pauseMs: number): (readonly [Buffer, number, Buffer])[] {
  return Array.from({ length: bytes.length - 1 }, (_, at) => [
    bytes.subarray(0, at + 1),
    pauseMs,
    bytes.subarray(at + 1),
  ]);
}

const told = [
  ['a press', '\x1b[<0;1;1M', [mouse('press', 0, 0)]],
  ['a press far right', '\x1b[<0;1000;300M', [mouse('press', 999, 299)]],
  ['a press with Ctrl', '\x1b[<16;3;4M', [mouse('press', 2, 3)]],
  ['the wheel', '\x1b[<64;5;6M', [mouse('wheel-up', 4, 5)]],
  ['the wheel back', '\x1b[<65;5;6M', [mouse('wheel-down', 4, 5)]],
  ['a release', '\x1b[<0;1;1m', []],
  ['the right button', '\x1b[<2;1;1M', []],
  ['a movement', '\x1b[<32;1;1M', []],
  ['a place that is none', '\x1b[<0;0;1M', []],
  ['a press in the old form', '\x1b[M !"', [mouse('press', 0, 1)]],
  ['a press in the old form, far right', Buffer.from([0x1b, 0x5b, 0x4d, 0x20, 0xe8, 0xc3]), [mouse('press', 199, 162)]],
  ['a press in the form of rxvt', '\x1b[32;10;5M', []],
  ['the focus that came', '\x1b[I', []],
  ['the focus that went', '\x1b[O', []],
  ['where the cursor is', '\x1b[12;40R', []],
  ['what the terminal is', '\x1b[?62;22c', []],
  ['what it is besides', '\x1b[>41;390;0c', []],
  ['its third answer to that', '\x1bP!|7E565445\x1b\\', []],
  ['its name', '\x1bP>|xterm(390)\x1b\\', []],
  ['a setting', '\x1bP1$r0;1m\x1b\\', []],
  ['a capability', '\x1bP1+r544e=78\x1b\\', []],
  ['a mode', '\x1b[?2026;2$y', []],
  ['its keyboard protocol', '\x1b[?1u', []],
  ['that it is well', '\x1b[0n', []],
  ['its colour scheme', '\x1b[?997;1n', []],
  ['its size', '\x1b[8;24;80t', []],
  ['a background', '\x1b]11;rgb:ffff/ffff/ffff\x07', []],
  ['a background, ended by ST', '\x1b]11;rgb:0000/0000/0000\x1b\\', []],
  ['a colour of the palette', '\x1b]4;1;rgb:cdcd/0000/0000\x1b\\', []],
  ['its title', '\x1b]lq m x ü\x1b\\', []],
  ['a clipboard', `\x1b]52;c;${'cW14'.repeat(500)}\x07`, []],
  ['a picture that it has', '\x1b_Gi=31;OK\x1b\\', []],
  ['a private message', '\x1b^q m x\x1b\\', []],
  ['a string', '\x1bXq m x\x1b\\', []],
] as const;

describe('what a terminal reports', () => {
  it.each(told)('%s is told whole, or dropped whole, however it is cut', (_what, text, wanted) => {
    const bytes = Buffer.from(text as string);
    expect(heard(bytes)).toEqual(wanted);
    expect(heard(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual(wanted);
    for (const script of cuts(bytes, 40)) expect(heard(...script), `cut at ${script[0].length}`).toEqual(wanted);
  });

  it.each(told)('%s that is cut for 280 ms is at most an Escape', (_what, text, wanted) => {
    for (const script of cuts(Buffer.from(text as string), 280)) {
      const all = heard(...script);
      expect(all[0] === 'escape' ? all.slice(1) : all, `cut at ${script[0].length}`).toEqual(wanted);
    }
  });

  it('is told to those who asked', () => {
    expect(parsed('\x1b[12;40R\x1b]11;rgb:0/0/0\x1b\\\x1b[?62c\x1bP>|foot\x1b\\')).toEqual(
      ['\x1b[12;40R', '\x1b]11;rgb:0/0/0\x1b\\', '\x1b[?62c', '\x1bP>|foot\x1b\\'].map(answer),
    );
  });

  it.each(['[<0;10;5M', '[12;40R', '[?62;22c', ']11;rgb:0000/0000/0000\x1b\\', 'P>|xterm(390)\x1b\\'])(
    'is at most an Escape when %j comes 80 ms after its start',
    (rest) => {
      const all = heard('\x1b', 80, rest).filter((one) => typeof one === 'string');
      expect(['escape', '']).toContain(all.join());
    },
  );

  it('ends at a byte that cannot belong to it, which counts', () => {
    expect(heard('\x1b[<0;12\x1b[Aj')).toEqual(['up', 'j']);
    expect(heard('\x1b[<0;1\x1b[<0;2;3M')).toEqual([mouse('press', 1, 2)]);
    expect(heard('\x1b[12\rm')).toEqual(['return', 'm']);
    expect(heard('\x1b]11;rgb\rm')).toEqual(['return', 'm']);
    expect(heard('\x1b]11;rgb\x1b[B')).toEqual(['down']);
    expect(heard('\x1b]q')).toEqual(['q']);
    expect(heard('\x1bPq')).toEqual(['q']);
    expect(heard('\x1b[Mü\rq')).toEqual(['return', 'q']);
  });

  it.each(['\x1b[', '\x1b[<0;1', '\x1b]', '\x1b]11;', '\x1bP', '\x1bO', '\x1b[M !', '\x1b_'])(
    'lets Ctrl-C through in the middle of %j',
    (begun) => expect(heard(begun, '\x03')).toEqual(['ctrl+c']),
  );

  it.each(['\x1b[', '\x1b[<0;1', '\x1b]', '\x1b]11;', '\x1bP1', '\x1bO', '\x1b[M !', '\x1b_'])(
    'swallows the keyboard for two seconds at most after %j',
    (begun) => {
      expect(heard(begun, 2_000, 'qm')).toEqual(['q', 'm']);
      expect(heard(begun, ...Array.from('1111').flatMap((digit) => [500, digit]), 'q')).toContain('q');
    },
  );

  it('leaves Escape and a bracket by hand alone', () => {
    expect(heard('\x1b', 301, ']', 400, 'q')).toEqual(['escape', ']', 'q']);
    expect(heard('\x1b', 301, '[', 400, 'q')).toEqual(['escape', '[', 'q']);
  });

  it('drops a text of any length, and keeps no more than a bound of it', () => {
    const parser = createInputParser();
    const end = Buffer.from('\x07');
    parser.feed(Buffer.from('\x1b]52;c;'), 0);
    for (let count = 0; count < 100; count++) expect(parser.feed(Buffer.alloc(10_000, 'q'), count)).toEqual([]);
    const [event] = parser.feed(end, 100);
    expect(event?.type === 'answer' && event.text.length).toBeLessThan(1_100);
  });
});

describe('a paste', () => {
  const text = Buffer.from('\x1b[200~kill\tn3\rq\x1b[A世 \x1b[<0;1;1M \x03q\x1b[201~');
  const wanted = [paste('kill\tn3\rq\x1b[A世 \x1b[<0;1;1M \x03q')];

  it('is one text, however it is cut, with gaps of nearly five seconds', () => {
    expect(heard(text)).toEqual(wanted);
    expect(heard(...[...text].map((byte) => Buffer.from([byte])))).toEqual(wanted);
    for (const [before, , after] of cuts(text, 0).filter(([start]) => start.length >= 6 && start.at(-1) !== 3))
      for (const gap of [40, 600, 4_900]) expect(heard(before, gap, after), `cut at ${before.length}`).toEqual(wanted);
  });

  it('goes on after 600 ms of silence', () => {
    expect(heard('\x1b[200~one', 600, 'two q x\x1b[201~', 'm')).toEqual([paste('onetwo q x'), 'm']);
  });

  it('ends after five seconds of silence', () => {
    expect(heard('\x1b[200~xxx', 4_999, 'y', 5_000, 'm')).toEqual([paste('xxxy'), 'm']);
  });

  it.each(['\x03', '\x1b[99;5u', '\x1b[27;5;99~'])('does not swallow Ctrl-C (%j) that is pressed', (ctrlC) => {
    expect(heard('\x1b[200~one', 200, ctrlC, 150)).toEqual(['ctrl+c']);
    expect(heard('\x1b[200~one', ctrlC, 150)).toEqual(['ctrl+c']);
  });

  it('keeps no more than a bound of it, and finds its end', () => {
    const all = heard(`\x1b[200~${'x'.repeat(300_000)}\x1b[201~m`);
    expect(all).toHaveLength(2);
    expect(typeof all[0] === 'object' && all[0].type === 'paste' && all[0].text.length).toBeLessThan(40_001);
    expect(all[1]).toBe('m');
  });

  it('is over at a stray end', () => expect(heard('\x1b[201~m')).toEqual(['m']));
});

describe('keys', () => {
  const written: readonly (readonly [string, readonly string[]])[] = [
    ...([
      ['up', ['\x1b[A', '\x1bOA', '\x1b[1;2A', '\x1b[a', '\x1b[57419u', '\x1b[1;1:1A', '\x1b[1;129A']],
      ['down', ['\x1b[B', '\x1bOB', '\x1b[57420u']],
      ['right', ['\x1b[C', '\x1bOC']],
      ['left', ['\x1b[D', '\x1bOD']],
      ['home', ['\x1b[H', '\x1bOH', '\x1b[1~', '\x1b[7~', '\x1b[7$']],
      ['end', ['\x1b[F', '\x1bOF', '\x1b[4~', '\x1b[8~']],
      ['pageup', ['\x1b[5~', '\x1b[5;2~', '\x1b[5;1:2~', '\x1b[57421u']],
      ['pagedown', ['\x1b[6~']],
      ['delete', ['\x1b[3~', '\x1b[3$', '\x1b[57426u']],
      ['ctrl+right', ['\x1b[1;5C']],
      ['ctrl+delete', ['\x1b[3;5~', '\x1b[3^']],
      ['alt+up', ['\x1b[1;3A']],
      ['tab', ['\t', '\x1b[9u', '\x1b[27;1;9~', '\x1bOI', '\x1b[105;5u']],
      ['shift+tab', ['\x1b[Z', '\x1b[9;2u', '\x1b[27;2;9~', '\x1b[1;2Z']],
      ['return', ['\r', '\x1b[13u', '\x1b[13;2u', '\x1bOM', '\x1b[57414u', '\x1b[109;5u']],
      ['escape', ['\x1b[27u', '\x1b[27;1u', '\x1b[27;5;91~', '\x1b[91;5u']],
      ['backspace', ['\x7f', '\b', '\x1b[127u', '\x1b[27;2;127~']],
      ['space', [' ', '\x1b[32u', '\x1b[32;2u', '\x1bO ']],
      ['ctrl+c', ['\x03', '\x1b[99;5u', '\x1b[27;5;99~', '\x1b[99;6u', '\x1b[99;69u', '\x1b[1089::99;5u']],
      ['ctrl+c', ['\x1b[27;5;1089~', '\x1b[67;6u', '\x1b[99;5:1u', '\x1b[99;133u']],
      ['ctrl+z', ['\x1a', '\x1b[122;5u']],
      ['m', ['m', '\x1b[109u', '\x1b[109;1u', '\x1b[109;;109u', '\x1b[27;1;109~', '\x1b[109;129u', '\x1b[109;1:2u']],
      ['M', ['M', '\x1b[109;2u', '\x1b[109:77;2u', '\x1b[77;2u', '\x1b[27;2;77~', '\x1b[109;65u', '\x1b[109;2;77u']],
      ['!', ['!', '\x1b[49:33;2u', '\x1b[27;2;33~', '\x1b[49;2;33u']],
      ['alt+m', ['\x1b[109;3u', '\x1b[27;3;109~', '\x1b[109;9u']],
      ['-', ['-', '\x1bOm', '\x1b[57412u']],
      ['+', ['+', '\x1bOk', '\x1b[57413u']],
      ['/', ['/', '\x1bOo', '\x1b[57410u']],
      ['.', ['.', '\x1bOn', '\x1b[57409u']],
      ['0', ['0', '\x1bOp', '\x1b[57399u']],
      ['9', ['9', '\x1bOy', '\x1b[57408u']],
      ['=', ['=', '\x1bOX']],
      ['f1', ['\x1bOP', '\x1b[P', '\x1b[11~', '\x1b[[A', '\x1b[1;2P']],
      ['f5', ['\x1b[15~', '\x1b[[E']],
      ['ü', ['ü', '\x1b[252u']],
      ['ь', ['ь', '\x1b[1100::109u']],
      ['音', ['音']],
      ['🎵', ['🎵', '\x1b[127925u']],
    ] as const),
  ];

  it.each(written)('%s is known, however it is written (%j), and cut', (name, forms) => {
    for (const form of forms) {
      expect(heard(form), form).toEqual([name]);
      for (const script of cuts(Buffer.from(form), 40)) expect(heard(...script), form).toEqual([name]);
    }
  });

  it.each([
    '\x1b[109;1:3u',
    '\x1b[1;1:3A',
    '\x1b[3;1:3~',
    '\x1b[57441;2u',
    '\x1b[999~',
    '\x1b[55296u',
    '\x1b[9999999u',
  ])('%j is none', (bytes) => expect(heard(bytes, 'q')).toEqual(['q']));

  it('are all told of a fast burst', () => {
    expect(heard('mx\x1b[Bx \t')).toEqual(['m', 'x', 'down', 'x', 'space', 'tab']);
  });

  it('behind an Escape in one burst are both, not Alt', () => {
    expect(heard('\x1bm')).toEqual(['escape', 'm']);
    expect(heard('\x1bM')).toEqual(['escape', 'M']);
    expect(heard('\x1b \x1b\t\x1b\r\x1b\x03')).toEqual([
      ...['escape', 'space', 'escape', 'tab', 'escape', 'return', 'escape', 'ctrl+c'],
    ]);
    expect(heard('\x1b\x1b\x1b[A')).toEqual(['escape', 'escape', 'up']);
    expect(heard('\x1b', 60, 'm')).toEqual(['escape', 'm']);
  });

  it('are told of a lone Escape after 50 ms', () => {
    const parser = createInputParser();
    expect(parser.feed(Buffer.from('\x1b'), 100)).toEqual([]);
    expect(parser.deadline()).toBe(150);
    expect(parser.wake(149)).toEqual([]);
    expect(parser.wake(150)).toEqual([{ type: 'key', name: 'escape' }]);
  });

  it('are no bytes that are no character', () => {
    expect(heard(Buffer.from([0xff, 0x80, 0xc3, 0x71, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0x6d]))).toEqual(['q', 'm']);
    expect(heard(Buffer.from([0xc3]), '\x1b[A')).toEqual(['up']);
  });
});

describe('a stream of all of them', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('has every event and every key in it (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 200; round++) {
      const parts = Array.from({ length: 1 + random.below(12) }, () => part(random));
      const bytes = Buffer.from(parts.map(([text]) => text).join(''));
      const script = cutAtRandom(bytes, random);
      expect(heard(...script), JSON.stringify(bytes.toString())).toEqual(parts.flatMap(([, wanted]) => wanted));
    }
  });
});

const someKeys = [
  ...([
    ['q', 'q'],
    ['m', 'm'],
    [' ', 'space'],
    ['\r', 'return'],
    ['\x7f', 'backspace'],
    ['\x1b[A', 'up'],
    ['\x1bOC', 'right'],
    ['\x1b[Z', 'shift+tab'],
    ['\x1b[1;5C', 'ctrl+right'],
    ['\x1b[109u', 'm'],
    ['<', '<'],
    ['[', '['],
    ['ü', 'ü'],
  ] as const),
];

/** What comes, and what is to be heard of it. */
function part(random: Random): readonly [string, readonly unknown[]] {
  const [x, y] = [1 + random.below(300), 1 + random.below(90)];
  switch (random.below(6)) {
    case 0:
      return [`\x1b[<0;${x};${y}M`, [mouse('press', x - 1, y - 1)]];
    case 1:
      return [`\x1b[${y};${x}R`, []];
    case 2:
      return [random.below(2) === 0 ? '\x1bP>|xterm(390)\x1b\\' : '\x1b]11;rgb:12/34/56\x1b\\', []];
    case 3:
      return [`\x1b[200~q${x}\x1b[A\x1b[201~`, [paste(`q${x}\x1b[A`)]];
    default: {
      const [text, name] = someKeys[random.below(someKeys.length)] ?? ['q', 'q'];
      return [text, [name]];
    }
  }
}

/** Pauses are shorter than that after which an Escape is a key. */
function cutAtRandom(bytes: Buffer, random: Random): (Buffer | number)[] {
  const script: (Buffer | number)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(6);
    script.push(bytes.subarray(at, at + length), random.below(45));
    at += length;
  }
  return script;
}
