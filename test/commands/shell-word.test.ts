import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../source/commands/shell-word.ts';

it.each([
  ['--rate=0.5', '--rate=0.5'],
  ['mobile,n3=user@home:4', 'mobile,n3=user@home:4'],
  ['kill n3 at 2s', '"kill n3 at 2s"'],
  ["it's", `"it's"`],
  ['a $HOME', "'a $HOME'"],
  ['', '""'],
])('writes %j as %s', (text, word) => expect(shellWord(text)).toBe(word));

it('gives what a shell reads back as it was', () => {
  const texts = ['', ' ', "it's", '"', `'"$HOME\\`, '`id`', '!!', '~', '#', '*', 'a;b', 'a\tb', 'ä', '\\', '--x=y z'];
  const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`], {
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(texts);
});
