import { type Counts, forEachCounter, together } from '../protocol/control/counters.ts';
import type { TelemetryBatch } from '../protocol/control/telemetry-batch.ts';
import { messageCodec } from '../protocol/messages.ts';
import { createRateWindow } from './rate-window.ts';

/** Totals of one node in one generation, over all lives of its process. */
export interface NodeTotals extends Counts {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** What is known of a node at this moment. */
export interface NodeFigures {
  readonly totals: NodeTotals;
  readonly madePerSecond: number;
  readonly servedPerSecond: number;
  /** Share of a second that it spent serving, 0 … 1. */
  readonly busyShare: number;
  readonly latest: TelemetryBatch | undefined;
}

/** Frames that a node sent, in the order of `tags`. */
export interface SentFrames {
  readonly messages: readonly number[];
  readonly bytes: readonly number[];
}

/** Message types in the order of the wire, and after them what a handshake takes. */
export const tags = [...messageCodec.types, 'handshake' as const];

/** The fold of all telemetry of one node in one generation. */
export interface NodeFold {
  /** Gives the batch before, if this life of the process has sent one. */
  add(batch: TelemetryBatch): TelemetryBatch | undefined;
  /** Its process is gone: what it counted stays, what it counts next begins from nothing. */
  retire(): void;
  figures(): NodeFigures;
  totals(): NodeTotals;
  sent(): SentFrames;
  readonly latest: TelemetryBatch | undefined;
}

/** Rates are over the last three seconds. */
const rateMs = 3_000;

const noTotals: NodeTotals = { ...forEachCounter(() => 0), bytesSent: 0, bytesReceived: 0 };

/** Of a node that has told nothing yet. */
export const noFigures: NodeFigures = {
  ...{ totals: noTotals, madePerSecond: 0, servedPerSecond: 0, busyShare: 0 },
  latest: undefined,
};

export function createNodeFold(): NodeFold {
  const [made, served, busy] = [createRateWindow(rateMs), createRateWindow(rateMs), createRateWindow(rateMs)];
  /** What earlier lives of the process counted. */
  let base = noTotals;
  let baseSent: SentFrames = { messages: [], bytes: [] };
  let latest: TelemetryBatch | undefined;
  /** Worked out when somebody asks, for as long as nothing comes: a snapshot asks for one sum after the other. */
  let totals: NodeTotals | undefined;
  let sent: SentFrames | undefined;

  function totalsNow(): NodeTotals {
    totals ??= latest === undefined ? base : sumOfLives(base, latest);
    return totals;
  }

  function sentNow(): SentFrames {
    sent ??= latest === undefined ? baseSent : sentInLives(baseSent, latest);
    return sent;
  }

  return {
    add(batch) {
      const before = latest;
      latest = batch;
      totals = undefined;
      sent = undefined;
      made.add(batch.at, batch.made - (before?.made ?? 0));
      served.add(batch.at, batch.served - (before?.served ?? 0));
      busy.add(batch.at, batch.busyMs - (before?.busyMs ?? 0));
      return before;
    },
    retire() {
      base = totalsNow();
      baseSent = sentNow();
      latest = undefined;
    },
    figures: () => ({
      totals: totalsNow(),
      madePerSecond: made.perSecond(),
      servedPerSecond: served.perSecond(),
      busyShare: busy.perSecond() / 1000,
      latest,
    }),
    totals: totalsNow,
    sent: sentNow,
    get latest() {
      return latest;
    },
  };
}

function sumOfLives(base: NodeTotals, latest: TelemetryBatch): NodeTotals {
  return {
    ...together(base, latest),
    bytesSent: base.bytesSent + sumOf(latest.sentBytes),
    bytesReceived: base.bytesReceived + sumOf(latest.receivedBytes),
  };
}

function sentInLives({ messages, bytes }: SentFrames, { sentMessages, sentBytes }: TelemetryBatch): SentFrames {
  return {
    messages: tags.map((_, tag) => (messages[tag] ?? 0) + (sentMessages[tag] ?? 0)),
    bytes: tags.map((_, tag) => (bytes[tag] ?? 0) + (sentBytes[tag] ?? 0)),
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
