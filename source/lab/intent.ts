import type { NodeId } from '../protocol/ids.ts';

/** What a person asks of the lab. The dashboard makes these from keys; scripts from flags. */
export type Intent =
  | { readonly type: 'switch-mode' }
  /** The next way to find items among peers. */
  | { readonly type: 'switch-overlay' }
  /** The next use of the machines. */
  | { readonly type: 'switch-workload' }
  | { readonly type: 'add-node' }
  | { readonly type: 'remove-node' }
  | { readonly type: 'kill-node'; readonly node: NodeId }
  | { readonly type: 'restart-node'; readonly node: NodeId }
  | { readonly type: 'quit' };
