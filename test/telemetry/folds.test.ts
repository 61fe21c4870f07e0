import { describe, expect, test } from 'vitest';
import { nodeId } from '../../source/protocol/ids.ts';
import { keyOf, keyText } from '../../source/protocol/key.ts';
import { createConnections } from '../../source/telemetry/connections.ts';
import { createPlacement } from '../../source/telemetry/placement.ts';
import { createRateWindow } from '../../source/telemetry/rate-window.ts';
import { sha } from '../nodes/drive-node.ts';

const n1 = nodeId(1);
const n2 = nodeId(2);
const n3 = nodeId(3);

describe('a rate window', () => {
  test.each([1, 20, 333])('shows a steady rate of %i a second, within an eighth', (rate) => {
    const window = createRateWindow(3_000);
    for (let count = 0; count < rate * 10; count++) window.add((count * 1000) / rate, 1);
    expect(window.perSecond() / rate).toBeGreaterThan(0.87);
    expect(window.perSecond() / rate).toBeLessThan(1.13);
  });

  test('forgets what is older than its window, and falls when nothing comes any more', () => {
    const window = createRateWindow(1_000);
    for (let at = 0; at < 1_000; at += 10) window.add(at, 1);
    expect(window.perSecondAt(1_000)).toBeGreaterThan(80);
    expect(window.perSecondAt(1_500)).toBeLessThan(60);
    expect(window.perSecondAt(2_000)).toBe(0);
    window.add(9_000, 5);
    expect(window.perSecondAt(9_000)).toBe(5);
  });

  test('is nothing before anything came', () => {
    expect(createRateWindow(1_000).perSecond()).toBe(0);
    expect(createRateWindow(1_000).perSecondAt(5_000)).toBe(0);
  });

  test('does not take what is young for a whole window', () => {
    const window = createRateWindow(3_000);
    for (let at = 10_000; at <= 11_000; at += 10) window.add(at, 1);
    expect(window.perSecond()).toBeGreaterThan(90);
    expect(window.perSecond()).toBeLessThan(115);
  });
});

const held = (
  name: string,
  content: string,
  holding: 'authored' | 'stored' | 'copy',
  author: typeof n1 | undefined = undefined,
) => ({ type: 'item-held', name, hash: sha(content), bytes: content.length, author, holding }) as const;

describe('the placement of items', () => {
  test('says who holds what and how, sorted by name', () => {
    const placement = createPlacement();
    placement.held(n2, held('b', '22', 'authored', n2));
    placement.held(n1, held('a', '1', 'authored', n1));
    placement.held(n3, held('a', '1', 'copy'));
    expect(placement.items().map(({ name, author, holders }) => [name, author, [...holders]])).toEqual([
      [
        'a',
        'n1',
        [
          ['n1', 'authored'],
          ['n3', 'copy'],
        ],
      ],
      ['b', 'n2', [['n2', 'authored']]],
    ]);
    expect([n1, n2, n3].map((node) => placement.heldBy(node))).toEqual([
      { items: 1, bytes: 1 },
      { items: 1, bytes: 2 },
      { items: 1, bytes: 1 },
    ]);
  });

  test('learns the author also when a copy was reported before the original', () => {
    const placement = createPlacement();
    placement.held(n3, held('a', '1', 'copy'));
    placement.held(n1, held('a', '1', 'authored', n1));
    expect(placement.items()[0]?.author).toBe('n1');
    placement.held(n2, held('a', '1', 'copy'));
    expect(placement.items()[0]?.author).toBe('n1');
  });

  test('forgets a holder that dropped it or went, and keeps the item', () => {
    const placement = createPlacement();
    placement.held(n1, held('a', '1', 'authored', n1));
    placement.held(n3, held('a', '1', 'copy'));
    placement.dropped(n3, sha('1'));
    placement.dropped(n2, sha('unknown'));
    expect([...(placement.items()[0]?.holders.keys() ?? [])]).toEqual(['n1']);
    placement.retire(n1);
    expect(placement.items()).toMatchObject([{ name: 'a', author: 'n1' }]);
    expect(placement.items()[0]?.holders.size).toBe(0);
    expect(placement.heldBy(n1)).toEqual({ items: 0, bytes: 0 });
  });

  test('says when a lost copy was replaced, whoever holds the item since', () => {
    const placement = createPlacement();
    placement.repaired('a', 1_000); // of an item that nobody has heard of
    placement.held(n1, held('a', '1', 'authored', n1));
    expect(placement.items()[0]?.repairedAt).toBeUndefined();
    placement.repaired('a', 2_000);
    placement.held(n2, held('a', '1', 'copy'));
    placement.dropped(n1, sha('1'));
    expect(placement.items()[0]?.repairedAt).toBe(2_000);
  });

  test('says who keeps records of an item, whichever was heard of first, and never changes what it gave', () => {
    const placement = createPlacement();
    const key = keyText(keyOf('a'));
    placement.recorded(n2, key, true);
    placement.held(n1, held('a', '1', 'authored', n1));
    const recordsOf = (): string[] => [...(placement.items()[0]?.records ?? [])];
    expect(recordsOf()).toEqual(['n2']);
    const before = placement.items();
    placement.recorded(n3, key, true);
    placement.recorded(n3, keyText(keyOf('unknown')), true);
    expect(recordsOf()).toEqual(['n2', 'n3']);
    expect([...(before[0]?.records ?? [])]).toEqual(['n2']);
    placement.recorded(n2, key, false);
    placement.held(n2, held('a', '1', 'copy'));
    expect(recordsOf()).toEqual(['n3']);
    placement.retire(n3);
    expect(recordsOf()).toEqual([]);
  });

  test('gives the same array until something changes, and never changes one that it gave', () => {
    const placement = createPlacement();
    placement.held(n1, held('a', '1', 'authored', n1));
    const before = placement.items();
    expect(placement.items()).toBe(before);
    placement.held(n2, held('a', '1', 'copy'));
    expect(placement.items()).not.toBe(before);
    expect(before[0]?.holders.size).toBe(1);
  });
});

describe('the connections', () => {
  const idle = { query: 0, hit: 0, content: 0, upkeep: 0 };

  test('are open from when the dialling end says so until it says closed', () => {
    const connections = createConnections();
    connections.opened(n1, { type: 'connection-opened', node: n2, purpose: 'overlay' });
    connections.opened(n3, { type: 'connection-opened', node: n1, purpose: 'transfer' });
    expect(connections.open(0)).toEqual([
      { from: 'n1', to: 'n2', purpose: 'overlay', out: idle, back: idle },
      { from: 'n3', to: 'n1', purpose: 'transfer', out: idle, back: idle },
    ]);
    connections.closed(n3, n1);
    connections.closed(n2, n1); // the other direction is another connection
    expect(connections.open(0)).toHaveLength(1);
  });

  test('end with either of their nodes', () => {
    for (const gone of [n1, n2]) {
      const connections = createConnections();
      connections.opened(n1, { type: 'connection-opened', node: n2, purpose: 'overlay' });
      connections.opened(n3, { type: 'connection-opened', node: nodeId(4), purpose: 'overlay' });
      connections.retire(gone);
      expect(connections.open(0).map(({ from }) => from)).toEqual(['n3']);
    }
  });

  test('show what flows in each direction, by kind, and fall silent', () => {
    const connections = createConnections();
    connections.opened(n1, { type: 'connection-opened', node: n2, purpose: 'overlay' });
    for (let at = 0; at <= 1_000; at += 100) {
      connections.flowed(n1, { node: n2, query: 2, hit: 0, content: 0, upkeep: 1 }, at);
      connections.flowed(n2, { node: n1, query: 0, hit: 0, content: 1, upkeep: 0 }, at);
    }
    const [connection] = connections.open(1_000);
    expect(connection?.out.query).toBeGreaterThan(15);
    expect(connection?.out.content).toBe(0);
    expect(connection?.back.content).toBeGreaterThan(7);
    expect(connection?.back.query).toBe(0);
    expect(connections.open(3_000)[0]).toMatchObject({ out: idle, back: idle });
  });
});
