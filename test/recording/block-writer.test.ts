import { expect, it } from 'vitest';
import { createBlockWriter } from '../../source/recording/block-writer.ts';

const block = Buffer.alloc(100);

/** A disk that writes when it is told to. */
function disk() {
  const waiting: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  return {
    append: () => new Promise<void>((done, fail) => void waiting.push({ done, fail })),
    close: async () => undefined,
    async goOn(error?: Error) {
      const next = waiting.shift();
      if (error === undefined) next?.done();
      else next?.fail(error);
      for (let count = 0; count < 10; count++) await Promise.resolve();
    },
  };
}

it('writes up to its bound and no more, and says why', async () => {
  const file = disk();
  const writer = createBlockWriter(file, 250);
  for (let count = 0; count < 4; count++) writer.write(block, 3);
  expect(writer.isStopped).toBe(true);
  expect(writer.state()).toEqual({
    ...{ bytes: 200, frames: 6, isRefused: false },
    dropped: { frames: 6, why: 'it has reached 0 MB' },
  });
});

it('leaves out what a slow disk would have to wait for, and goes on when it has caught up', async () => {
  const file = disk();
  const writer = createBlockWriter(file, 1e6);
  await file.goOn();
  for (let count = 0; count < 9; count++) writer.write(block, 1);
  expect(writer.state()).toMatchObject({ frames: 8, dropped: { frames: 1, why: 'the disk is too slow' } });
  for (let count = 0; count < 8; count++) await file.goOn();
  writer.write(block, 1);
  expect(writer.state()).toMatchObject({ frames: 9, dropped: { frames: 1 } });
});

it('counts as lost what the disk refuses, and writes nothing after it', async () => {
  const file = disk();
  const writer = createBlockWriter(file, 1e6);
  writer.write(block, 2);
  await Promise.resolve();
  await file.goOn(new Error('ENOSPC'));
  writer.write(block, 1);
  writer.leaveOut(1);
  expect(writer.state()).toMatchObject({ frames: 0, isRefused: true, dropped: { frames: 4, why: 'ENOSPC' } });
});

it('says why the latest frame was left out, where nothing worse has happened', () => {
  const writer = createBlockWriter(disk(), 1e6);
  expect(writer.state().dropped).toBeUndefined();
  for (const why of ['too large', 'not readable', undefined]) writer.leaveOut(1, why);
  expect(writer.state().dropped).toEqual({ frames: 3, why: 'not readable' });
});
