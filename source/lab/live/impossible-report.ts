import type { Report } from '../../protocol/control/reports.ts';
import type { TelemetryBatch } from '../../protocol/control/telemetry-batch.ts';
import type { Timestamp } from '../../protocol/ids.ts';
import { impossibleFigure } from './report-figures.ts';
import { impossiblePlace } from './report-places.ts';
import { impossibleTime } from './report-times.ts';

/** What the lab knows by itself of the node that reports. */
export interface KnownOfNode {
  readonly now: Timestamp;
  /** The host that it was given; undefined: it may have any. */
  readonly host: string | undefined;
  readonly generation: number;
  readonly latest: TelemetryBatch | undefined;
}

/** What a report says that cannot be; undefined: all of it can. Figures of an older generation are not used, and not looked at. */
export function impossibleIn(report: Report, { now, host, generation, latest }: KnownOfNode): string | undefined {
  const time = impossibleTime(report, now);
  if (time !== undefined) return `something at ${time} ms`;
  const place = impossiblePlace(report, host);
  if (place !== undefined) return `that it listens at ${place}`;
  if (report.type !== 'telemetry' || report.generation !== generation) return undefined;
  return impossibleFigure(report.batch, latest);
}
