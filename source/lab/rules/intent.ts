import type { LinkPlan } from '../../links/link-text.ts';
import type { ModeName } from '../../modes/facts.ts';
import type { ModeSettings } from '../../modes/mode.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { Fault, ScheduledFault } from '../faults/fault.ts';

/** How the same machines are organised from now on; what is left out stays as it is. */
export type Reorganisation = Partial<
  { readonly mode: ModeName } & Pick<
    ModeSettings,
    'overlay' | 'workload' | 'k' | 'alpha' | 'ttl' | 'degree' | 'replicas'
  >
>;

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
  | { readonly type: 'next-link' }
  /** A new generation with the same machines. */
  | { readonly type: 'reorganise'; readonly to: Reorganisation }
  /** Operations a second for the whole lab, live; 0: each node as fast as it can. */
  | { readonly type: 'set-rate'; readonly rate: number }
  /** So many nodes: new ones come, or the last ones leave. */
  | { readonly type: 'set-nodes'; readonly nodes: number }
  /** One of `paces`, or 0: time stands still. */
  | { readonly type: 'set-pace'; readonly pace: number }
  /** A fault after so much session time from now. */
  | { readonly type: 'schedule-fault'; readonly scheduled: ScheduledFault };
