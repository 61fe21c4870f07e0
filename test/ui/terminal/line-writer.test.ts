import { expect, it } from 'vitest';
import { createLineWriter } from '../../../source/ui/terminal/line-writer.ts';

it('drops lines while nothing is read, and says how many', () => {
  let written = '';
  let isBusy = false;
  const { say } = createLineWriter({
    write: (text) => {
      written += text;
    },
    isBusy: () => isBusy,
    drop: () => undefined,
    flush: () => true,
  });
  say(['one', 'bad \x1b]0;x\x07 two']);
  isBusy = true;
  say(['three', 'four']);
  say(['five']);
  isBusy = false;
  say(['six']);
  expect(written.split('\n')).toEqual([
    ...['one', expect.stringMatching(/^bad [^\x1b\x07]*two$/)],
    ...['3 lines were left out while nothing was read here.', 'six', ''],
  ]);
});
