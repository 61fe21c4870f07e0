/*
 * Opens a recording and goes to and fro in it, as somebody does who scrubs. Arguments: the file. Says {openMs, middleMs, endMs, seekMs, rssBytes,
 * lengthMs, frames}: to what can be shown, of the first two jumps, of jumps all over it, and memory after them.
 */

import { readFileSync } from 'node:fs';
import { createRandom } from '../../source/base/random.ts';
import { openRecording } from '../../source/recording/recording.ts';

function timed<Value>(run: () => Value): [number, Value] {
  const startedAt = performance.now();
  const value = run();
  return [performance.now() - startedAt, value];
}

const random = createRandom(7);
const [openMs, recording] = timed(() => {
  const opened = openRecording(readFileSync(process.argv[2] ?? ''));
  opened.frameAt(0);
  return opened;
});
const { lengthMs, frames } = recording;
const seek = (share: number): number => timed(() => recording.frameAt(share * lengthMs))[0];
const [middleMs, endMs] = [seek(0.5), seek(1)];
const seekMs = Array.from({ length: 100 }, () => seek(random.unit()));
const rssBytes = process.memoryUsage().rss;
process.stdout.write(`${JSON.stringify({ openMs, middleMs, endMs, seekMs, rssBytes, lengthMs, frames })}\n`);
