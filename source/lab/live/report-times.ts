import type { Report } from '../../protocol/control/reports.ts';
import type { TelemetryBatch, TelemetryEvent } from '../../protocol/control/telemetry-batch.ts';
import type { Timestamp } from '../../protocol/ids.ts';

/** A node that was told of another pace later than the lab may be ahead of it for a moment. */
export const aheadMsMax = 10 * 60_000;
/** The longest that a node waits for something, from now on. */
export const waitMsMax = 100 * 24 * 3_600_000;

/**
 * A time in a report that cannot be: before the session began, or after now. Undefined: all of them can be. The lab counts in seconds and sets its
 * clock by such times: a wrong one would never let it come to an end.
 */
export function impossibleTime(report: Report, now: Timestamp): Timestamp | undefined {
  const { past, future } = timesOf(report);
  const isPast = (at: Timestamp): boolean => at >= 0 && at <= now + aheadMsMax;
  return past.find((at) => !isPast(at)) ?? future.find((at) => !(at >= 0 && at <= now + waitMsMax));
}

interface Times {
  readonly past: readonly Timestamp[];
  readonly future: readonly Timestamp[];
}

function timesOf(report: Report): Times {
  switch (report.type) {
    case 'telemetry':
      return { past: timesOfBatch(report.batch), future: [] };
    case 'history':
      return { past: report.acknowledged.map(({ at }) => at), future: [] };
    case 'inspected':
      return { past: [report.inspection.at, ...report.inspection.frames.map(({ at }) => at)], future: [] };
    case 'next':
      return {
        past: [],
        future: [...(report.at === undefined ? [] : [report.at]), ...report.messages.map(({ at }) => at)],
      };
    default:
      return { past: [], future: [] };
  }
}

function timesOfBatch({ at, firstServedAt = at, events }: TelemetryBatch): readonly Timestamp[] {
  return [at, firstServedAt, ...events.flatMap(timesOfEvent)];
}

function timesOfEvent(event: TelemetryEvent): readonly Timestamp[] {
  if (!('at' in event)) return [];
  return event.type === 'operation' ? [event.at, ...event.route.flatMap(({ at }) => at ?? [])] : [event.at];
}
