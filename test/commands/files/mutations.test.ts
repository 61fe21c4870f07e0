import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../source/base/random.ts';
import { readAnswers } from '../../../source/commands/files/answer-file.ts';
import { readPrices } from '../../../source/commands/files/price-file.ts';
import { readTheme } from '../../../source/commands/files/theme-file.ts';
import { findLesson } from '../../../source/commands/lesson/lesson-file.ts';
import { parseCommandLine } from '../../../source/invocation.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-mutations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'x.yaml');
const seeds = 250;

const pieces = [
  ...[
    '[',
    ']',
    '{',
    '}',
    ': ',
    '- ',
    '? ',
    ',',
    '#',
    '&a ',
    '*a',
    '<<: ',
    '!!int ',
    '|\n',
    '>\n',
    '"',
    "'",
    '\\',
    '%YAML 1.1\n',
  ],
  ...[
    '---\n',
    '...\n',
    '\t',
    '\r',
    '\n',
    '\0',
    '\x1b[31m',
    '\u2028',
    '\ufeff',
    '~',
    'null',
    '0x2A',
    '1e999',
    '__proto__',
    'constructor',
  ],
].map((piece) => Buffer.from(piece));

/** Some bytes changed, put in, taken out or doubled. */
function mutated(bytes: Buffer, random: Random): Buffer {
  let all = bytes;
  for (let change = 0; change < 4; change++) {
    const at = random.below(all.length + 1);
    const to = Math.min(all.length, at + random.below(20));
    const piece = [
      pieces[random.below(pieces.length)],
      Buffer.from([random.below(256)]),
      all.subarray(at, to),
      Buffer.alloc(0),
    ];
    all = Buffer.concat([
      all.subarray(0, at),
      piece[random.below(4)] ?? Buffer.alloc(0),
      all.subarray(random.below(2) === 0 ? at : to),
    ]);
  }
  return all;
}

it.each<readonly [string, Buffer, () => unknown]>([
  [
    'a scenario',
    readFileSync('examples/rough-sea.yaml'),
    () => parseCommandLine(['run', '--scenario', file], { freshSeed: 1, noColor: undefined }),
  ],
  ['a theme', readFileSync('examples/themes/paper.yaml'), () => readTheme(file)],
  [
    'prices',
    Buffer.from('currency: EUR\nsource: "our own"\ncpuHour: 0.5\ngbMonth: 3\ngbOut: .1\n'),
    () => readPrices(file),
  ],
  [
    'answers',
    Buffer.from('- {student: Ada, answers: {roles: 0.1, cost: 2}}\n- student: Ben\n  answers:\n    roles: 1\n'),
    () => readAnswers(file),
  ],
  ['a lesson', readFileSync('lessons/en/roles.yaml'), () => findLesson(file, 'en')],
])('%s with any damage is read, or refused with its file in one line', (_, whole, read) => {
  let refused = 0;
  for (let seed = 0; seed < seeds; seed++) {
    writeFileSync(file, mutated(whole, createRandom(seed)));
    try {
      read();
    } catch (error) {
      refused += 1;
      expect(error, `seed ${seed}`).toMatchObject({ name: 'UsageError', message: expect.stringContaining(file) });
    }
  }
  expect(refused).toBeGreaterThan(seeds / 4);
});
