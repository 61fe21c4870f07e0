import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import {
  encodeBlock,
  encodeFrame,
  encodeHead,
  formatName,
  formatVersion,
  type RecordedFrame,
  RecordingError,
  type RecordingHead,
} from '../../source/recording/format.ts';
import { openRecording } from '../../source/recording/recording.ts';
import { snapshotShape } from '../../source/recording/snapshot-shape.ts';
import { eachSeed } from '../base/each-seed.ts';
import { someSnapshot } from './some-snapshots.ts';

const head: RecordingHead = {
  format: formatName,
  version: formatVersion,
  starmesh: '0.1.0',
  startedAt: '2026-11-23T12:00:00.000Z',
  seed: 7,
  measuredOn: 'processes',
};

/** Four frames a block, a block a second. */
function recordingOf(blocks: number, seed = 1): { readonly bytes: Buffer; readonly frames: readonly RecordedFrame[] } {
  const random = createRandom(seed);
  const frames = Array.from({ length: 4 * blocks }, (_, index) => ({
    at: 250 * index,
    snapshot: someSnapshot(random),
  }));
  const parts = Array.from({ length: blocks }, (_, block) =>
    encodeBlock(
      frames.slice(4 * block, 4 * block + 4).map(encodeFrame),
      block === 1 ? [{ at: 1_100, text: 'kill n3' }] : [],
    ),
  );
  return { bytes: Buffer.concat([encodeHead(head), ...parts]), frames };
}

describe('a recording', () => {
  it('gives every frame back as it was, for every seed', () => {
    eachSeed(20, (_random, seed) => {
      const { bytes, frames } = recordingOf(3, seed);
      const recording = openRecording(bytes);
      for (const { at, snapshot } of frames) expect(recording.frameAt(at).snapshot).toEqual(snapshot);
      expect([recording.frames, recording.lengthMs, recording.loss]).toEqual([12, 2_750, undefined]);
    });
  });

  it('shows at any moment what stood there then: the latest frame before it', () => {
    const recording = openRecording(recordingOf(3).bytes);
    const shown = [-5, 0, 249, 250, 999, 1_000, 2_700, 1e9].map((ms) => recording.frameAt(ms).at);
    expect(shown).toEqual([0, 0, 0, 250, 750, 1_000, 2_500, 2_750]);
  });

  it('gives the same frame again to who asks again', () => {
    const recording = openRecording(recordingOf(3).bytes);
    expect(recording.frameAt(600)).toBe(recording.frameAt(510));
    expect(recording.frameAt(600)).not.toBe(recording.frameAt(760));
  });

  it('names what one can jump to', () => {
    expect(openRecording(recordingOf(3).bytes).bookmarks).toEqual([{ at: 1_100, text: 'kill n3' }]);
  });

  it('opens to its last whole block, or says why not, cut off at any byte', () => {
    const { bytes } = recordingOf(2);
    const whole = openRecording(bytes);
    for (let length = 0; length < bytes.length; length += length < 600 ? 1 : 151) {
      const cut = bytes.subarray(0, length);
      try {
        const recording = openRecording(cut);
        expect(recording.lengthMs).toBeLessThan(whole.lengthMs);
        expect(recording.frameAt(0).at).toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(RecordingError);
      }
    }
  });

  it('ends where a bit of a block was turned round, and says how much it leaves out', () => {
    const { bytes } = recordingOf(3);
    const damaged = Buffer.from(bytes);
    damaged[damaged.length - 10] = 0xff ^ (damaged[damaged.length - 10] ?? 0);
    const recording = openRecording(damaged);
    expect(recording.lengthMs).toBe(1_750);
    const { loss } = recording;
    expect(loss?.type === 'damaged' ? loss.text : loss).toMatch(
      /^damaged in block 3, at byte \d+: its checksum is wrong$/,
    );
  });

  it('shows what is whole, or says why not, with any bit turned round', () => {
    const { bytes } = recordingOf(2);
    for (let at = 0; at < bytes.length; at += at < 400 ? 1 : 97) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      try {
        const { lengthMs, bookmarks, frameAt } = openRecording(damaged);
        for (const moment of [0, lengthMs / 2, lengthMs]) expect(frameAt(moment).snapshot).toBeDefined();
        for (const { at: moment, text } of bookmarks) expect(`${moment} ${text}`).toMatch(/^\d+ ./);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(RecordingError);
      }
    }
  });

  it.each([
    ['text', Buffer.from('hello\n'), 'no recording of starmesh'],
    ['nothing', Buffer.alloc(0), 'no recording of starmesh'],
    ['JSON of something else', Buffer.from('{"format":"other"}\n'), 'no recording of starmesh'],
    ['a head without a date', encodeHead({ ...head, startedAt: 'soon' }), 'no recording of starmesh'],
    ['only a head', encodeHead(head), 'it holds nothing'],
    ['a later version', encodeHead({ ...head, version: 99, starmesh: '9.9.9' }), 'open it with starmesh 9.9.9'],
  ])('says why it does not open %s', (_what, bytes, reason) => {
    expect(() => openRecording(bytes)).toThrow(RecordingError);
    expect(() => openRecording(bytes)).toThrow(reason);
  });

  it('opens where figures are not there that came later', () => {
    const { requests, placement, ...snapshot } = someSnapshot(createRandom(1));
    const { effort, ...requestsBefore } = requests;
    const items = placement.items.map(({ repairedAt, ...item }) => item);
    const before = { ...snapshot, requests: requestsBefore, placement: { ...placement, items } };
    expect(effort).toBeDefined();
    expect(snapshotShape(before)).toBeUndefined();
  });

  // The shape of a snapshot is part of the format: panes of another version would look for what is not there.
  it('has a version that changes with the shape of what is recorded', () => {
    const files = ['snapshot', 'node-view', 'figures-view', 'log-entry', 'next-step', 'inspection-view'];
    const shape = files
      .flatMap((file) => readFileSync(`source/lab/view/${file}.ts`, 'utf8').split('\n'))
      .filter((line) => /^ {2}readonly \w+: /.test(line))
      .map((line) => line.trim());
    expect({ version: formatVersion, shape }).toMatchSnapshot('raise formatVersion when this changes after a release');
  });
});
