import { readSync } from 'node:fs';
import { connect } from 'node:net';
import { parseNodeId } from '../protocol/ids.ts';
import { createClock } from './clock.ts';
import { type ControlLink, openControlLink } from './control-link.ts';
import { giveWay } from './give-way.ts';
import { createNodeHost } from './node-host.ts';
import { type NodeProcessOrder, parseNodeProcessOrder } from './node-process-order.ts';
import { createTcpMachine } from './tcp-machine.ts';

/**
 * The program of one node. It reads who it is and the lab's secret from its standard input (never from argv or the environment, which
 * other users can read), dials the lab and does what it is told. When the control connection ends, it exits: no orphans.
 */
function main(): void {
  const line = readLine();
  if (line === undefined) process.exit(0);
  begin(parseNodeProcessOrder(line));
}

/**
 * The first line of the standard input; undefined when that ends before. Waits for it, because there is nothing else to do; a stream for it
 * would cost each process up to a millisecond more.
 */
function readLine(): string | undefined {
  const buffer = Buffer.allocUnsafe(orderBytesMax);
  let bytes = 0;
  while (bytes < buffer.length) {
    const read = readSync(0, buffer, bytes, buffer.length - bytes, null);
    if (read === 0) return undefined;
    bytes += read;
    const end = buffer.subarray(0, bytes).indexOf('\n');
    if (end >= 0) return buffer.toString('utf8', 0, end);
  }
  throw new Error(`the first line on stdin is longer than ${orderBytesMax} bytes`);
}

function begin(order: NodeProcessOrder): void {
  const self = parseNodeId(order.node);
  if (self === undefined) throw new Error(`"${order.node}" is no node's name`);
  const secret = Buffer.from(order.secret, 'hex');
  let control: ControlLink | undefined;
  const machine = createTcpMachine(order, createClock(order.epochMs), () => leave());
  const host = createNodeHost({
    self,
    secret,
    machine,
    batchMs: order.batchMs,
    report: (report) => control?.send(report),
  });

  /** Lets the last words go out, then exits; the lab closing its end comes first as a rule. */
  function leave(exitCode = 0): void {
    process.exitCode = exitCode;
    control?.end();
    setTimeout(() => process.exit(), exitMs);
  }

  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    control?.send({ type: 'failed', text: error.message.slice(0, 1_000) });
    leave(1);
  });

  const socket = connect({ host: order.controlHost, port: order.controlPort });
  socket.once('error', (error: NodeJS.ErrnoException) => {
    const isOutOfPorts = error.code === 'EADDRNOTAVAIL';
    const remedy = isOutOfPorts
      ? '; no local port is free: ask for fewer nodes, or widen net.ipv4.ip_local_port_range'
      : '';
    process.stderr.write(`cannot reach the lab: ${error.message}${remedy}\n`);
    process.exit(1);
  });
  socket.once('close', () => process.exit());
  socket.once('connect', () => {
    openControlLink(socket, 'dialer', self, secret, {
      onOpen(_peer, link) {
        control = link;
        giveWay(order.nicerBy);
        link.send({ type: 'ready', pid: process.pid });
      },
      onMessage: (message) => host.order(message),
      onEnd: () => process.exit(),
    });
  });
}

const exitMs = 200;
const orderBytesMax = 4_096;

main();
