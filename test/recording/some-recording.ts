import { encodeBlock, encodeFrame, encodeHead, formatName, formatVersion } from '../../source/recording/format.ts';
import { snapshotOf } from '../ui/snapshots.ts';

/** A recording that panes can show, of some seconds: a star, in the second half a mesh; each quarter of a second has figures of its own. */
export function someRecording(seconds: number, moments: readonly number[] = [0, 250, 500, 750]): Buffer {
  const blocks = Array.from({ length: seconds }, (_, second) => {
    const isMesh = second >= seconds / 2;
    const frames = moments.map((ms) => ({
      at: second * 1_000 + ms,
      snapshot: snapshotOf({ mode: isMesh ? 'peer-to-peer' : 'client-server', nodes: 8, seed: second * 4 + ms / 250 }),
    }));
    const isSwitch = isMesh && second - 1 < seconds / 2;
    return encodeBlock(frames.map(encodeFrame), isSwitch ? [{ at: second * 1_000, text: 'mode peer-to-peer' }] : []);
  });
  const startedAt = '2026-11-23T12:00:00.000Z';
  const head = {
    format: formatName,
    version: formatVersion,
    starmesh: '0.1.0',
    startedAt,
    seed: 7,
    measuredOn: 'processes',
  };
  return Buffer.concat([encodeHead({ ...head, format: formatName, measuredOn: 'processes' }), ...blocks]);
}
