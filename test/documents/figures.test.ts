import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { withFigures } from '../../scripts/docs/marks.mjs';

const root = path.join(import.meta.dirname, '..', '..');

test('what the documents take from the program is what it says now', () => {
  const check = spawnSync(process.execPath, ['scripts/docs.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});

describe('figures between marks', () => {
  const figures = { one: { set: 'slow', commands: ['starmesh run'] } };
  const made = new Map([['one', 'new']]);
  const within = (body: string, name = 'one') => `a\n<!-- figures ${name} -->${body}<!-- end -->\nb`;

  test('are replaced, on lines of their own or within a sentence', () => {
    expect(withFigures(within('\nold\n'), figures, made)).toEqual({ text: within('\nnew\n'), errors: [] });
    expect(withFigures(within('old'), figures, made)).toEqual({ text: within('new'), errors: [] });
  });

  test('stay when they are not made, and must show the commands that made them', () => {
    const fresh = within('\n`starmesh run`: 7\n');
    expect(withFigures(fresh, figures, new Map())).toEqual({ text: fresh, errors: [] });
    const { errors } = withFigures(within('\n`starmesh walk`: 7\n'), figures, new Map());
    expect(errors).toEqual([expect.stringContaining('was not made by `starmesh run`')]);
  });

  test('must exist, and end', () => {
    expect(withFigures(within('', 'two'), figures, made).errors).toEqual(['there is no figure "two"']);
    const open = '<!-- figures one -->\nold';
    expect(withFigures(`${open}\n${within('')}`, figures, made).errors).toEqual(['the figure "one" has no end']);
    expect(withFigures(open, figures, made).errors).toEqual(['the last figure has no end']);
  });
});
