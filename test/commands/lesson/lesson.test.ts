import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { parseYaml } from '../../../source/commands/files/yaml-tree.ts';
import { lesson } from '../../../source/commands/lesson/lesson.ts';
import { findLesson, lessonOf, shippedLessons } from '../../../source/commands/lesson/lesson-file.ts';
import { lessonWords, verdictIn } from '../../../source/commands/lesson/lesson-words.ts';
import { createOutput } from '../../../source/commands/output.ts';
import { claims } from '../../../source/experiments/claims/claims.ts';
import type { ClaimResult } from '../../../source/experiments/compare/judge.ts';
import { grade, languages } from '../../../source/experiments/lesson.ts';
import { parseCommandLine } from '../../../source/invocation.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-lesson-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = `title: T
minutes: 5
claim: C
measures: roles
expect: holds
setup: starmesh
mode: client-server
predict:
  question: Q
  number: { min: 0, max: 1, within: 0.1 }
  measurement: 1
  mode: peer-to-peer
watch: [one, two]
break: B
why: W
next: N
`;

const parseLesson = (file: string, written: string) => lessonOf(file, parseYaml(file, written));

async function call(line: string, input?: string): Promise<{ code: number; out: string; err: string }> {
  const invocation = parseCommandLine(line.split(' '), { freshSeed: 7, noColor: undefined, language: 'en_GB.UTF-8' });
  if (invocation.type !== 'lesson') throw new Error(`${line} gives ${invocation.type}`);
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const chunks: string[] = [];
  const complaints: string[] = [];
  stdout.on('data', (chunk) => chunks.push(String(chunk)));
  stderr.on('data', (chunk) => complaints.push(String(chunk)));
  // One line for each prompt: readline hands a line only to a question that is asked.
  const lines = input?.split('\n') ?? [];
  stdout.on('data', (chunk) => {
    if (/[:\]] $/.test(String(chunk)) && lines.length > 0) stdin.write(`${lines.shift()}\n`);
  });
  const terminal = Object.assign(stdin, input === undefined ? {} : { isTTY: true });
  const code = await lesson(invocation.options, {
    stdin: terminal,
    stdout: createOutput(stdout),
    stderr: createOutput(stderr),
    echo: stdout,
    onInterrupt: () => undefined,
  });
  return { code, out: chunks.join(''), err: complaints.join('') };
}

describe('the lessons that come with it', () => {
  it.each(languages)('are complete and valid in %s', (language) => {
    expect(shippedLessons(language).map(({ name }) => name)).toEqual(['tour', ...claims.map(({ claim }) => claim)]);
  });

  it('differ between languages in nothing but their texts', () => {
    const shape = (language: (typeof languages)[number]) =>
      shippedLessons(language).map(
        ({ name, minutes, measures, expect: expected, setup, mode, nodes, overlay, predict, watch }) => ({
          ...{ name, minutes, measures, expected, setup, mode, nodes, overlay, watch: watch.map(({ look }) => look) },
          predict: {
            ...predict,
            question: '',
            ...(predict.type === 'choice' ? { options: predict.options.map(({ verdict }) => verdict) } : {}),
          },
        }),
      );
    expect(shape('de')).toEqual(shape('en'));
    for (const [index, one] of shippedLessons('de').entries())
      expect(one.claim).not.toBe(shippedLessons('en')[index]?.claim);
  });
});

describe('a verdict', () => {
  it('is told in the language of the lesson, whatever its condition', () => {
    const words = lessonWords.de;
    for (const { measurements } of claims) {
      for (const { onlyIf } of measurements) expect(words.conditions).toHaveProperty([onlyIf]);
    }
    const measurements = [{ finding: 'as-claimed', onlyIf: 'peers find things by flooding' }] as never;
    expect(verdictIn(words, { verdict: 'holds only if', measurements })).toBe(
      'stimmt nur, wenn Peers durch Fluten suchen',
    );
  });
});

describe('what was measured', () => {
  it('has a German name, with its unit and its conditions', () => {
    const sameInBoth = /^(0 … 1|kB)$/;
    for (const { metric, conditions } of claims.flatMap(({ measurements }) => measurements)) {
      for (const text of [metric.name, metric.unit, ...conditions.map(({ name }) => name)])
        if (!sameInBoth.test(text)) expect(lessonWords.de.terms).toHaveProperty([text]);
    }
  });

  it('is told in the language of the lesson', { timeout: 60_000 }, async () => {
    const { out } = await call('lesson roles --on simulation --lang de', ['0.1', '', '', '', ''].join('\n'));
    expect(out).toContain('Knoten, die nur anrufen (Anteil; ohne Störung)');
    expect(out).not.toMatch(/nodes that|Gini coefficient|plain/);
  });
});

describe("a teacher's own lesson", () => {
  it('is read', () =>
    expect(parseLesson('mine.yaml', good)).toMatchObject({
      name: 'mine',
      title: 'T',
      watch: [{ say: 'one' }, { say: 'two' }],
      nodes: undefined,
      overlay: undefined,
    }));

  it('may say how many nodes it begins with, and how they find things', () => {
    const text = good.replace('mode: client-server', 'mode: peer-to-peer\nnodes: 4\noverlay: index');
    expect(parseLesson('mine.yaml', text)).toMatchObject({ mode: 'peer-to-peer', nodes: 4, overlay: 'index' });
  });

  it.each([
    ['titel: T', 'title: T', 'line 1, column 1: a lesson has no titel; it has title,'],
    ['minutes: many', 'minutes: 5', 'line 2, column 10: minutes is a number from 1 to 240, not many'],
    [
      'measures: rolls',
      'measures: roles',
      'measures is one of roles, focus, data, service, cost, stability, scale, not rolls. Did you mean roles?',
    ],
    ['expect: yes!', 'expect: holds', 'expect is one of holds, holds only if, fails, inconclusive, not yes!'],
    ['  measurement: 3', '  measurement: 1', 'measurement is a number from 1 to 2, not 3'],
    [
      'watch: [{ look: nods, say: x }]',
      'watch: [one, two]',
      'look is one of topology, requests, placement, nodes, node, not nods. Did you mean nodes?',
    ],
    ['nodes: 1\nwhy: W', 'why: W', 'nodes is a whole number from 2 to 64, not 1'],
    ['nodes: 4.5\nwhy: W', 'why: W', 'nodes is a whole number from 2 to 64, not 4.5'],
    ['overlay: index\nwhy: W', 'why: W', 'overlay is how peers find things; a lesson with one begins with mode: peer'],
    ['watch: []', 'watch: [one, two]', 'watch is a list, and not empty'],
    ['', 'why: W\n', 'a lesson lacks its line `why: …`; write it, too'],
    ['  choice: [a, b]\n  measurement: 1', '  measurement: 1', 'predict has either number or choice'],
    ['why: [', 'why: W', 'line'],
  ])('is refused with the place of the mistake: %j', (wrong, right, message) => {
    expect(() => parseLesson('mine.yaml', good.replace(right, wrong))).toThrow(message);
  });

  it('with an unknown name is refused, with what was meant', () => {
    expect(() => findLesson('role', 'en')).toThrow('there is no lesson role; there are tour, roles,');
    expect(() => findLesson('role', 'en')).toThrow('Did you mean roles?');
    expect(() => findLesson('none.yaml', 'en')).toThrow('cannot be read');
  });
});

describe('grading', () => {
  const result = {
    verdict: 'holds only if',
    condition: 'x',
    measurements: [{ unit: 'share', clientServer: { median: 1 }, peerToPeer: { median: 0.3 } }],
  } as unknown as ClaimResult;
  const number = parseLesson('mine.yaml', good);
  const cost = findLesson('cost', 'en');

  it('takes a number that is near what was measured, and no other', () => {
    expect([0.2, 0.35, 0.41, 2].map((answer) => grade(number, answer, result)?.correct)).toEqual([
      true,
      true,
      false,
      undefined,
    ]);
  });

  it('takes the option that the verdict belongs to, and no other', () => {
    expect([1, 2, 3, 4].map((answer) => grade(cost, answer, result)?.correct)).toEqual([false, true, false, undefined]);
    expect(grade(cost, 2, { ...result, verdict: 'inconclusive' })?.correct).toBeUndefined();
  });
});

describe('starmesh lesson', () => {
  it('lists the lessons', async () => {
    expect((await call('lesson')).out).toContain('stability   What if something fails?');
    expect((await call('lesson --lang de')).out).toContain('Wer ist wer?');
  });

  it('--check ends with 0 when the lesson comes out as expected, and with 1 when not', {
    timeout: 60_000,
  }, async () => {
    const met = await call('lesson roles --check --on simulation --json');
    expect([met.code, JSON.parse(met.out)]).toMatchObject([
      0,
      { lesson: 'roles', verdict: 'holds', met: true, n: 4, seed: 7, measuredOn: 'simulation' },
    ]);
    const file = path.join(folder, 'wrong.yaml');
    writeFileSync(file, good.replace('expect: holds', 'expect: fails'));
    expect((await call(`lesson ${file} --check --on simulation`)).code).toBe(1);
  });

  it('grades answers, a line each', { timeout: 60_000 }, async () => {
    const file = path.join(folder, 'answers.yaml');
    writeFileSync(
      file,
      '- student: Ada\n  answers: { roles: 0.1, cost: 2 }\n- student: "B, C"\n  answers: { roles: 0.9 }\n',
    );
    const lines = (await call(`lesson --answers ${file} --on simulation`)).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ student, lesson: name, correct }) => [student, name, correct])).toEqual([
      ['Ada', 'roles', true],
      ['B, C', 'roles', false],
      ['Ada', 'cost', true],
    ]);
    const csv = (await call(`lesson roles --answers ${file} --on simulation --csv`)).out.trim().split('\n');
    expect(csv[0]).toBe('lesson,student,answer,correct,right,measured,unit,n,seed,measured_on,verdict');
    expect(csv[2]).toMatch(/^roles,"B, C",0\.9,false,/);
  });

  it('grades all that can be graded, and says of each that cannot why', { timeout: 60_000 }, async () => {
    const file = path.join(folder, 'mixed.yaml');
    const entries = [
      '{student: 0071234, answers: {roles: 0.1}}',
      '{student: B, answers: {roles: 7}}',
      '{student: C, answers: {rolls: 0.1}}',
      '{student: D, answers: {roles: yes please}}',
      '{student: "0071234", answers: {roles: 0.9}}',
      '{student: Null, answers: {./mine.yaml: 0.1}}',
    ];
    writeFileSync(file, entries.map((entry) => `- ${entry}\n`).join(''));
    writeFileSync(path.join(folder, 'mine.yaml'), good);
    const { code, out, err } = await call(`lesson --answers ${file} --on simulation`);
    expect(code).toBe(2);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ student, lesson: name }) => [student, name])).toEqual([
      ['0071234', 'roles'],
      ['Null', 'mine'],
    ]);
    const place = (line: number, column: number) => `starmesh: ${file}, line ${line}, column ${column}: `;
    expect(err.trim().split('\n')).toEqual([
      `${place(4, 33)}roles is a number, not yes please`,
      `${place(5, 13)}0071234 has answered before, at ${file}, line 1, column 13; only that counts`,
      `${place(2, 33)}B answered 7 to roles; allowed is 0 … 1`,
      expect.stringContaining(`${place(3, 33)}there is no lesson rolls; there are tour, roles`),
      'starmesh: not graded: 4 of 6 students',
    ]);
  });

  it.each([
    ['[]', 'anything'],
    ['{student: A, answers: {}}', 'anything'],
    ['{student: A, answers: {cost: 1}}', 'roles'],
  ])('says that %s holds no answer to grade', async (text, what) => {
    const file = path.join(folder, 'nobody.yaml');
    writeFileSync(file, text);
    const line = `lesson ${what === 'roles' ? 'roles ' : ''}--answers ${file} --on simulation`;
    await expect(call(line)).rejects.toThrow(`--answers ${file}: nobody in it answered ${what}`);
  });

  it('asks for no lesson but the one that is named, by its name or its file', { timeout: 60_000 }, async () => {
    const [file, mine] = ['answers.yaml', 'mine.yaml'].map((name) => path.join(folder, name));
    writeFileSync(file ?? '', '- {student: A, answers: {mine: 0.1, rolls: 7}}\n');
    writeFileSync(mine ?? '', good);
    const { code, out } = await call(`lesson ${mine} --answers ${file} --on simulation`);
    expect([code, JSON.parse(out)]).toMatchObject([0, { lesson: 'mine', student: 'A' }]);
  });

  it('asks for a prediction first, then shows it beside what was measured', { timeout: 60_000 }, async () => {
    const { code, out } = await call('lesson roles --on simulation', ['seven', '0.1', '', '', '', ''].join('\n'));
    expect(code).toBe(0);
    expect(out).toContain('That is not one of 0 … 1.');
    expect(out.indexOf('YOUR PREDICTION')).toBeLessThan(out.indexOf('THE RESULT'));
    expect(out).toMatch(/you: 0\.1 · measured: 0\.\d+ · right/);
    expect(out).toContain('simulated, n = 4, seed 7');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('refuses to ask where nobody can answer', () =>
    expect(call('lesson roles')).rejects.toThrow('a lesson needs a terminal to ask in; --check runs it unattended'));
});
