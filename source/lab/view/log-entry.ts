import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { MessageKind } from '../../protocol/messages.ts';
import type { RouteStep } from '../../protocol/route.ts';

export interface LoggedStep extends RouteStep {
  readonly kind: MessageKind;
}

export type LogEntry =
  | {
      readonly type: 'operation';
      readonly at: Timestamp;
      readonly node: NodeId;
      readonly operation: 'publish' | 'fetch';
      readonly item: string;
      readonly outcome: 'done' | 'not-found' | 'refused' | 'unreachable' | 'timed-out';
      /** Who served it, when it was served. */
      readonly servedBy: NodeId | undefined;
      readonly latencyMs: number;
      readonly hops: number | undefined;
      /** The messages that it took, as far as its node knows them; empty: straight to who served it, and back. */
      readonly route: readonly LoggedStep[];
      /** There were more messages than are remembered. */
      readonly isRouteCut: boolean;
    }
  | {
      readonly type: 'event';
      readonly at: Timestamp;
      readonly node: NodeId | undefined;
      readonly level: 'info' | 'warning' | 'error';
      readonly text: string;
      /** The item that it is about. */
      readonly item: string | undefined;
      /** What a single step did, in words. */
      readonly step: string | undefined;
    };
