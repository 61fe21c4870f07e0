import { isIPv4 } from 'node:net';
import type { Session } from 'net-ping';
import { assert } from '../../base/assert.ts';
import { messageOf } from '../../base/message-of.ts';

/** What is missing: all of net-ping, its native part, one for this version of Node, or the right to open raw sockets. */
export type IcmpLack = 'package' | 'native-part' | 'other-node' | 'right' | 'unknown';

/** ICMP echo from this process, or why there is none. Where there is none, round trips over control connections are shown instead. */
export type IcmpProbe =
  | {
      readonly type: 'available';
      /** Round trip to an IPv4 address in milliseconds; undefined when no answer came in time or too many are under way. */
      ping(host: string): Promise<number | undefined>;
      /** Must be called: an open probe keeps the process alive. Echoes under way end as unanswered. */
      close(): void;
    }
  | { readonly type: 'unavailable'; readonly lack: IcmpLack; readonly reason: string };

const timeoutMs = 1000;
const pendingMax = 1024;

/** The session is held here. net-ping refers to its socket weakly: one that only a promise refers to is collected, with its answers. */
let open: Session | 'opening' | undefined;

/**
 * Opens the one ICMP session that a process may have: two net-ping sessions take each other's replies for their own. The only door to net-ping. It is
 * optional, has a native part, and needs the right to open raw sockets: a lack of any of these is no error here.
 */
export async function createIcmpProbe(): Promise<IcmpProbe> {
  assert(open === undefined, 'a second ICMP probe in this process');
  open = 'opening';
  try {
    const { default: netPing } = await import('net-ping');
    open = netPing.createSession({ retries: 0, timeout: timeoutMs });
    return probeOver(open);
  } catch (error) {
    open = undefined;
    return { type: 'unavailable', ...reasonOf(error) };
  }
}

function probeOver(session: Session): IcmpProbe {
  let pending = 0;
  let closed = false;
  // What goes wrong on the socket shows as echoes that are not answered.
  session.on('error', () => {});
  return {
    type: 'available',
    ping: (host) =>
      new Promise((resolve) => {
        if (closed || pending >= pendingMax || !isIPv4(host)) return resolve(undefined);
        pending += 1;
        // net-ping counts whole milliseconds: a round trip on loopback would be 0.
        const sentAt = process.hrtime.bigint();
        session.pingHost(host, (error) => {
          pending -= 1;
          resolve(error === null ? Number(process.hrtime.bigint() - sentAt) / 1e6 : undefined);
        });
      }),
    close: () => {
      if (closed) return;
      closed = true;
      open = undefined;
      session.close();
    },
  };
}

function reasonOf(error: unknown): { readonly lack: IcmpLack; readonly reason: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = messageOf(error);
  if (code === 'ERR_MODULE_NOT_FOUND')
    return {
      lack: 'package',
      reason: 'net-ping is not installed (npm leaves it out where its native part fails to build)',
    };
  if (code === 'MODULE_NOT_FOUND')
    return { lack: 'native-part', reason: 'the native part of net-ping is not built (no install script was run)' };
  if (code === 'ERR_DLOPEN_FAILED')
    return { lack: 'other-node', reason: 'the native part of net-ping is built for another version of Node' };
  if (/not permitted|EPERM|EACCES/i.test(message))
    return { lack: 'right', reason: 'this process may not open raw sockets' };
  return { lack: 'unknown', reason: message };
}
