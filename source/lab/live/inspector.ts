import type { Order } from '../../protocol/control/orders.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { InspectionView } from '../view/inspection-view.ts';

/** What looking into a node needs. */
export interface InspectorHost {
  order(node: NodeId, order: Order): void;
  generation(): number;
  /** What its process wrote to its standard error, as far as it is kept. */
  words(node: NodeId): string;
  changed(): void;
}

/** Looks into one node, about twice a second, as long as somebody wants to know. */
export interface Inspector {
  /** The node to look into from now on; undefined: none, and no node is asked anything. */
  watch(node: NodeId | undefined): void;
  heard(node: NodeId, report: Extract<Report, { type: 'inspected' }>): void;
  view(): InspectionView | undefined;
  close(): void;
}

const lookMs = 500;
const stderrLinesMax = 20;

export function createInspector({ order, generation, words, changed }: InspectorHost): Inspector {
  let watched: NodeId | undefined;
  let latest: InspectionView | undefined;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    if (watched !== undefined) order(watched, { type: 'inspect', generation: generation() });
  }

  function watch(node: NodeId | undefined): void {
    if (node === watched) return;
    watched = node;
    latest = undefined;
    clearInterval(timer);
    timer = node === undefined ? undefined : setInterval(look, lookMs);
    look();
    changed();
  }

  return {
    watch,
    heard(node, { inspection, generation: of }) {
      if (node !== watched || of !== generation()) return;
      const stderr = words(node).split('\n').filter(Boolean).slice(-stderrLinesMax);
      latest = { ...inspection, node, stderr };
      changed();
    },
    view: () => latest,
    close: () => clearInterval(timer),
  };
}
