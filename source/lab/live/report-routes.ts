import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { Acknowledgements } from '../check/acknowledgements.ts';
import type { ReadBack } from '../check/read-back.ts';
import type { Inspector } from './inspector.ts';
import type { Outside } from './outside.ts';
import type { Settling } from './settle.ts';
import type { Stepping } from './stepping.ts';

/** Those who asked the nodes for something. */
export interface ReportParts {
  /** The present one. */
  generation(): number;
  fold(node: NodeId, report: Extract<Report, { type: 'telemetry' }>): void;
  /** Of the present generation. */
  acknowledgements(): Pick<Acknowledgements, 'heard'>;
  readonly readBack: Pick<ReadBack, 'onChecked'>;
  readonly inspector: Pick<Inspector, 'heard'>;
  readonly stepping: Pick<Stepping, 'heard'>;
  readonly settling: Pick<Settling, 'onPong'>;
  readonly outside: Pick<Outside, 'onPong'>;
  /** For the rules: what nobody here has asked for. `isLate`: it is of an older generation. */
  others(node: NodeId, report: Report, isLate: boolean): void;
}

/** Hands each report to the part that asked for it. Figures of an older generation are dropped. */
export function createReportRoutes(parts: ReportParts): (node: NodeId, report: Report) => void {
  return (node, report) => {
    const isLate = 'generation' in report && report.generation !== parts.generation();
    switch (report.type) {
      case 'telemetry':
        return isLate ? undefined : parts.fold(node, report);
      case 'history':
        return isLate ? undefined : parts.acknowledgements().heard(node, report);
      case 'checked':
        return isLate ? undefined : parts.readBack.onChecked(node, report);
      case 'inspected':
        return parts.inspector.heard(node, report);
      case 'next':
      case 'stepped':
        return parts.stepping.heard(node, report);
      case 'pong':
        parts.settling.onPong(report.sequence);
        return parts.outside.onPong(node, report.sequence);
      default:
        return parts.others(node, report, isLate);
    }
  };
}
