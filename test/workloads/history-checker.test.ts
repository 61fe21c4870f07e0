import { describe, expect, test } from 'vitest';
import { nodeId, type Timestamp } from '../../source/protocol/ids.ts';
import {
  checkHistory,
  type Evidence,
  type HistoryEvidence,
  handOverMs,
  type KeeperLives,
  type Reading,
  repairMs,
} from '../../source/workloads/history-checker.ts';
import { sha } from '../nodes/drive-node.ts';

const acknowledgedAt = 100_000;

function evidence(changes: Partial<Evidence> = {}, author = 3): Evidence {
  const item = { name: 'note-n3-1', hash: sha('x'), servedBy: nodeId(1), author: nodeId(author), at: acknowledgedAt };
  return { item, held: ['right'], unheard: 0, read: 'right', ...changes };
}

const none: Reading = { held: [], unheard: 0, read: 'not-read' };
const right: Reading = { held: ['right'], unheard: 0, read: 'right' };
const gone = evidence(none);

/** A node and when it was there: from, until, from … */
function lives(node: number, ...times: readonly Timestamp[]): KeeperLives {
  const pairs = times.flatMap((from, index) => (index % 2 === 0 ? [{ from, until: times[index + 1] }] : []));
  return { node: nodeId(node), lives: pairs };
}

function judge(one: Evidence, changes: Partial<HistoryEvidence> = {}) {
  const keepers = { type: 'servers', lives: [lives(1, 0)] } as const;
  return checkHistory({
    begun: 1,
    acknowledged: 1,
    overflow: 0,
    doubts: [],
    evidence: [one],
    keepers,
    replicas: 1,
    isDurable: false,
    ...changes,
  });
}

const servers = (...all: readonly KeeperLives[]) => ({ keepers: { type: 'servers', lives: all } as const });
const peers = (replicas: number, ...all: readonly KeeperLives[]) => ({
  replicas,
  keepers: { type: 'peers', lives: all } as const,
});

describe('the fate of an acknowledged item', () => {
  test.each([
    ['readable: a node that did not hold it fetched it', {}, { readable: 1, verdict: 'valid' }],
    ['readable: all who live hold it', { read: 'no-reader' }, { readable: 1, verdict: 'valid' }],
    [
      'unavailable: it is there, and nobody could fetch it before all were started again',
      { read: 'failed', again: right },
      { unavailable: 1, verdict: 'valid' },
    ],
    ['unavailable: who held it was dead', { ...none, again: right }, { unavailable: 1, verdict: 'valid' }],
    [
      'unavailable: it is there, and nobody could fetch it either time',
      { read: 'none', again: { ...right, read: 'failed' } },
      { unavailable: 1, verdict: 'unknown', cause: 'unreadable' },
    ],
    [
      'corrupt: so it was with who was started again',
      { ...none, again: { ...right, held: ['wrong'] } },
      { corrupt: 1, verdict: 'invalid' },
    ],
    ['lost: nobody holds it either time', { ...none, again: none }, { lost: 1, verdict: 'invalid', cause: 'lost' }],
    ['corrupt: wrong content came back', { read: 'wrong' }, { corrupt: 1, verdict: 'invalid' }],
    ['corrupt: a holder has wrong content', { held: ['right', 'wrong'] }, { corrupt: 1, verdict: 'invalid' }],
    ['lost: nobody holds it', { held: [], read: 'not-read' }, { lost: 1, verdict: 'invalid' }],
  ] as const)('is %s', (_what, changes, expected) => {
    const nothing = { readable: 0, unavailable: 0, lost: 0, corrupt: 0 };
    expect(judge(evidence(changes))).toMatchObject({ acknowledged: 1, checked: 1, ...nothing, ...expected });
  });

  test('is not known when there was no time to read it', () => {
    expect(judge(evidence({ read: 'not-read' }))).toMatchObject({ checked: 0, verdict: 'unknown' });
  });

  test('is unavailable, and the verdict unknown, when a living node did not say what it holds', () => {
    const result = judge(evidence({ held: [], read: 'not-read', unheard: 1 }));
    expect(result).toMatchObject({ unavailable: 1, lost: 0, verdict: 'unknown' });
  });
});

describe('a verdict', () => {
  test('is unknown when the record has a gap, or nothing was acknowledged', () => {
    expect(judge(evidence(), { overflow: 2 })).toMatchObject({ verdict: 'unknown' });
    const nothing = { acknowledged: 0, evidence: [] };
    expect(judge(evidence(), nothing)).toMatchObject({ verdict: 'unknown', cause: 'nothing-acknowledged' });
    expect(judge(evidence(), { ...nothing, begun: 0 })).toMatchObject({ verdict: 'unknown', cause: 'nothing-asked' });
  });

  test('is unknown when something happened that no fault explains, whatever was read, and says what', () => {
    const doubts = [
      { cause: 'node-died', text: 'n1 died' },
      { cause: 'store-trouble', text: 'n2 had trouble' },
    ] as const;
    expect(judge(evidence(), { doubts })).toMatchObject({
      readable: 1,
      verdict: 'unknown',
      cause: 'node-died',
      reason: 'n1 died; n2 had trouble',
    });
    expect(judge(evidence({ read: 'wrong' }), { doubts })).toMatchObject({ verdict: 'invalid', cause: 'corrupt' });
  });

  test('allows what left for good with all that it held, also where stores are durable', () => {
    const isDurable = true;
    const left = { ...lives(3, 0, acknowledgedAt + 5), hasLeft: true };
    expect(judge(gone, { isDurable, ...peers(1, left, lives(4, 0)) })).toMatchObject({ lost: 1, verdict: 'valid' });
    const dead = lives(3, 0, acknowledgedAt + 5, acknowledgedAt + 9);
    expect(judge(gone, { isDurable, ...peers(1, dead, lives(4, 0)) })).toMatchObject({ lost: 1, verdict: 'invalid' });
  });

  test('is invalid in spite of gaps, and says an item', () => {
    const result = judge(gone, { overflow: 2 });
    expect(result).toMatchObject({ verdict: 'invalid', lost: 1 });
    expect(result.reason).toBe(
      'note-n3-1, acknowledged by n1, is lost although not all that were to hold it have died',
    );
  });

  const at = acknowledgedAt;
  test.each([
    ['the only server died since', 'valid', servers(lives(1, 0, at + 5))],
    ['it died, and came back with nothing', 'valid', servers(lives(1, 0, at + 5, at + 900))],
    ['it died before', 'invalid', servers(lives(1, 0, at - 5, at - 1))],
    ['one of two died', 'invalid', servers(lives(1, 0, at + 5), lives(2, 0))],
    ['both died, one after the other', 'valid', servers(lives(1, 0, at + 5), lives(2, 0, at + 9))],
    [
      'each died, and the other one had caught up',
      'invalid',
      servers(lives(1, 0, at + 5, at + 9), lives(2, 0, at + 9 + handOverMs + 1, at + 99_999)),
    ],
    [
      'one died before the other can have caught up',
      'valid',
      servers(lives(1, 0, at + 5, at + 9), lives(2, 0, at + 9 + handOverMs - 1)),
    ],
  ] as const)('over what servers lost is right when %s: %s', (_what, verdict, changes) => {
    expect(judge(gone, changes)).toMatchObject({ lost: 1, verdict });
  });

  test.each([
    ['the author lives', 'invalid', peers(1, lives(3, 0), lives(4, 0, at + 5))],
    ['the author died, and nobody else was to hold it', 'valid', peers(1, lives(3, 0, at + 5), lives(4, 0))],
    ['the author died, and another one was to hold it', 'invalid', peers(2, lives(3, 0, at + 5), lives(4, 0))],
    [
      'two that may have held it died together',
      'valid',
      peers(2, lives(3, 0, at + 5), lives(4, 0, at + 9), lives(5, 0)),
    ],
    [
      'another one died when the author had long been replaced',
      'invalid',
      peers(2, lives(3, 0, at + 5), lives(4, 0, at + 5 + repairMs), lives(5, 0)),
    ],
    [
      'the author died twice, which is one holder',
      'invalid',
      peers(2, lives(3, 0, at + 5, at + 7, at + 9), lives(4, 0)),
    ],
    ['there was nobody to hold a second copy', 'valid', peers(2, lives(3, 0, at + 5), lives(4, at + 1))],
  ] as const)('over what peers lost is right when %s: %s', (_what, verdict, changes) => {
    expect(judge(gone, changes)).toMatchObject({ lost: 1, verdict });
  });

  test('takes what lies in the durable store of a dead node for unavailable, and what one that came back lacks for lost', () => {
    const isDurable = true;
    expect(judge(gone, { isDurable, ...servers(lives(1, 0, at + 5)) })).toMatchObject({
      unavailable: 1,
      verdict: 'unknown',
      cause: 'unreadable',
    });
    const back = servers(lives(1, 0, at + 5, at + 9));
    expect(judge(gone, { isDurable, ...back })).toMatchObject({ lost: 1, verdict: 'invalid' });
  });
});
