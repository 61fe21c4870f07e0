/** The bounds of the protocol. Reaching one is counted and shown, never silent. */
export const limits = {
  /** Largest frame on a connection between nodes, in bytes without its length field. */
  frameBytesMax: 2 * 1024 * 1024,
  /** Largest frame before the handshake is done: a stranger cannot make a node buffer more than this. */
  handshakeFrameBytesMax: 256,
  /** A connection that has not proved the secret in this time is closed. */
  handshakeMsMax: 5_000,
  /** Largest content of one item, in bytes. */
  itemBytesMax: 1024 * 1024,
  /** Longest name of an item, in UTF-8 bytes. */
  nameBytesMax: 255,
  /** Contacts in one answer: the largest k. */
  contactsMax: 32,
  /** Provider records in one answer. */
  providersMax: 16,
  /** Holders of one item that know of each other: the most replicas. */
  holdersMax: 16,
  /** Replicas that one check asks after. */
  replicasMax: 1_000,
  /** Pieces of one file. */
  piecesMax: 8_192,
  /** Hashes of pieces that travel together, and such blocks of one file. */
  blockHashesMax: 32,
  blocksMax: 256,
  /** Players of one game. */
  playersMax: 10_000,
  /** Pieces in one offer. */
  offerMax: 16,
  /** Unsent bytes at which a connection stops reading until its peer has caught up. */
  /** Peers that a hit names on its way: no query goes further. */
  wayMax: 255,
  sendQueueBytesHigh: 1024 * 1024,
  /** Unsent bytes at which a connection is given up. */
  sendQueueBytesMax: 64 * 1024 * 1024,
  /** Connections one node keeps at a time, in and out. */
  connectionsMax: 4_096,
  /** Inbound connections that may be in the middle of their handshake at a time. */
  handshakesMax: 256,
} as const;
