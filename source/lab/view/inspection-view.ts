import type { Inspection } from '../../protocol/control/inspection.ts';
import type { NodeId } from '../../protocol/ids.ts';

/** The newest look into a node. */
export interface InspectionView extends Inspection {
  readonly node: NodeId;
  /** Newest lines of its standard error, oldest first. */
  readonly stderr: readonly string[];
}
