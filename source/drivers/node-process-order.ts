/** The line that a node process reads first: who it is and where its lab is. */
export interface NodeProcessOrder {
  readonly node: string;
  readonly secret: string;
  readonly controlHost: string;
  readonly controlPort: number;
  readonly host: string;
  readonly port: number;
  /** The reading of the monotonic clock at which the session began. */
  readonly epochMs: number;
  readonly batchMs: number;
  /** How much nicer than its lab it is. */
  readonly nicerBy: number;
  /** Its own directory for what outlives it; undefined: it keeps everything in memory. */
  readonly data: string | undefined;
  /** What is in it stays for later runs. */
  readonly isKept: boolean;
}

/** Reads the line; throws when a field is missing. */
export function parseNodeProcessOrder(line: string): NodeProcessOrder {
  const value: unknown = JSON.parse(line);
  const fields = typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : new Map();
  const text = (name: string): string => {
    const field: unknown = fields.get(name);
    if (typeof field !== 'string') throw new Error(`the first line on stdin lacks "${name}"`);
    return field;
  };
  const number = (name: string): number => {
    const field: unknown = fields.get(name);
    if (typeof field !== 'number') throw new Error(`the first line on stdin lacks "${name}"`);
    return field;
  };
  return {
    node: text('node'),
    secret: text('secret'),
    controlHost: text('controlHost'),
    controlPort: number('controlPort'),
    host: text('host'),
    port: number('port'),
    epochMs: number('epochMs'),
    batchMs: number('batchMs'),
    nicerBy: number('nicerBy'),
    data: fields.has('data') ? text('data') : undefined,
    isKept: fields.get('isKept') === true,
  };
}
