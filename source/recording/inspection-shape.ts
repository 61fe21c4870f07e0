import type { LabSnapshot } from '../lab/view/snapshot.ts';
import type { NodeId } from '../protocol/ids.ts';
import { bool, list, optional, record, type Shape, word } from './shape.ts';

type InspectionView = NonNullable<LabSnapshot['inspection']>;
type InspectedConnection = InspectionView['connections'][number];
type InspectedFrame = InspectionView['frames'][number];

const partsMax = 10_000;
const someBytes: Shape<Buffer> = (value) => (Buffer.isBuffer(value) ? undefined : ' is not bytes');

/** The shape of a look into a node, made of the shapes of its parts. */
export function inspectionShape({
  node,
  time,
  figure,
  words,
}: {
  readonly node: Shape<NodeId>;
  readonly time: Shape<number>;
  readonly figure: Shape<number>;
  readonly words: Shape<string>;
}): Shape<InspectionView> {
  const connection = record<InspectedConnection>({
    node: optional(node),
    isOutbound: bool,
    purpose: word('overlay', 'transfer', 'unknown'),
    openMs: figure,
    rttMs: optional(figure),
    sentMessages: figure,
    sentBytes: figure,
    receivedMessages: figure,
    receivedBytes: figure,
    queuedBytes: figure,
  });
  const field = record({ offset: figure, length: figure, bytes: someBytes, name: words, value: words });
  const frame = record<InspectedFrame>({
    at: time,
    isSent: bool,
    node: optional(node),
    type: words,
    bytes: figure,
    fields: list(field, partsMax),
    fieldsTotal: figure,
  });
  const cells = list(words, partsMax);
  return record<InspectionView>({
    node,
    stderr: cells,
    at: time,
    connections: list(connection, partsMax),
    connectionsTotal: figure,
    tables: list(record({ title: words, columns: cells, rows: list(cells, partsMax), total: figure }), partsMax),
    frames: list(frame, partsMax),
  });
}
