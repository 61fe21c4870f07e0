import { type CheckHow, checkItemsMax, type Finding } from '../../protocol/control/history.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { AcknowledgedItem } from '../../workloads/history-checker.ts';
import type { Cluster } from '../clusters/cluster.ts';

/** What a node is to look for, and until when that is waited for. */
export interface CheckTask<T> {
  readonly node: NodeId;
  readonly generation: number;
  readonly how: CheckHow;
  /** What is known of each item so far. */
  readonly drafts: readonly T[];
  readonly until: Timestamp;
}

/** Orders nodes to check items, and waits for what they find. */
export interface CheckOrders {
  /** Goes in parts; says of each item what was found, or nothing when its part came to nothing: the node is gone, or time is up. */
  ask<T extends { readonly item: AcknowledgedItem }>(
    task: CheckTask<T>,
    found: (draft: T, finding: Finding | undefined) => void,
  ): Promise<void>;
  onChecked(node: NodeId, report: Extract<Report, { type: 'checked' }>): void;
  onExited(node: NodeId): void;
}

/** Items of one order to read: what was read is told after so many, and little is lost when time is up. */
export const readsPerOrder = 20;

interface Waiting {
  readonly node: NodeId;
  readonly done: (findings: readonly Finding[] | undefined) => void;
}

export function createCheckOrders(cluster: Pick<Cluster, 'after' | 'now' | 'order'>): CheckOrders {
  const waitingFor = new Map<number, Waiting>();
  let number = 0;

  function order({ node, generation, how, drafts, until }: CheckTask<{ readonly item: AcknowledgedItem }>) {
    const id = ++number;
    const items = drafts.map(({ item: { name, hash } }) => ({ name, hash }));
    return new Promise<readonly Finding[] | undefined>((resolve) => {
      const done: Waiting['done'] = (findings) => {
        waitingFor.delete(id);
        cancel();

        resolve(findings);
      };
      const cancel = cluster.after(Math.max(1, until - cluster.now()), () => done(undefined));
      waitingFor.set(id, { node, done });
      cluster.order(node, { type: 'check', generation, number: id, how, items });
    });
  }

  return {
    async ask(task, found) {
      const size = task.how === 'read' ? readsPerOrder : checkItemsMax;
      const parts: Promise<void>[] = [];
      for (let from = 0; from < task.drafts.length; from += size) {
        const drafts = task.drafts.slice(from, from + size);
        parts.push(
          order({ ...task, drafts }).then((findings) => {
            for (const [index, draft] of drafts.entries()) found(draft, findings?.[index]);
          }),
        );
      }
      await Promise.all(parts);
    },
    onChecked(node, report) {
      const waiting = waitingFor.get(report.number);
      if (waiting?.node === node) waiting.done(report.findings);
    },
    onExited(node) {
      for (const waiting of [...waitingFor.values()]) if (waiting.node === node) waiting.done(undefined);
    },
  };
}
