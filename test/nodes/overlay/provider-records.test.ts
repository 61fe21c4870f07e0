import { describe, expect, test } from 'vitest';
import type { NodeEvent } from '../../../source/nodes/contract.ts';
import {
  createProviderRecords,
  keysMax,
  providersPerKeyMax,
  recordMsMax,
  recordsPerProviderMax,
} from '../../../source/nodes/overlay/provider-records.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { type Key, keyOf } from '../../../source/protocol/key.ts';
import { limits } from '../../../source/protocol/wire/limits.ts';
import { sha } from '../drive-node.ts';

const song = keyOf('song');
const hash = sha('abc');
const provider = (node: number, content = 'abc') => ({ node: nodeId(node), hash: sha(content) });
/** A key for each number, without hashing: thousands are needed. */
const keyNumber = (number: number): Key => Uint32Array.of(number, 0, 0, 0, 0, 0, 0, 1) as Key;

function recording() {
  const events: NodeEvent[] = [];
  const records = createProviderRecords((event) => events.push(event));
  const nodes = (now = 1, key = song): string[] => records.of(key, now).map(({ node }) => node);
  return { records, events, nodes };
}

describe('provider records', () => {
  test('give the providers of a key, the one that spoke last first', () => {
    const { records, nodes } = recording();
    records.add(song, provider(1), 0);
    records.add(song, provider(2), 0);
    expect(nodes()).toEqual(['n2', 'n1']);
    records.add(song, provider(1), 0);
    expect(nodes()).toEqual(['n1', 'n2']);
    expect(records.of(keyOf('other'), 0)).toEqual([]);
  });

  test('say what a provider said last of the content', () => {
    const { records } = recording();
    records.add(song, provider(1, 'old'), 0);
    records.add(song, provider(1, 'abc'), 0);
    expect(records.of(song, 0)).toEqual([{ node: 'n1', hash }]);
  });

  test('are reported with the first of a key, and when its last is gone', () => {
    const { records, events } = recording();
    records.add(song, provider(1), 0);
    records.add(song, provider(2), 0);
    records.dropProvider(nodeId(1));
    expect(events).toEqual([{ type: 'record-held', key: song }]);
    records.dropProvider(nodeId(2));
    expect(events.slice(1)).toEqual([{ type: 'record-dropped', key: song }]);
    expect(records.size).toBe(0);
  });

  test('are not given any more from the moment they expire, and forgotten with the next expiry', () => {
    const { records, events, nodes } = recording();
    records.add(song, provider(1), 0);
    records.add(song, provider(2), 10);
    expect(nodes(recordMsMax - 0.5)).toEqual(['n2', 'n1']);
    expect(nodes(recordMsMax)).toEqual(['n2']);
    records.expire(recordMsMax + 10);
    expect(records.size).toBe(0);
    expect(events.at(-1)).toEqual({ type: 'record-dropped', key: song });
  });

  test('that are announced again live on', () => {
    const { records, nodes } = recording();
    records.add(song, provider(1), 0);
    records.add(song, provider(1), 60_000);
    records.expire(recordMsMax + 1);
    expect(nodes(recordMsMax + 1)).toEqual(['n1']);
  });

  test(`of one key are ${providersPerKeyMax} at most, of which the oldest makes room, and ${limits.providersMax} in one answer`, () => {
    const { records, nodes } = recording();
    for (let node = 1; node <= providersPerKeyMax + 5; node++) expect(records.add(song, provider(node), 0)).toBe(true);
    expect(nodes()).toHaveLength(limits.providersMax);
    expect(nodes()[0]).toBe(`n${providersPerKeyMax + 5}`);
    // Everybody but the last 16 and the five oldest leaves: none of those five is there.
    for (let node = 6; node <= providersPerKeyMax + 5; node++) records.dropProvider(nodeId(node));
    expect(records.size).toBe(0);
  });

  test(`of one provider are ${recordsPerProviderMax} at most: one more is refused, reported once, and others have room`, () => {
    const { records, events } = recording();
    for (let key = 0; key < recordsPerProviderMax; key++) records.add(keyNumber(key), provider(1), 0);
    for (let more = 0; more < 50; more++) expect(records.add(keyNumber(9_000 + more), provider(1), 0)).toBe(false);
    const text = `refused provider records of n1: one provider has ${recordsPerProviderMax} at most`;
    expect(events.filter(({ type }) => type === 'limit-reached')).toEqual([
      { type: 'limit-reached', limit: 'provider-records', text },
    ]);
    expect(records.size).toBe(recordsPerProviderMax);
    expect(records.add(keyNumber(1), provider(1), 1)).toBe(true);
    expect(records.add(song, provider(2), 0)).toBe(true);
    records.expire(recordMsMax);
    expect(records.add(song, provider(1), recordMsMax)).toBe(true);
  });

  test('of a provider whose place another one took count no longer', () => {
    const { records } = recording();
    for (let round = 0; round < recordsPerProviderMax + 1; round++) {
      const key = keyNumber(round % 10);
      records.add(key, provider(1), round);
      for (let other = 2; other < 2 + (round < 10 ? providersPerKeyMax : 0); other++)
        records.add(key, provider(other), round);
    }
    expect(records.add(song, provider(1), 0)).toBe(true);
  });

  test(`are kept for ${keysMax} keys at most`, () => {
    const { records, events } = recording();
    for (let key = 0; key < keysMax; key++) {
      records.add(keyNumber(key), provider(1 + Math.floor(key / recordsPerProviderMax)), 0);
    }
    expect(records.size).toBe(keysMax);
    expect(records.add(song, provider(99), 0)).toBe(false);
    expect(events.at(-1)).toMatchObject({ type: 'limit-reached' });
    expect(records.add(keyNumber(5), provider(99), 0)).toBe(true);
  });
});
