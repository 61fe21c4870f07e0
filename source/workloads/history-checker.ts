import type { Acknowledged, Finding } from '../protocol/control/history.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';

/** An acknowledged item, and whose user was told so. */
export interface AcknowledgedItem extends Acknowledged {
  readonly author: NodeId;
}

/** When a node that keeps items was part of the network: once, or several times when it was started again. */
export interface KeeperLives {
  readonly node: NodeId;
  /** It left for good, with all that it held. */
  readonly hasLeft?: boolean;
  readonly lives: readonly { readonly from: Timestamp; readonly until: Timestamp | undefined }[];
}

/** What one reading found of one item. */
export interface Reading {
  /** What living nodes have under its name, by hashes of the content as it lies there. */
  readonly held: readonly Finding[];
  /** Living nodes that did not say what they hold. */
  readonly unheard: number;
  /** How a living node that does not hold it fetched it. `no-reader`: all who live hold it. `not-read`: there was no time. */
  readonly read: Finding | 'no-reader' | 'not-read';
}

/** What was found of one item: as things were when the work ended, and, when it could not be read then, with all nodes started again that can be. */
export interface Evidence extends Reading {
  readonly item: AcknowledgedItem;
  readonly again?: Reading;
}

/** Why a run proves less than it seems to, whatever was read back. */
export interface Doubt {
  /** `node-died`: no fault of the lab had killed it. `store-trouble`: a store refused writes, or could not be read. */
  readonly cause: 'node-died' | 'store-trouble';
  readonly text: string;
}

/** Why a verdict is not `valid`, in one word. */
export type Cause =
  | 'corrupt'
  | 'lost'
  | Doubt['cause']
  | 'record-full'
  | 'nothing-asked'
  | 'nothing-acknowledged'
  | 'no-time'
  | 'unreadable'
  | 'unheard';

/** Everything that a verdict is made of. */
export interface HistoryEvidence {
  /** Operations that users began. */
  readonly begun: number;
  /** Different items that were acknowledged, also those that were not checked. */
  readonly acknowledged: number;
  /** Acknowledgements that did not fit into the record. */
  readonly overflow: number;
  readonly doubts: readonly Doubt[];
  readonly evidence: readonly Evidence[];
  /** Who keeps items: `servers` hold everything, each; of `peers` each item is held by `replicas`. */
  readonly keepers: { readonly type: 'servers' | 'peers'; readonly lives: readonly KeeperLives[] };
  readonly replicas: number;
  /** Whether a node that was started again has what it held: then it is the dead ones that may still have an item. */
  readonly isDurable: boolean;
}

export type Verdict = 'valid' | 'invalid' | 'unknown';

/** What became of what was acknowledged. `checked` = `readable` + `unavailable` + `lost` + `corrupt`. */
export interface HistoryResult {
  readonly acknowledged: number;
  readonly checked: number;
  /** Fetched by a living node, and right. */
  readonly readable: number;
  /** Nobody could fetch it as things were, but it is still there, or may be. */
  readonly unavailable: number;
  /** Nobody holds it, also when all were started again. */
  readonly lost: number;
  /** Wrong content came back, or lies in a living node's store. */
  readonly corrupt: number;
  readonly verdict: Verdict;
  /** Absent: the verdict is `valid`. */
  readonly cause?: Cause;
  /** Why the verdict is not `valid`, or what to know about it, with an example; empty when there is nothing to say. */
  readonly reason: string;
}

type Fate = 'readable' | 'unavailable' | 'lost' | 'corrupt';

/** Time that a network gets to replace a holder before its death no longer counts together with that of another one. */
export const repairMs = 10_000;
/** A server counts as keeping everything so long after it said that it has caught up: deaths are heard of late, too. */
export const handOverMs = 1_000;

/**
 * The verdict over what was acknowledged (as Maelstrom and Jepsen give it: valid, invalid, unknown). `invalid`: something acknowledged is corrupt,
 * or lost although enough copies should have survived. What is lost because all its copies died is counted, and what that way of organising a
 * network promises: the verdict stays `valid`. `unknown`: the record or the reading has gaps, or something happened that no fault of the lab
 * explains, so that nobody can say.
 */
export function checkHistory(all: HistoryEvidence): HistoryResult {
  const counts = { readable: 0, unavailable: 0, lost: 0, corrupt: 0 };
  let broken: Why | undefined;
  const gaps = { unread: 0, unreadable: 0, unheard: 0 };
  for (const evidence of all.evidence) {
    if ((evidence.again ?? evidence).unheard > 0) gaps.unheard++;
    const fate = fateOf(evidence, all);
    if (fate === 'unread') gaps.unread++;
    else if (fate === 'unreadable') {
      gaps.unreadable++;
      counts.unavailable++;
    } else {
      counts[fate]++;
      broken ??= breach(fate, evidence, all);
    }
  }
  const why = broken ?? unsureOf(all, gaps);
  const verdict = broken !== undefined ? 'invalid' : why !== undefined ? 'unknown' : 'valid';
  const checked = counts.readable + counts.unavailable + counts.lost + counts.corrupt;
  const allowed = counts.lost > 0 ? 'lost is what all holders died of' : '';
  return {
    acknowledged: all.acknowledged,
    checked,
    ...counts,
    verdict,
    ...(why === undefined ? {} : { cause: why.cause }),
    reason: why?.text ?? allowed,
  };
}

interface Why {
  readonly cause: Cause;
  readonly text: string;
}

/** `unread`: there was no time; `unreadable`: it is there, or may be, but nobody could fetch it, whatever was started again. */
function fateOf(evidence: Evidence, all: HistoryEvidence): Fate | 'unread' | 'unreadable' {
  const { item, again } = evidence;
  const last = again ?? evidence;
  if (isWrong(evidence) || (again !== undefined && isWrong(again))) return 'corrupt';
  if (isReadable(evidence)) return 'readable';
  if (isReadable(last)) return 'unavailable';
  if (last.held.includes('right')) return last.read === 'not-read' ? 'unread' : 'unreadable';
  if (last.unheard > 0 || (all.isDurable && mayLieInDeadStore(item, all.keepers.lives))) return 'unreadable';
  return 'lost';
}

function isWrong({ held, read }: Reading): boolean {
  return read === 'wrong' || held.includes('wrong');
}

/** Whether a reading has shown that an item is there, and can be had. */
export function isReadable({ held, read }: Reading): boolean {
  return read === 'right' || (read === 'no-reader' && held.includes('right'));
}

/** A keeper that lived when the item was acknowledged, or later, and is down now. */
function mayLieInDeadStore({ at }: AcknowledgedItem, lives: readonly KeeperLives[]): boolean {
  return lives.some(({ lives: all, hasLeft }) => {
    const until = all.at(-1)?.until;
    return hasLeft !== true && until !== undefined && until >= at;
  });
}

/** What makes the history invalid, in words; undefined: this item does not. */
function breach(fate: Fate, { item }: Evidence, all: HistoryEvidence): Why | undefined {
  const what = `${item.name}, acknowledged by ${item.servedBy},`;
  if (fate === 'corrupt') return { cause: 'corrupt', text: `${what} has wrong content` };
  if (fate !== 'lost' || mayBeLost(item, all)) return undefined;
  return { cause: 'lost', text: `${what} is lost although not all that were to hold it have died` };
}

function mayBeLost(item: AcknowledgedItem, { keepers, replicas, isDurable }: HistoryEvidence): boolean {
  const lives = isDurable ? keepers.lives.map(durableLife) : keepers.lives;
  return keepers.type === 'servers' ? wasUnkept(item.at, lives) : haveHoldersDied(item, lives, replicas);
}

/** A node that comes back has what it held: with a store only those die that leave for good. */
function durableLife(keeper: KeeperLives): KeeperLives {
  const { lives, hasLeft } = keeper;
  const from = lives[0]?.from;
  if (from === undefined) return keeper;
  return { ...keeper, lives: [{ from, until: hasLeft === true ? lives.at(-1)?.until : undefined }] };
}

/** Whether there was a moment since a time at which no server was there that had everything. */
function wasUnkept(at: Timestamp, keepers: readonly KeeperLives[]): boolean {
  const ends = keepers.flatMap(({ lives }) => lives.flatMap(({ until }) => (until === undefined ? [] : [until])));
  const isKept = (moment: Timestamp): boolean =>
    keepers.some(({ lives }) =>
      lives.some(({ from, until }) => {
        const since = from <= at ? from : from + handOverMs; // who was there before the item needed no hand-over
        return since <= moment && (until === undefined || until > moment);
      }),
    );
  return [at, ...ends.filter((end) => end >= at)].some((moment) => !isKept(moment));
}

/** Whether the author has died, and with it, before the network could repair, as many others as were to hold the item. */
function haveHoldersDied({ author, at }: AcknowledgedItem, keepers: readonly KeeperLives[], replicas: number): boolean {
  const own = keepers.find(({ node }) => node === author)?.lives ?? [];
  if (own.some(({ from, until }) => from <= at && until === undefined)) return false;
  const present = keepers.filter(({ lives }) =>
    lives.some(({ from, until }) => from <= at && (until === undefined || until > at)),
  );
  const copies = Math.max(1, Math.min(replicas, present.length));
  const deaths = keepers
    .flatMap(({ node, lives }) => lives.flatMap(({ until }) => (until === undefined ? [] : [{ node, until }])))
    .filter(({ until }) => until >= at - repairMs);
  return deaths.some(({ until: end }) => {
    const together = deaths.filter(({ until }) => until <= end && until > end - repairMs);
    return end >= at && new Set(together.map(({ node }) => node)).size >= copies;
  });
}

/** Why nobody can say, the root first. */
function unsureOf(
  { overflow, begun, acknowledged, doubts }: HistoryEvidence,
  gaps: { readonly unread: number; readonly unreadable: number; readonly unheard: number },
): Why | undefined {
  if (doubts[0] !== undefined) return { cause: doubts[0].cause, text: doubts.map(({ text }) => text).join('; ') };
  if (overflow > 0) return { cause: 'record-full', text: `${overflow} acknowledgements did not fit into the record` };
  if (begun === 0) return { cause: 'nothing-asked', text: 'no operation was begun' };
  if (acknowledged === 0) return { cause: 'nothing-acknowledged', text: 'nothing was acknowledged' };
  if (gaps.unread > 0) return { cause: 'no-time', text: `there was no time to read ${itemsText(gaps.unread)}` };
  if (gaps.unheard > 0) return { cause: 'unheard', text: 'a living node did not say what it holds' };
  if (gaps.unreadable === 0) return undefined;
  return {
    cause: 'unreadable',
    text: `${itemsText(gaps.unreadable)} could not be read, also when all that could be were started again`,
  };
}

function itemsText(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
