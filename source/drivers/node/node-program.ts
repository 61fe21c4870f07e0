import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { ControlMessage } from '../../protocol/control/control.ts';
import type { NodeBeginning } from '../../protocol/control/orders.ts';
import type { LinkedMachine } from '../wires/linked-wires.ts';
import type { Machine } from '../wires/machine.ts';
import { createSteadyClock } from '../wires/steady-clock.ts';
import { createTcpMachine } from '../wires/tcp-machine.ts';
import { controlFile, openControlLink } from './control-link.ts';
import { giveWay } from './give-way.ts';
import { obeyEpochs } from './node-epoch.ts';
import { createNodeHost } from './node-host.ts';

/**
 * The program of one node. All that it knows of its lab is a socket that it inherited: over that it hears who it is and the lab's secret (never
 * from argv or the environment, which other users can read), and does what it is told. When the socket ends, it exits: no orphans. `link`: what
 * lies between the node and its machine, for benchmarks; undefined: the modelled link.
 */
export function runNodeProgram(link?: (machine: Machine) => LinkedMachine): void {
  process.on('SIGUSR1', () => undefined); // or Node opens its debugger, on a port that other users reach
  if (!isSocket(controlFile)) {
    process.stderr.write(
      `this is the program of one node: starmesh starts it with a socket to its lab as file ${controlFile}, which is missing\n`,
    );
    process.exit(1);
  }
  let order: ((message: ControlMessage) => void) | undefined;
  const socket = new Socket({ fd: controlFile });
  socket.once('close', () => process.exit());
  const control = openControlLink(socket, {
    onMessage(message) {
      if (message.type === 'begin') order = begin(message);
      else order?.(message);
    },
    onEnd: () => process.exit(),
  });

  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    control.send({ type: 'failed', text: error.message.slice(0, 1_000) });
    leave(1);
  });

  /** Becomes a node; gives what takes the orders for it. */
  function begin({
    node,
    secret,
    batchMs,
    epochMs,
    nicerBy,
    ...place
  }: NodeBeginning): (message: ControlMessage) => void {
    const onGap = (ms: number): void => queueMicrotask(() => control.send({ type: 'stood-still', ms }));
    const clock = createSteadyClock({ epochMs, onGap });
    const machine = createTcpMachine(place, clock, () => leave());
    const host = createNodeHost({
      self: node,
      secret,
      machine,
      batchMs,
      report: control.send,
      isHeard: () => control.isHeard,
      link,
    });
    giveWay(nicerBy);
    control.send({ type: 'ready', pid: process.pid });
    const obeyEpoch = obeyEpochs(clock, control.send);
    return (message) => (message.type === 'epoch' ? obeyEpoch(message) : host.order(message));
  }

  /** Lets the last words go out, then exits; the lab closing its end comes first as a rule. */
  function leave(exitCode = 0): void {
    process.exitCode = exitCode;
    control.end();
    setTimeout(() => process.exit(), exitMs);
  }
}

function isSocket(file: number): boolean {
  try {
    return fstatSync(file).isSocket();
  } catch {
    return false;
  }
}

const exitMs = 200;
