import { union } from '../wire/codec.ts';
import { type Order, orders } from './orders.ts';
import { type Report, reports } from './reports.ts';

/** Everything that travels on a control connection, orders first. */
export type ControlMessage = Order | Report;

const { configure, start, contacts, work, ping, shutdown, link, check, unreachable, slow, pace, peek, step } = orders;
const { inspect, begin, epoch } = orders;
const { ready, configured, joined, telemetry, pong, failed, history, checked, store, next, stepped, inspected } =
  reports;

/** Lab to node and back. The numbers on the wire are the places in this list: append only. */
export const controlCodec = union<ControlMessage>({
  configure,
  start,
  contacts,
  work,
  ping,
  shutdown,
  ready,
  configured,
  joined,
  'work-done': reports['work-done'],
  telemetry,
  pong,
  failed,
  link,
  check,
  history,
  checked,
  store,
  unreachable,
  slow,
  pace,
  peek,
  step,
  next,
  stepped,
  inspect,
  inspected,
  begin,
  epoch,
  'stood-still': reports['stood-still'],
});

/** Whether it is for the lab: what a node sends besides is none of its words. */
export function isReport(message: ControlMessage): message is Report {
  return Object.hasOwn(reports, message.type);
}
