import type { Acknowledged, Finding } from '../protocol/history.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';

/** An acknowledged item, and whose user was told so. */
export interface AcknowledgedItem extends Acknowledged {
  readonly author: NodeId;
}

/** When a node that keeps items was part of the network: once, or several times when it was started again. */
export interface KeeperLives {
  readonly node: NodeId;
  readonly lives: readonly { readonly from: Timestamp; readonly until: Timestamp | undefined }[];
}

/** What was found of one item. */
export interface Evidence {
  readonly item: AcknowledgedItem;
  /** What living nodes have under its name, by hashes of the content as it lies there. */
  readonly held: readonly Finding[];
  /** Living nodes that did not say what they hold. */
  readonly unheard: number;
  /** How a living node that does not hold it fetched it. `no-reader`: there is none. `not-read`: there was no time. */
  readonly read: Finding | 'no-reader' | 'not-read';
}

/** Everything that a verdict is made of. */
export interface HistoryEvidence {
  /** Different items that were acknowledged, also those that were not checked. */
  readonly acknowledged: number;
  /** Acknowledgements that did not fit into the record. */
  readonly overflow: number;
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
  /** Nobody could fetch it, but it is still there, or may be. */
  readonly unavailable: number;
  /** Nobody who lives holds it. */
  readonly lost: number;
  /** Wrong content came back, or lies in a living node's store. */
  readonly corrupt: number;
  readonly verdict: Verdict;
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
 * network promises: the verdict stays `valid`. `unknown`: the record or the reading has gaps, so that nobody can say.
 */
export function checkHistory(all: HistoryEvidence): HistoryResult {
  const counts = { readable: 0, unavailable: 0, lost: 0, corrupt: 0 };
  let broken: string | undefined;
  let unread = 0;
  let unheard = 0;
  for (const evidence of all.evidence) {
    if (evidence.unheard > 0) unheard++;
    const fate = fateOf(evidence, all);
    if (fate === 'unread') {
      unread++;
      continue;
    }
    counts[fate]++;
    broken ??= breach(fate, evidence, all);
  }
  const gaps = gapsOf(all, unread, unheard);
  const checked = counts.readable + counts.unavailable + counts.lost + counts.corrupt;
  const verdict = broken !== undefined ? 'invalid' : gaps !== undefined ? 'unknown' : 'valid';
  const allowed = counts.lost > 0 ? 'lost is what all holders died of' : '';
  return { acknowledged: all.acknowledged, checked, ...counts, verdict, reason: broken ?? gaps ?? allowed };
}

function fateOf({ held, unheard, read, item }: Evidence, all: HistoryEvidence): Fate | 'unread' {
  if (read === 'wrong' || held.includes('wrong')) return 'corrupt';
  if (read === 'right') return 'readable';
  if (held.includes('right')) {
    if (read === 'not-read') return 'unread';
    return read === 'no-reader' ? 'readable' : 'unavailable';
  }
  if (unheard > 0 || (all.isDurable && mayLieInDeadStore(item, all.keepers.lives))) return 'unavailable';
  return 'lost';
}

/** A keeper that lived when the item was acknowledged, or later, and is down now. */
function mayLieInDeadStore({ at }: AcknowledgedItem, lives: readonly KeeperLives[]): boolean {
  return lives.some(({ lives: all }) => {
    const until = all.at(-1)?.until;
    return until !== undefined && until >= at;
  });
}

/** What makes the history invalid, in words; undefined: this item does not. */
function breach(fate: Fate, { item }: Evidence, all: HistoryEvidence): string | undefined {
  if (fate === 'corrupt') return `${item.name}, acknowledged by ${item.servedBy}, has wrong content`;
  if (fate !== 'lost' || mayBeLost(item, all)) return undefined;
  return `${item.name}, acknowledged by ${item.servedBy}, is lost although not all that were to hold it have died`;
}

function mayBeLost(item: AcknowledgedItem, { keepers, replicas, isDurable }: HistoryEvidence): boolean {
  if (isDurable) return false; // who is dead was asked about above, who came back has what it held
  const { lives } = keepers;
  return keepers.type === 'servers' ? wasUnkept(item.at, lives) : haveHoldersDied(item, lives, replicas);
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

function gapsOf(all: HistoryEvidence, unread: number, unheard: number): string | undefined {
  if (all.overflow > 0) return `${all.overflow} acknowledgements did not fit into the record`;
  if (all.acknowledged === 0) return 'nothing was acknowledged';
  if (unread > 0) return `there was no time to read ${unread} items`;
  if (unheard > 0) return 'a living node did not say what it holds';
  return undefined;
}
