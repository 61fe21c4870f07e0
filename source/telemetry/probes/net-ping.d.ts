/** The part of net-ping 1.2 that the ICMP probe uses; the package has no types of its own. */
declare module 'net-ping' {
  export interface SessionOptions {
    /** Sent again so often before it counts as lost. */
    readonly retries?: number;
    /** Milliseconds. */
    readonly timeout?: number;
  }

  export interface Session {
    pingHost(host: string, callback: (error: Error | null, host: string, sent: Date, received: Date) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'close', listener: () => void): void;
    close(): void;
  }

  /** Throws when this process may not open a raw socket. */
  export function createSession(options?: SessionOptions): Session;

  const netPing: { readonly createSession: typeof createSession };
  export default netPing;
}
