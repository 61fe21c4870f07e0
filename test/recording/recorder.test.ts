import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { createPlayer } from '../../source/recording/player.ts';
import { blockMs, startRecorder } from '../../source/recording/recorder.ts';
import { openRecording } from '../../source/recording/recording.ts';
import { someSnapshot } from './some-snapshots.ts';

const random = createRandom(3);
let written: Buffer[] = [];
let failure: Error | undefined;
let current: LabSnapshot;
const file = {
  append: async (bytes: Buffer) => {
    if (failure !== undefined) throw failure;
    written.push(bytes);
  },
  close: async () => undefined,
};
const source = { current: () => current, onChange: () => () => undefined };
const options = { source, file, version: '0.1.0', date: new Date(0), now: () => Date.now() };
const change = (changes: Partial<LabSnapshot> = {}): void => {
  current = someSnapshot(random, changes);
};
const opened = () => openRecording(Buffer.concat(written));

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  failure = undefined;
  change();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A lab that changes every 100 ms. */
async function goOn(ms: number, changes: Partial<LabSnapshot> = {}): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    change(changes);
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe('a recorder', () => {
  it('writes a few frames a second, all of them by the next second', async () => {
    const recorder = startRecorder(options);
    await goOn(5_000);
    expect(opened().lengthMs).toBeGreaterThanOrEqual(5_000 - blockMs);
    await recorder.close();
    expect(opened().frames).toBe(recorder.state().frames);
    expect(opened().frames).toBeGreaterThan(18);
    expect(opened().frames).toBeLessThan(23);
    expect(recorder.state().dropped).toBeUndefined();
  });

  it('writes nothing while nothing changes', async () => {
    const recorder = startRecorder(options);
    await vi.advanceTimersByTimeAsync(60_000);
    await recorder.close();
    expect(opened().frames).toBe(1);
  });

  it('stops at its bound, and counts what it leaves out', async () => {
    const recorder = startRecorder({ ...options, bytesMax: 60_000 });
    await goOn(10_000);
    await recorder.close();
    expect(Buffer.concat(written).length).toBeLessThanOrEqual(60_000);
    expect(recorder.state().dropped?.frames).toBeGreaterThan(10);
    expect(opened().frames).toBe(recorder.state().frames);
  });

  it('goes on without the disk when that fails, counts what is lost, and says why', async () => {
    const recorder = startRecorder(options);
    await goOn(2_500);
    failure = new Error('ENOSPC: no space left on device');
    await goOn(3_000);
    await recorder.close();
    expect(recorder.state().dropped?.why).toContain('ENOSPC');
    expect(opened().frames).toBe(recorder.state().frames);
  });

  it('remembers switches, faults and deaths to jump to', async () => {
    const recorder = startRecorder(options);
    await vi.advanceTimersByTimeAsync(1_000);
    change({ ...current, mode: 'peer-to-peer' });
    await vi.advanceTimersByTimeAsync(500);
    change({ ...current, faults: [{ atMs: 1, fault: 'kill', target: 'n2' }] as unknown as LabSnapshot['faults'] });
    await vi.advanceTimersByTimeAsync(500);
    const dead = { ...current.nodes[0], state: 'down' } as LabSnapshot['nodes'][number];
    change({ ...current, nodes: [dead, ...current.nodes.slice(1)] });
    await vi.advanceTimersByTimeAsync(500);
    await recorder.close();
    expect(opened().bookmarks.map(({ text }) => text)).toEqual(['mode peer-to-peer', 'kill n2', 'n1 died']);
  });
});

describe('a player', () => {
  async function recorded() {
    const recorder = startRecorder(options);
    await goOn(4_000);
    await goOn(4_000, { mode: 'peer-to-peer' });
    await recorder.close();
    return createPlayer(opened(), () => Date.now());
  }

  it('plays at its speed, stops at the end, and begins again from there', async () => {
    const player = await recorded();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(player.state().at).toBeCloseTo(2_000, -2);
    player.changeSpeed(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(player.state().at).toBeCloseTo(4_000, -2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(player.state()).toMatchObject({ at: player.state().lengthMs, isPlaying: false });
    player.togglePlaying();
    expect(player.state()).toMatchObject({ at: 0, isPlaying: true });
    player.close();
  });

  it('tells who watches of another frame, and of nothing else', async () => {
    const player = await recorded();
    const told = vi.fn();
    const stop = player.source.onChange(told);
    player.seek(3_000);
    player.seek(3_001);
    expect(told).toHaveBeenCalledTimes(1);
    stop();
    player.seek(0);
    expect(told).toHaveBeenCalledTimes(1);
    player.close();
  });

  it('jumps to bookmarks both ways, and says when there is none', async () => {
    const player = await recorded();
    player.togglePlaying();
    expect(player.jump(1)?.text).toBe('mode peer-to-peer');
    expect(player.source.current().mode).toBe('peer-to-peer');
    const { at } = player.state();
    for (let more = player.jump(1); more !== undefined; more = player.jump(1));
    player.seek(at + 5);
    expect(player.jump(-1)?.at).toBe(at);
    expect(player.jump(-1)).toBeUndefined();
    player.close();
  });

  it('has a slowest and a fastest speed', async () => {
    const player = await recorded();
    while (player.changeSpeed(1));
    expect(player.state().speed).toBe(16);
    while (player.changeSpeed(-1));
    expect(player.state().speed).toBe(0.25);
    player.close();
  });
});
