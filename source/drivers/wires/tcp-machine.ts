import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Contact } from '../../protocol/control/plan.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { softLimit } from '../../telemetry/probes/soft-limit.ts';
import { openDurableStore } from '../store/durable-store.ts';
import { createFolderDisk } from '../store/folder-disk.ts';
import { createAlarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import { roomWithin } from './connection-room.ts';
import type { Listening, Machine } from './machine.ts';
import { openPipe } from './tcp-pipe.ts';
import type { DialEvents, Pipe, PipeEvents } from './wires.ts';

/** Where a node lives on this computer. */
export interface TcpPlace {
  /** The loopback address that it listens on and dials from. */
  readonly host: string;
  /** The port to listen on; when it is taken, any free one. */
  readonly port: number;
  /** The directory of its store; undefined: it has none. */
  readonly data: string | undefined;
  /** What is in it stays for later runs. */
  readonly isKept: boolean;
}

/** A machine made of real sockets and real time. */
export function createTcpMachine({ host, port, data, isKept }: TcpPlace, clock: Clock, exit: () => void): Machine {
  let contacts = new Map<NodeId, Contact>();
  let accept: (pipe: Pipe) => PipeEvents;
  let server: Server | undefined;
  const accepted = new Set<Socket>();
  const alarm = createTimer(clock);
  let rssBytes = 0;

  /** It is read from a file: where no more can be opened, it is what it was. */
  function memory(): number {
    try {
      rssBytes = process.memoryUsage.rss();
    } catch {}
    return rssBytes;
  }

  function dial(node: NodeId, events: DialEvents): void {
    const contact = contacts.get(node);
    if (contact === undefined || contact.port === 0) {
      const reason = contact === undefined ? `${node} is not in this lab` : `${node} does not listen`;
      queueMicrotask(() => events.failed(reason));
      return;
    }
    const fail = (error: NodeJS.ErrnoException): void => events.failed(error.code ?? error.message);
    const socket = openSocket(contact);
    if (socket instanceof Error) return queueMicrotask(() => fail(socket));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      openPipe(socket, events.opened);
    });
  }

  /** An address that is none is thrown at once. */
  function openSocket(contact: Contact): Socket | Error {
    try {
      return connect({ host: contact.host, port: contact.port, localAddress: host });
    } catch (error) {
      return error as Error;
    }
  }

  function listenOn(wanted: number): Promise<Server> {
    return new Promise((resolve, reject) => {
      const created = createServer({ noDelay: true }, (socket) => {
        accepted.add(socket);
        socket.once('close', () => accepted.delete(socket));
        openPipe(socket, accept);
      });
      created.once('error', reject);
      created.on('error', () => undefined); // later ones are of connections that it could not accept: it goes on with the next
      created.listen({ host, port: wanted, backlog: 511 }, () => resolve(created));
    });
  }

  async function listenSomewhere(): Promise<Server> {
    try {
      return await listenOn(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error;
      return listenOn(0);
    }
  }

  async function hear(next: (pipe: Pipe) => PipeEvents): Promise<Listening> {
    accept = next;
    server ??= await listenSomewhere();
    const address = server.address();
    return { host, port: typeof address === 'object' && address !== null ? address.port : 0 };
  }

  async function deafen(): Promise<Listening> {
    const closing = server;
    server = undefined;
    if (closing !== undefined) {
      await new Promise((resolve) => {
        closing.close(resolve);
        for (const socket of accepted) socket.destroy();
      });
    }
    return { host, port: 0 };
  }

  return {
    room: roomWithin(softLimit('Max open files')),
    wires: {
      now: clock.now,
      dial,
      wakeAt: alarm,
      base: { now: clock.now, wakeAt: createTimer(clock) },
      nonce: () => randomBytes(16),
      usage() {
        const { user, system } = process.cpuUsage();
        return { cpuMs: (user + system) / 1000, rssBytes: memory() };
      },
    },
    setListening(next, done) {
      (next === undefined ? deafen() : hear(next)).then((listening) => done(undefined, listening), done);
    },
    openStore: data === undefined ? undefined : (regime) => openDurableStore(createFolderDisk(data, isKept), regime),
    setContacts(next) {
      contacts = new Map(next.map((contact) => [contact.node, contact]));
    },
    exit,
  };
}

/** Longer a timer of Node does not wait, and fires at once instead; the alarm looks again when one fires early. */
const timerMsMax = 2 ** 31 - 1;

function createTimer(clock: Clock): ReturnType<typeof createAlarm> {
  let timer: NodeJS.Timeout | undefined;
  let latest: { readonly at: Timestamp; readonly fire: () => void } | undefined;

  function schedule(at: Timestamp, fire: () => void): void {
    latest = { at, fire };
    clearTimeout(timer);
    timer = setTimeout(fire, Math.min(timerMsMax, Math.max(0, at - clock.now())));
  }

  // What has fired already is scheduled again in vain: an alarm knows what it waits for.
  clock.onMoved?.(() => latest !== undefined && schedule(latest.at, latest.fire));
  return createAlarm({ now: clock.now, slackMs: 0.5, schedule }); // timers count whole milliseconds
}
