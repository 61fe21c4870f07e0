import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { withFigures } from '../scripts/docs/marks.mjs';

const root = path.join(import.meta.dirname, '..');

test('what the documents take from the program is what it says now', () => {
  const check = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});

describe('figures between marks', () => {
  const figures = { one: { commands: ['starmesh run'] } };
  const made = new Map([['one', 'new']]);
  const within = (body: string, name = 'one') => `a\n<!-- figures ${name} -->${body}<!-- end -->\nb`;

  test('are replaced, on lines of their own or within a sentence', async () => {
    expect(await withFigures(within('\nold\n'), figures, made)).toEqual({ text: within('\nnew\n'), errors: [] });
    expect(await withFigures(within('old'), figures, made)).toEqual({ text: within('new'), errors: [] });
  });

  test('stay when they are not made, and must show the commands that made them', async () => {
    const fresh = within('\n`starmesh run`: 7\n');
    expect(await withFigures(fresh, figures, new Map())).toEqual({ text: fresh, errors: [] });
    const { errors } = await withFigures(within('\n`starmesh walk`: 7\n'), figures, new Map());
    expect(errors).toEqual([expect.stringContaining('was not made by `starmesh run`')]);
  });

  test('must exist, and end', async () => {
    expect((await withFigures(within('', 'two'), figures, made)).errors).toEqual(['there is no figure "two"']);
    const open = '<!-- figures one -->\nold';
    expect((await withFigures(`${open}\n${within('')}`, figures, made)).errors).toEqual([
      'the figure "one" has no end',
    ]);
    expect((await withFigures(open, figures, made)).errors).toEqual(['the last figure has no end']);
  });
});
