declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** The name of a node within its lab: `n1` … `nN`. */
export type NodeId = Branded<string, 'NodeId'>;

/** A connection as one end sees it: unique within that process, never reused, not even by a later generation. */
export type ConnectionId = Branded<number, 'ConnectionId'>;

/** SHA-256 of an item's content, 64 lower-case hexadecimal digits. */
export type ItemHash = Branded<string, 'ItemHash'>;

/** Milliseconds since the session began, with fractions. The same origin on every node of one machine. */
export type Timestamp = number;

/** Ids that were made before, by number: the same node is the same string everywhere, and its hash is known. */
const known: NodeId[] = [];
const knownMax = 2 ** 20;

/** The id of the node with a number: 3 -> `n3`. */
export function nodeId(number: number): NodeId {
  const present = known[number];
  if (present !== undefined) return present;
  const id = `n${number}` as NodeId;
  if (number <= knownMax && number >= 0) known[number] = id;
  return id;
}

/** Parses `n3`; undefined when the text is no node id. */
export function parseNodeId(text: string): NodeId | undefined {
  return /^n[1-9]\d{0,8}$/.test(text) ? (text as NodeId) : undefined;
}

/** The number in a node's id: `n3` -> 3. Digit by digit: it is asked for at every turn of large networks. */
export function nodeNumber(id: NodeId): number {
  let number = 0;
  for (let at = 1; at < id.length; at++) number = number * 10 + (id.charCodeAt(at) - 48);
  return number;
}

/** Makes the id of a connection from a driver's own running number. */
export function connectionId(number: number): ConnectionId {
  return number as ConnectionId;
}
