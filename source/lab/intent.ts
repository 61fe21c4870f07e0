import type { LinkPlan } from '../links/link-text.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { Fault } from './faults/fault.ts';

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
  /** Time runs faster, slower, stands still or goes on. */
  | { readonly type: 'faster' }
  | { readonly type: 'slower' }
  | { readonly type: 'pause-time' }
  /** While it stands still: one delivery or one deadline. */
  | { readonly type: 'step' }
  /** Something goes wrong, for a time or for good. */
  | { readonly type: 'fault'; readonly fault: Fault; readonly forMs?: number | undefined }
  | { readonly type: 'quit' }
  /** Other links, live. */
  | { readonly type: 'set-link'; readonly link: LinkPlan }
  /** The next of the profiles for the lab; nodes with links of their own keep them. */
  | { readonly type: 'next-link' };
