import { type LogicTable, tableOf, tableRowsMax } from '../../protocol/control/inspection.ts';
import type { ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import { type Key, keyText } from '../../protocol/key.ts';
import type { Provider } from '../../protocol/messages.ts';
import { limits } from '../../protocol/wire/limits.ts';
import type { NodeEvent } from '../contract.ts';

/** Records of who holds the item under a key. The content stays with its holders. */
export interface ProviderRecords {
  /** Keeps a record until it expires; false when a bound is reached, which is reported once a provider until the next `expire`. */
  add(key: Key, provider: Provider, now: Timestamp): boolean;
  /** Those that are not expired, the newest first, at most as many as one answer takes. */
  of(key: Key, now: Timestamp): Provider[];
  /** Forgets everything that a node provides. */
  dropProvider(node: NodeId): void;
  /** Forgets what is expired. */
  expire(now: Timestamp): void;
  readonly size: number;
  /** Which keys, and who provides the item of each for how much longer. */
  describe(now: Timestamp): LogicTable;
}

/** Time after which a record is forgotten unless its provider said again that it holds the item. */
export const recordMsMax = 150_000;
/** Time after which a provider says again what it holds: a record outlives one round that fails. */
export const republishMs = 60_000;
/** Keys that one peer keeps records of. */
export const keysMax = 20_000;
/** Records kept under one key: of the next provider the oldest one's place is taken. */
export const providersPerKeyMax = 64;
/** Records that one provider may have at one peer. */
export const recordsPerProviderMax = 2_000;
/** Providers whose refusal is reported between two expiries. */
const refusedMax = 100;

interface Entry {
  readonly key: Key;
  /** The one that spoke last is the last. */
  readonly providers: Map<NodeId, { readonly hash: ItemHash; readonly until: Timestamp }>;
}

export function createProviderRecords(report: (event: NodeEvent) => void): ProviderRecords {
  const entries = new Map<string, Entry>();
  const counts = new Map<NodeId, number>();
  /** Whose records were refused lately: each is reported once in a while, not for every record. */
  const refused = new Set<NodeId>();

  function count(node: NodeId, change: 1 | -1): void {
    const next = (counts.get(node) ?? 0) + change;
    if (next === 0) counts.delete(node);
    else counts.set(node, next);
  }

  function remove(text: string, entry: Entry, node: NodeId): void {
    if (!entry.providers.delete(node)) return;
    count(node, -1);
    if (entry.providers.size > 0) return;
    entries.delete(text);
    report({ type: 'record-dropped', key: entry.key });
  }

  function entryFor(text: string, key: Key): Entry | undefined {
    const present = entries.get(text);
    if (present !== undefined) return present;
    if (entries.size >= keysMax) return undefined;
    const entry: Entry = { key, providers: new Map() };
    entries.set(text, entry);
    report({ type: 'record-held', key });
    return entry;
  }

  function refuse(node: NodeId, bound: string): false {
    if (refused.has(node) || refused.size >= refusedMax) return false;
    refused.add(node);
    report({ type: 'limit-reached', limit: 'provider-records', text: `refused provider records of ${node}: ${bound}` });
    return false;
  }

  return {
    add(key, { node, hash }, now) {
      const text = keyText(key);
      const isKnown = entries.get(text)?.providers.has(node) === true;
      if (!isKnown && (counts.get(node) ?? 0) >= recordsPerProviderMax)
        return refuse(node, `one provider has ${recordsPerProviderMax} at most`);
      const entry = entryFor(text, key);
      if (entry === undefined) return refuse(node, `records of ${keysMax} keys are kept at most`);
      if (isKnown) entry.providers.delete(node);
      else count(node, 1);
      entry.providers.set(node, { hash, until: now + recordMsMax });
      const [oldest] = entry.providers.keys();
      if (entry.providers.size > providersPerKeyMax && oldest !== undefined) remove(text, entry, oldest);
      return true;
    },
    of(key, now) {
      const providers = [...(entries.get(keyText(key))?.providers ?? [])].reverse();
      return providers
        .filter(([, { until }]) => until > now)
        .slice(0, limits.providersMax)
        .map(([node, { hash }]) => ({ node, hash }));
    },
    dropProvider(node) {
      if (!counts.has(node)) return;
      for (const [text, entry] of [...entries]) remove(text, entry, node);
    },
    expire(now) {
      refused.clear();
      for (const [text, entry] of [...entries]) {
        for (const [node, { until }] of [...entry.providers]) if (until <= now) remove(text, entry, node);
      }
    },
    get size() {
      return entries.size;
    },
    describe(now) {
      const rows = [...entries.values()].slice(0, tableRowsMax).map(({ key, providers }) => {
        const until = Math.max(...[...providers.values()].map((provider) => provider.until));
        return [keyText(key).slice(0, 12), [...providers.keys()].join(' '), `${Math.round((until - now) / 1000)} s`];
      });
      return tableOf('Provider records', ['key', 'providers', 'expires in'], rows, entries.size);
    },
  };
}
