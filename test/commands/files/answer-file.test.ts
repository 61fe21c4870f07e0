import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAnswers } from '../../../source/commands/files/answer-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-answers-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'answers.yaml');
const read = (text: string) => {
  writeFileSync(file, text);
  return readAnswers(file);
};
const names = (text: string) => read(text).students.map(({ student }) => student);

describe('a file of answers', () => {
  it.each(['0071234', '0012345', 'Null', 'null', '12e3', '0x2A', '2.50', '1.10', 'true', '2001-01-01', '.inf'])(
    'takes the name %s as it is written',
    (name) => {
      expect(names(`- {student: ${name}, answers: {roles: 0.1}}`)).toEqual([name]);
      expect(names(`student: ${name}\nanswers: {roles: 0.1}`)).toEqual([name]);
    },
  );

  it.each([
    ['{student: ~, answers: {roles: 0.1}}', 'column 13: student is a name, not nothing'],
    ['{student: , answers: {roles: 0.1}}', 'student is a name, not nothing'],
    ['{student: "", answers: {roles: 0.1}}', 'student is a name, not ""'],
    ['{student: " ", answers: {roles: 0.1}}', 'student is a name, not'],
    ['{answers: {roles: 0.1}}', 'column 3: an entry lacks its line `student: …`; write it, too'],
    ['{student, answers: {roles: 0.1}}', 'column 4: student is a name, not nothing'],
    ['{student: B}', 'an entry lacks its line `answers: …`; write it, too'],
    [
      '{student: B, anwsers: {roles: 0.1}}',
      'column 16: an entry has no anwsers; it has student, answers. Did you mean answers?',
    ],
    ['{student: B, answers: [1]}', 'answers is lines like `LESSON: ANSWER`, not a list'],
    ['{student: B, answers: {roles: ~}}', 'roles is a number, not nothing'],
    ['{student: B, answers: {roles: "0,2"}}', 'column 33: roles is a number, not 0,2; write 0.2'],
    ['{student: B, answers: {roles: 0,2}}', 'column 35: a number has a point: write roles: 0.2'],
    ['{student: B, answers: {roles: 0x2A}}', 'roles is a number, not 0x2A'],
    ['{student: B, answers: {roles: 1e999}}', 'roles is a number, not 1e999'],
    ['{student: B, answers: {roles: 0.1, roles: 0.2}}', 'column 38: roles is there twice; give it once'],
    ['{student: B, answers: {constructor: 0.1}}', 'there is no key constructor'],
    ['{student: B, answers: *a}', '*a stands for something else; write that out'],
    ['{student: B, answers: {<<: *a}}', '<< takes keys from elsewhere; write them out'],
    ['{student: !!str B, answers: {roles: 0.1}}', 'says what kind of value follows; leave it out'],
    ['B', 'an entry is lines like `student: …`, not a text'],
    [
      '{student: Ada, answers: {roles: 0.2}}',
      `column 13: Ada has answered before, at ${file}, line 1, column 13; only that counts`,
    ],
  ])('refuses the student %s alone', (entry, why) => {
    const { students, refused } = read(
      `- {student: Ada, answers: &a {roles: 0.1}}\n- ${entry}\n- {student: Ben, answers: {roles: 0.3}}\n`,
    );
    expect(students.map(({ student }) => student)).toEqual(['Ada', 'Ben']);
    expect(refused).toEqual([expect.stringContaining(`${file}, line 2, `)]);
    expect(refused[0]).toContain(why);
  });

  it('says a number with a comma in lines of its own', () =>
    expect(read('student: A\nanswers:\n  roles: 0,2\n').refused[0]).toContain(
      'line 3, column 10: roles is a number, not 0,2; write 0.2',
    ));

  it('takes two ways to write one name for one', () =>
    expect(read('- {student: Jose\u0301, answers: {}}\n- {student: Jos\u00e9, answers: {}}\n').refused).toHaveLength(
      1,
    ));

  it('holds 600 students who answer every lesson', () => {
    const lessons = ['tour', 'roles', 'focus', 'data', 'service', 'cost', 'stability', 'scale'];
    const answers = lessons.map((lesson) => `${lesson}: 0.1`).join(', ');
    const text = Array.from({ length: 600 }, (_, student) => `- {student: ${student}, answers: {${answers}}}\n`).join(
      '',
    );
    expect(names(text)).toHaveLength(600);
  });

  it('that is no YAML is refused whole', () =>
    expect(() => read('- {student: A, answers: {roles: 0.1}\n')).toThrow(`${file}, line 2`));
});
