import type { Metric } from './experiment.ts';
import type { RunDocument } from './run-document.ts';

/** A metric of a single run. */
export function metric(name: string, unit: string, of: (run: RunDocument) => number | undefined): Metric {
  return { name, unit, of: ([run]) => (run === undefined ? undefined : of(run)) };
}

/** Requests that were asked for by users of the network, without the publishing before. */
export function fetches({ requests }: RunDocument): number {
  return requests.attempted - (requests.succeeded - requests.fetched);
}

/** A value that grows with the work, for a thousand operations. Undefined: nothing was done. */
export function perThousand(run: RunDocument, value: number | undefined): number | undefined {
  return value === undefined || run.requests.succeeded === 0 ? undefined : (1000 * value) / run.requests.succeeded;
}

export function total(run: RunDocument, value: (node: RunDocument['nodes'][number]) => number): number {
  return run.nodes.reduce((sum, node) => sum + value(node), 0);
}

/** The largest value that a node has. */
export function most(run: RunDocument, value: (node: RunDocument['nodes'][number]) => number): number {
  return Math.max(0, ...run.nodes.map(value));
}

/** Requests served / (made + served), 0 … 1, for each node that did either. */
export function servedShares({ nodes }: RunDocument): readonly number[] {
  return nodes.flatMap(({ requestsMade, requestsServed }) =>
    requestsMade + requestsServed === 0 ? [] : [requestsServed / (requestsMade + requestsServed)],
  );
}

/** Gini coefficient of values that are not negative: 0 when all are equal, towards 1 when one has everything. Undefined: there is nothing to share. */
export function gini(values: readonly number[]): number | undefined {
  const sum = values.reduce((all, value) => all + value, 0);
  if (sum === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const weighted = sorted.reduce((all, value, index) => all + (index + 1) * value, 0);
  return (2 * weighted) / (values.length * sum) - (values.length + 1) / values.length;
}
