/** Stable codes of what can be wrong with a connection. Documented in docs/PROTOCOL.md. */
export type ProtocolErrorCode =
  | 'not-starmesh'
  | 'wrong-version'
  | 'wrong-generation'
  | 'wrong-secret'
  | 'unexpected-message'
  | 'unknown-message'
  | 'malformed-message'
  | 'frame-too-large'
  | 'truncated-frame'
  | 'handshake-timed-out'
  | 'too-many-connections'
  | 'send-queue-full';

/** A connection that broke the protocol, or that this side gave up. It ends that connection and nothing else. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;
  /** Who broke it: the other end, or this one. */
  readonly side: 'local' | 'remote';

  constructor(code: ProtocolErrorCode, side: 'local' | 'remote', message: string) {
    super(message);
    this.code = code;
    this.side = side;
  }
}

/** The remote end sent what it must not. */
export function remoteError(code: ProtocolErrorCode, message: string): ProtocolError {
  return new ProtocolError(code, 'remote', message);
}
