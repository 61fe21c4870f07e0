import type { NodeId, Timestamp } from '../ids.ts';
import { nodeIdCodec } from '../messages.ts';
import { bool, bytes, f64, list, optional, struct, text, u32, word } from '../wire/codec.ts';

/** A table of what a node keeps, as it is: names and cells, for whoever lays them out. */
export interface LogicTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** At most `tableRowsMax` of them. */
  readonly rows: readonly (readonly string[])[];
  /** Rows that there are, with those left out. */
  readonly total: number;
}

/** One end of a connection. Totals are those since it opened; bytes are those of whole frames. */
export interface InspectedConnection {
  /** Undefined until the handshake says who it is. */
  readonly node: NodeId | undefined;
  readonly isOutbound: boolean;
  readonly purpose: 'overlay' | 'transfer' | 'unknown';
  readonly openMs: number;
  /** The newest round trip measured on it, by handshake or ping. */
  readonly rttMs: number | undefined;
  readonly sentMessages: number;
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /** Bytes that wait to leave. */
  readonly queuedBytes: number;
}

/** A field of a frame: where it stands in it, its first bytes, its name and its value. */
export interface FrameField {
  readonly offset: number;
  readonly length: number;
  /** The first `fieldBytesMax` bytes. */
  readonly bytes: Buffer;
  readonly name: string;
  readonly value: string;
}

/** A frame that came or left while somebody looked. */
export interface InspectedFrame {
  readonly at: Timestamp;
  readonly isSent: boolean;
  readonly node: NodeId | undefined;
  readonly type: string;
  /** Of the whole frame. */
  readonly bytes: number;
  /** At most `frameFieldsMax` of them. */
  readonly fields: readonly FrameField[];
  readonly fieldsTotal: number;
}

/** What a node says of itself when the lab looks into it. */
export interface Inspection {
  readonly at: Timestamp;
  readonly connections: readonly InspectedConnection[];
  readonly connectionsTotal: number;
  readonly tables: readonly LogicTable[];
  /** The newest first. None at the first look: frames are kept only while somebody looks. */
  readonly frames: readonly InspectedFrame[];
}

/** What one inspection may hold: it travels twice a second and is for eyes. */
export const tableRowsMax = 200;
export const inspectedConnectionsMax = 200;
export const framesMax = 16;
export const frameFieldsMax = 24;
export const fieldBytesMax = 16;

/** Longer text is cut by `cellText`. */
const cell = text(255);

export const inspectionCodec = struct<Inspection>({
  at: f64,
  connections: list(
    struct<InspectedConnection>({
      node: optional(nodeIdCodec),
      isOutbound: bool,
      purpose: word('overlay', 'transfer', 'unknown'),
      openMs: f64,
      rttMs: optional(f64),
      sentMessages: f64,
      sentBytes: f64,
      receivedMessages: f64,
      receivedBytes: f64,
      queuedBytes: f64,
    }),
    inspectedConnectionsMax,
  ),
  connectionsTotal: u32,
  tables: list(
    struct<LogicTable>({ title: cell, columns: list(cell, 16), rows: list(list(cell, 16), tableRowsMax), total: u32 }),
    16,
  ),
  frames: list(
    struct<InspectedFrame>({
      at: f64,
      isSent: bool,
      node: optional(nodeIdCodec),
      type: cell,
      bytes: u32,
      fields: list(
        struct<FrameField>({ offset: u32, length: u32, bytes: bytes(fieldBytesMax), name: cell, value: cell }),
        frameFieldsMax,
      ),
      fieldsTotal: u32,
    }),
    framesMax,
  ),
});

/** A table with its first rows; what is too long for a cell is cut. */
export function tableOf(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  total = rows.length,
): LogicTable {
  return {
    title,
    columns,
    rows: rows.slice(0, tableRowsMax).map((row) => row.map((value) => cellText(`${value}`))),
    total,
  };
}

/** At most 255 bytes, whatever the characters. */
export function cellText(value: string): string {
  return value.length > 80 ? `${value.slice(0, 60)}…` : value;
}
