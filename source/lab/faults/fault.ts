import { type NodeId, nodeNumber, parseNodeId } from '../../protocol/ids.ts';

/** Whom a fault hits: a node, the first living server, the living node that serves most, or one drawn by the seed. */
export type FaultTarget = NodeId | 'server' | 'busiest' | 'random';

/** What goes wrong, or is put right again. */
export type Fault =
  /** SIGKILL. */
  | { readonly type: 'kill'; readonly target: FaultTarget }
  | { readonly type: 'restart'; readonly target: FaultTarget }
  /** SIGSTOP: the process stands still, its connections stay open. */
  | { readonly type: 'pause'; readonly target: FaultTarget }
  | { readonly type: 'resume'; readonly target: FaultTarget }
  /** It takes its leave and goes: for good, or for a time. */
  | { readonly type: 'leave'; readonly target: FaultTarget }
  /** Its service takes so many times as long, and its link too; 1: as it was. */
  | { readonly type: 'slow'; readonly target: FaultTarget; readonly times: number }
  /** Two nodes cannot reach each other any more. */
  | { readonly type: 'cut'; readonly a: NodeId; readonly b: NodeId }
  /** Nodes reach those of their own group only. Nodes that are in no group make up one more. */
  | { readonly type: 'partition'; readonly groups: readonly (readonly NodeId[])[] }
  /** Everybody can reach everybody again. */
  | { readonly type: 'heal' }
  /** Nodes come and go: each stays for a time drawn by the seed with this mean, and is away as long in the mean; 0: no longer. */
  | { readonly type: 'churn'; readonly sessionMs: number };

/** A fault, when it comes, counted from the beginning of the work in session time, and how long it lasts; undefined: for good. */
export interface ScheduledFault {
  readonly atMs: number;
  readonly fault: Fault;
  readonly forMs: number | undefined;
}

/** What a fault became: in the log, and in the run document. */
export interface FaultRecord {
  /** Milliseconds since the work began. */
  readonly atMs: number;
  readonly fault: string;
  readonly target: string;
}

/** A fault that was wanted and did not happen; `atMs`: when its time came, or would have come. */
export interface MissedFault extends FaultRecord {
  readonly why: string;
}

/** The nodes that a fault names. */
export function namedNodes(fault: Fault): readonly NodeId[] {
  if (fault.type === 'cut') return [fault.a, fault.b];
  if (fault.type === 'partition') return fault.groups.flat();
  const target = 'target' in fault ? parseNodeId(fault.target) : undefined;
  return target === undefined ? [] : [target];
}

/** The target, or what else a fault is about, in words: `n3`, `n1,n2 | n3`, `10 times`. */
export function targetText(fault: Fault): string {
  switch (fault.type) {
    case 'slow':
      return fault.times === 1 ? `${fault.target} as before` : `${fault.target} ${fault.times}x`;
    case 'cut':
      return `${fault.a}-${fault.b}`;
    case 'partition':
      return fault.groups.map((group) => group.join(',')).join(' | ');
    case 'heal':
      return 'everything';
    case 'churn':
      return fault.sessionMs === 0 ? 'no longer' : `${fault.sessionMs / 1000} s a session`;
    default:
      return fault.target;
  }
}

/** The pairs of nodes that groups keep apart, each with the lower number first. */
export function partedPairs(nodes: readonly NodeId[], groups: readonly (readonly NodeId[])[]): [NodeId, NodeId][] {
  const groupOf = (node: NodeId): number => groups.findIndex((group) => group.includes(node));
  return nodes.flatMap((a) =>
    nodes.flatMap((b): [NodeId, NodeId][] =>
      nodeNumber(a) < nodeNumber(b) && groupOf(a) !== groupOf(b) ? [[a, b]] : [],
    ),
  );
}
