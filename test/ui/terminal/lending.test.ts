import { expect, test } from 'vitest';
import { createLending } from '../../../source/ui/terminal/lending.ts';

function lent() {
  const happened: string[] = [];
  const lending = createLending({
    release: () => void happened.push('released'),
    takeBack: () => void happened.push('taken back'),
  });
  return { lending, happened };
}

test('a terminal is given away, and taken back when the process goes on', async () => {
  const { lending, happened } = lent();
  await lending.lend(async () => {
    lending.resumed(); // the signal comes first: it is not ours yet
    await lending.lend(async () => expect.fail('it is away already'));
    happened.push('stopped');
  });
  expect(happened).toEqual(['released', 'stopped', 'taken back']);
});

test('after a stop from outside it is taken back at once', () => {
  const { lending, happened } = lent();
  lending.resumed();
  expect(happened).toEqual(['taken back']);
});
